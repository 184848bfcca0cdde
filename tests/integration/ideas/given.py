"""A fund with an open round, and ideas in it, made through the stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import Flask

from makeithappen.core.db import now, reading, transaction
from makeithappen.funds import store as funds
from makeithappen.funds.rules.rounds import Structure
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Ask, Idea, Words
from panels import store as panels

STRUCTURE = Structure("Harbour Trust", "Grace", "Bo", "01234 567890", "Cy, 01234 567891")
WORDS = Words("A bench by the pond. We would sit there.", "Everybody", "01234 567890")
ASK = Ask(ask_pence=90_000, smallest_pence=60_000)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """A fund with one area and one round."""

    fund_id: str
    round_id: str
    area_id: str


def today() -> date:
    return datetime.now(UTC).date()


def open_round(
    app: Flask,
    *,
    first: date | None = None,
    last: date | None = None,
    area: str | None = "Hillside",
) -> Place:
    """A fund that is ready, with a round that is open now unless the days say otherwise."""
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        fund_id = funds.add_fund(session, name="Make it Happen", **who)
        words = {"name": "Make it Happen", "purpose": "Ideas of families"}
        funds.change_fund(session, fund_id=fund_id, structure=STRUCTURE, **words, **who)
        area_id = funds.add_area(session, fund_id=fund_id, name=area, **who) if area else ""
        days = {"opens_on": first or today() - 2 * DAY, "closes_on": last or today() + 30 * DAY}
        round_id = funds.add_round(session, fund_id=fund_id, name="Spring", **days, **who)
        funds.open_round(session, round_id=round_id, **who)
    return Place(fund_id, round_id, area_id)


def close_round(app: Flask, place: Place) -> None:
    with app.app_context(), transaction() as session:
        funds.close_round(session, round_id=place.round_id, actor_id="test", at=now(session))


def send_ideas(
    app: Flask, place: Place, owner_id: str, *, count: int = 1, words: Words = WORDS
) -> list[str]:
    """Ideas that were sent in, the ids in the order of sending."""
    with app.app_context(), transaction() as session:
        ids = {"round_id": place.round_id, "fund_id": place.fund_id, "owner_id": owner_id}
        at = now(session)
        return [
            ideas.add_sent(session, **ids, words=words, ask=ASK, at=at + timedelta(seconds=number))
            for number in range(count)
        ]


def panel_day(app: Flask, place: Place, *, name: str = "The Lens day") -> str:
    """A panel day that can still take ideas."""
    with app.app_context(), transaction() as session:
        ids = {"fund_id": place.fund_id, "round_id": place.round_id}
        settings = {"held_on": today() + 40 * DAY, "quorum": 3, "threshold": None}
        who = {"actor_id": "test", "at": now(session)}
        return panels.add_day(session, name=name, **ids, **settings, **who)


def own_ideas(app: Flask, owner_id: str) -> list[Idea]:
    with app.app_context():
        return ideas.own_ideas(reading(), owner_id)
