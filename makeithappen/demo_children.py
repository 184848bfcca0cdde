"""What children say in the demo: with an idea before the panel, and with one of Leanne's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from makeithappen import demo_data
from makeithappen.child_bands import SUGGESTED
from makeithappen.funds import store as funds
from makeithappen.ideas import child_store
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.child import Who

SAID: Mapping[str, tuple[tuple[int, str, tuple[Who, ...]], ...]] = {
    "Pond club": (
        (7, "I want to see a newt. And frogs!", (Who.CHILD, Who.CARER)),
        (14, "There is nowhere for us after school. The pond is free.", tuple(Who)),
    ),
    "A den in the wood": (
        (6, "A den with a roof so we can stay when it rains.", (Who.CHILD, Who.CARER)),
        (13, "I would like to build it with the others.", (Who.CHILD,)),
    ),
}
"""By idea: an age, words, and whose yes there is."""


def ask_children(session: Session, fund_id: str, *, actor_id: str, at: datetime) -> None:
    """The fund asks children of all ages."""
    funds.put_child_bands(session, fund_id=fund_id, bands=SUGGESTED, actor_id=actor_id, at=at)


def say(session: Session, idea_id: str, owner_id: str, title: str, at: datetime) -> None:
    """Children say something with a draft, where some do."""
    mine = {"idea_id": idea_id, "owner_id": owner_id}
    for age, words, yeses in SAID.get(title, ()):
        child_id = child_store.add(session, **mine, age=age, bands=SUGGESTED, at=at)
        child_store.write(session, **mine, child_id=child_id, words=f"{words} {demo_data.MARK}")
        for who in yeses:
            child_store.answer(session, **mine, child_id=child_id, who=who, yes=True, at=at)


def send_in(session: Session, place: Mapping[str, str], owner_id: str, at: datetime) -> None:
    """Leanne's newest idea: one child's words can be seen, of the other a yes is missing."""
    title = "A den in the wood"
    answers = {
        "what": f"We want to build a den in the wood behind the school. {demo_data.MARK}",
        "who_for": "Children who play there",
        "contact": "leanne@demo.example",
        "title": title,
        "area": place["area_id"],
    }
    ids = {"round_id": place["round_id"], "fund_id": place["fund_id"], "owner_id": owner_id}
    idea_id = ideas.begin(session, **ids, answers=answers, at=at)
    say(session, idea_id, owner_id, title, at)
    asks = {"takes_ideas": True, "asks_where": True}
    ideas.send(session, idea_id=idea_id, owner_id=owner_id, **asks, at=at)
