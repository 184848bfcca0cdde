"""The demo's care: pay and breaks of two panel days, and two reviews. Invented, all of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy.orm import Session

from makeithappen import reviewing
from makeithappen.reviews import store as reviews
from makeithappen.reviews.rules.review import Outcome, Route
from makeithappen.reviews.store import Said
from panels import store as panels
from panels.rules.care import Answer, Terms
from panels.rules.running_order import Timetable
from panels.store import care

ASKED = "You said yes to us, thank you. But the money came weeks later and nobody told us why."
ANSWERED = (
    "You are right, we should have told you. A second person looks at each payment, and that took "
    "too long. From now on you get a message on the day when the money goes out."
)
ASKED_BY_PHONE = "A boy from our street sent this in. Is there no room for school work at all?"
OFFER = care.Offer(Terms(6_000, None), Timetable(600, 4, 5, 2, 10, 3), "Europe/London")
CAPPED = care.Offer(Terms(6_000, 8), OFFER.timetable, OFFER.zone)
ANSWERS = {
    "Aisha": Answer(takes_pay=True, travel_pence=420),
    "Jo": Answer(takes_pay=False),
    "Callum": Answer(takes_pay=False, childcare_pence=2_400),
    "Ewa": Answer(takes_pay=True),
    "Nadia": Answer(takes_pay=True, childcare_pence=1_800, other_pence=250),
}
"""Pete and Shona have said nothing yet; Jo says no to all of it."""
PAID = ("Aisha", "Ewa")


def offer(session: Session, day_id: str, *, chair: str, at: datetime) -> None:
    """What the members of the day are offered, before it opens."""
    care.put_offer(session, day_id, OFFER, actor_id=chair, at=at)


def answer_and_pay(session: Session, day_id: str, *, people: dict[str, str], at: datetime) -> None:
    """Some members answer, and Tomasz pays two of them."""
    for name, answer in ANSWERS.items():
        care.put_answer(session, day_id, person_id=people[name], answer=answer, at=at)
    by = {"actor_id": people["Tomasz"], "at": at}
    for name in PAID:
        care.mark_paid(session, day_id, people[name], revision=1, **by)


def next_day(
    session: Session, *, fund_id: str, round_id: str, people: dict[str, str], at: datetime
) -> str:
    """A day that is still being set up: its members see what became of the awards before.

    Returns its id.
    """
    chair = {"actor_id": people["Isla"], "at": at}
    day_id = panels.add_day(
        session,
        fund_id=fund_id,
        round_id=round_id,
        name="The next panel day",
        held_on=at.date() + timedelta(days=120),
        quorum=4,
        threshold=Fraction(1, 2),
        **chair,
    )
    names = [*ANSWERS, "Pete", "Shona"]
    members = [panels.NewMember(people[name], name, is_reserve=False) for name in names]
    panels.put_members(session, day_id, members, **chair)
    care.put_offer(session, day_id, CAPPED, **chair)
    return day_id


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
