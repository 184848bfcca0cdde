"""A second day in the demo, that is running: to see the screens, and to move it on yourself.

Everything on it is invented. The first idea has been heard and most have scored it; the second
one is being heard.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from makeithappen import demo_data, demo_plans, shortlisting, welcome
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Ask, Words
from panels import store as panels
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion, ScalePoint
from panels.rules.day import Move

NAME = "A day to try"
IDEAS = (
    ("A bench where the bus stops", "A bench with a roof, built by us.", "All who wait", 90_000),
    ("Pond club", "Wellies, nets and two afternoons a week at the pond.", "Children", 120_000),
    ("Family film night", "A screen in the hall, once a month. Bring a cushion.", "Us all", 60_000),
)
SENT_BY = 5
"""So many of the panel have sent in their sheet for the first idea."""


def fill(
    session: Session,
    at: datetime,
    people: dict[str, str],
    place: dict[str, str],
) -> str:
    """Make the day in this place (fund_id, round_id, area_id) and take it to the second idea."""
    chair = {"actor_id": people["Isla"], "at": at}
    day_id = panels.add_day(
        session,
        fund_id=place["fund_id"],
        round_id=place["round_id"],
        name=NAME,
        held_on=date(at.year, at.month, at.day),
        quorum=demo_data.QUORUM,
        threshold=Fraction(1, 2),
        **chair,
    )
    for made in demo_data.CRITERIA:
        scale = tuple(ScalePoint(value, words) for value, words in enumerate(made.scale))
        words = (made.name, made.question, made.value_words)
        written = Criterion("", 0, *words, made.weight, scale, "The panel")
        panels.put_criterion(session, day_id, written, **chair)
    members = [panels.NewMember(people[name], name, is_reserve=False) for name in demo_data.SCORES]
    panels.put_members(session, day_id, members, **chair)
    for title, what, who_for, asked_pence in IDEAS:
        words = (title, what, who_for)
        _send_in(session, at, day_id, words, asked_pence, people["Morag"], place)
    _run(session, day_id, members, chair)
    return day_id


def _send_in(
    session: Session,
    at: datetime,
    day_id: str,
    words: tuple[str, str, str],
    asked_pence: int,
    coordinator_id: str,
    place: dict[str, str],
) -> None:
    title, what, who_for = words
    what = f"{what} {demo_data.MARK}"
    idea_id = demo_plans.add_sent(
        session,
        round_id=place["round_id"],
        fund_id=place["fund_id"],
        owner_id=welcome.guest(session, at)[1],
        words=Words(what, who_for, "somebody@demo.example"),
        ask=Ask(asked_pence, asked_pence // 2, place["area_id"], title),
        at=at,
    )
    by = {"actor_id": coordinator_id, "at": at}
    reason = "We would like the panel to hear it."
    chosen = {"day_id": day_id, "day_name": NAME, "reason": reason}
    idea = ideas.shortlist(session, idea_id=idea_id, **chosen, **by)
    pitch = shortlisting.for_panel(session, idea)
    shortlisting.shortlist(session, pitch, day_id=day_id, at=at)


def _run(
    session: Session, day_id: str, members: list[panels.NewMember], chair: dict[str, Any]
) -> None:
    panels.open_day(session, day_id, **chair)
    panels.move_day(session, day_id, Move.ASK_CONFLICTS, **chair)
    day = panels.load_day(session, day_id)
    first, second, *_rest = (pitch.pitch_id for pitch in day.pitches)
    panels.move_day(session, day_id, Move.PITCH, pitch_id=first, **chair)
    panels.move_day(session, day_id, Move.SCORE, **chair)
    values = {one.criterion_id: one.values[-2] for one in day.settings.criteria}
    for member in members[:SENT_BY]:
        who = {"person_id": member.person_id, "at": chair["at"]}
        panels.declare(session, day_id, first, degree=Degree.NONE, **who)
        panels.put_sheet(session, day_id, first, values=values, comment="", **who)
    last = {"person_id": members[-1].person_id, "at": chair["at"]}
    panels.declare(session, day_id, first, degree=Degree.CLOSE, **last)
    panels.move_day(session, day_id, Move.PITCH, pitch_id=second, **chair)
