"""The demo's care: two reviews, one answered and one that waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from makeithappen import reviewing
from makeithappen.reviews import store as reviews
from makeithappen.reviews.rules.review import Outcome, Route
from makeithappen.reviews.store import Said

ASKED = "We asked for £6,800 and got less. Nobody told us what we should leave out."
ANSWERED = (
    "You are right, we did not say it well. The panel liked all of it, and the pot was small. "
    "It left out the new cooker: the hall has one now. You can ask for it in the next round."
)
ASKED_BY_PHONE = "A boy from our street sent this in. Is there no room for school work at all?"


def ask_and_answer(
    session: Session,
    *,
    fund_id: str,
    round_id: str,
    idea_id: str,
    people: dict[str, str],
    at: datetime,
) -> None:
    """Grace answers the fund's reviews, Priya stands in. Leanne asked, and so did a neighbour."""
    leanne, grace = people["Leanne"], people["Grace"]
    route = Route(grace, people["Priya"], 14)
    reviews.put_route(session, fund_id=fund_id, route=route, actor_id=people["Priya"], at=at)
    own = reviewing.of_own_idea(session, idea_id, leanne, at)
    reviewing.ask(session, own, Said(ASKED), asked_by=leanne, at=at)
    asked = reviews.of_idea(session, idea_id)[0]
    line = reviewing.find_for(session, asked.review_id, grace, at)
    said = {"outcome": Outcome.EXPLAINED, "reply": ANSWERED}
    reviewing.answer(session, line, **said, actor_id=grace, at=at)
    any_decision = reviewing.of_round(session, round_id, at)
    neighbour = Said(ASKED_BY_PHONE, "Homework table", "01632 960 077")
    reviewing.ask(session, any_decision, neighbour, asked_by="", at=at)
