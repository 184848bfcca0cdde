"""Fills a database with the demo, through the same stores and doors as everybody else.

The day's dates lie in 2022; what is written down is stamped with the time it is written, as always.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from ledger import sealing
from makeithappen import (
    awarding,
    demo_books,
    demo_care,
    demo_children,
    demo_data,
    demo_money,
    demo_people,
    demo_plans,
    demo_records,
    demo_rehearsal,
    demo_replies,
    demo_running,
    demo_safety,
    demo_votes,
    telling,
    welcome,
)
from makeithappen.funds import store as funds
from makeithappen.funds.rules.rounds import Structure
from makeithappen.ideas.rules.idea import Ask, Words
from makeithappen.people import factors
from makeithappen.people import store as people
from panels import store as panels
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion, ScalePoint
from panels.rules.day import Move
from panels.rules.decisions import Outcome

STRUCTURE = Structure(
    money_held_by="Brae Community Trust (invented)",
    money_authorised_by="Grace, for the trustees",
    safeguarding_lead="Una",
    safeguarding_contact="01632 960 001",
    review_contact="Grace, 01632 960 002",
)


@dataclass(slots=True)
class Demo:
    """What has been made so far: ids by first name, title or name."""

    session: Session
    at: datetime
    people: dict[str, str]
    fund_id: str = ""
    round_id: str = ""
    open_round_id: str = ""
    day_id: str = ""
    areas: dict[str, str] = field(default_factory=dict[str, str])
    ideas: dict[str, str] = field(default_factory=dict[str, str])

    def stamp(self, first_name: str) -> dict[str, Any]:
        """Who does it, and when."""
        return {"actor_id": self.people[first_name], "at": self.at}


def fill(session: Session, at: datetime) -> None:
    """Make the whole demo: people, fund, ideas, the day, and where its money went."""
    demo = Demo(session, at, people={})
    _people(demo)
    _fund(demo)
    _ideas(demo)
    _prepare_day(demo)
    _hold_day(demo)
    books = demo_books.Books(session, at, demo.people)
    demo_money.raise_money(books, demo.fund_id, demo.ideas)
    demo_records.open_ruled_pot(books, demo.fund_id, demo.areas)
    _decide(demo)
    demo_money.spend(books, demo.fund_id)
    _care(demo)
    _review(demo)
    _votes(demo)
    _running(demo)
    sealing.seal_waiting(session)


def _care(demo: Demo) -> None:
    shared = {"people": demo.people, "at": demo.at}
    demo_care.answer_and_pay(demo.session, demo.day_id, **shared)
    ids = {"fund_id": demo.fund_id, "round_id": demo.open_round_id}
    next_id = demo_care.next_day(demo.session, **ids, **shared)
    demo_rehearsal.open_rehearsal(demo.session, next_id, chair=demo.people["Isla"], at=demo.at)


def _review(demo: Demo) -> None:
    demo_care.ask_and_answer(
        demo.session,
        fund_id=demo.fund_id,
        round_id=demo.round_id,
        idea_id=demo.ideas["Saturday breakfast club"],
        people=demo.people,
        at=demo.at,
    )


def _votes(demo: Demo) -> None:
    areas = tuple((area_id, name) for name, area_id in demo.areas.items())
    ids = (demo.people["Morag"], demo.fund_id, demo.round_id)
    demo_votes.hold_votes(demo_votes.Place(demo.session, demo.at, *ids, areas))


def _running(demo: Demo) -> None:
    place = {"fund_id": demo.fund_id, "round_id": demo.open_round_id}
    place["area_id"] = demo.areas[demo_data.AREAS[0]]
    day_id = demo_running.fill(demo.session, demo.at, demo.people, place)
    demo_safety.flag_words(demo.session, demo.at, day_id, member_id=demo.people["Aisha"])
    demo_children.send_in(demo.session, place, demo.people["Leanne"], demo.at)


def _people(demo: Demo) -> None:
    for person in demo_data.PEOPLE:
        person_id = people.add_person(
            demo.session,
            first_name=person.first_name,
            email=person.email,
            actor_id="demo",
            at=demo.at,
        )
        demo.people[person.first_name] = person_id
        for role in person.roles:
            people.give_role(
                demo.session, person_id=person_id, role=role, actor_id="demo", at=demo.at
            )
        if demo_people.has_app(person.roles):
            factors.give(demo.session, person_id, demo.at)


def _fund(demo: Demo) -> None:
    session, by = demo.session, demo.stamp("Priya")
    demo.fund_id = funds.add_fund(
        session, name=demo_data.FUND_NAME, purpose=demo_data.FUND_PURPOSE, **by
    )
    funds.change_fund(
        session,
        fund_id=demo.fund_id,
        name=demo_data.FUND_NAME,
        purpose=demo_data.FUND_PURPOSE,
        structure=STRUCTURE,
        **by,
    )
    demo_children.ask_children(session, demo.fund_id, **by)
    demo_replies.put_start(session, demo.fund_id, **by)
    demo.areas = {
        name: funds.add_area(session, fund_id=demo.fund_id, name=name, **by)
        for name in demo_data.AREAS
    }
    demo_plans.add_outcomes(session, demo.fund_id, **by)
    demo.round_id = _round(demo, "Spring 2022", date(2022, 3, 1), date(2022, 4, 30))
    funds.close_round(session, round_id=demo.round_id, **by)
    today = demo.at.date()
    days = (today - timedelta(1), today + timedelta(90))
    demo.open_round_id = _round(demo, f"Ideas for {today.year + 1}", *days)


def _round(demo: Demo, name: str, opens_on: date, closes_on: date) -> str:
    by = demo.stamp("Priya")
    round_id = funds.add_round(
        demo.session,
        fund_id=demo.fund_id,
        name=name,
        opens_on=opens_on,
        closes_on=closes_on,
        **by,
    )
    funds.promise_answers(demo.session, round_id=round_id, due_on=closes_on + timedelta(42), **by)
    funds.open_round(demo.session, round_id=round_id, **by)
    return round_id


def _ideas(demo: Demo) -> None:
    for number, idea in enumerate(demo_data.IDEAS):
        owner_id = demo.people.get(idea.first_name) or welcome.guest(demo.session, demo.at)[1]
        demo.ideas[idea.title] = demo_plans.add_sent(
            demo.session,
            round_id=demo.round_id,
            fund_id=demo.fund_id,
            owner_id=owner_id,
            words=Words(idea.what, idea.who_for, f"{idea.first_name.lower()}@demo.example"),
            ask=Ask(idea.ask_pence, idea.smallest_pence, demo.areas[idea.area], idea.title),
            at=demo.at - timedelta(seconds=len(demo_data.IDEAS) - number),
        )


def _prepare_day(demo: Demo) -> None:
    session, chair = demo.session, demo.stamp("Isla")
    demo.day_id = panels.add_day(
        session,
        fund_id=demo.fund_id,
        round_id=demo.round_id,
        name=demo_data.DAY_NAME,
        held_on=demo_data.DAY_HELD_ON,
        quorum=demo_data.QUORUM,
        threshold=Fraction(1, 2),
        **chair,
    )
    for made in demo_data.CRITERIA:
        scale = tuple(ScalePoint(value, words) for value, words in enumerate(made.scale))
        criterion = Criterion(
            "", 0, made.name, made.question, made.value_words, made.weight, scale, "The panel"
        )
        panels.put_criterion(session, demo.day_id, criterion, **chair)
    members = [
        panels.NewMember(demo.people[name], name, is_reserve=False) for name in demo_data.SCORES
    ]
    panels.put_members(session, demo.day_id, members, **chair)
    demo_care.offer(session, demo.day_id, chair=demo.people["Isla"], at=demo.at)
    demo_replies.answer_all(session, demo.round_id, demo.ideas, demo.day_id, demo.stamp("Morag"))
    panels.open_day(session, demo.day_id, **chair)
    for move in (Move.ASK_CONFLICTS, Move.SCORE_ALL):
        panels.move_day(session, demo.day_id, move, **chair)


def _hold_day(demo: Demo) -> None:
    """Each member says how close they are to each idea, and scores those they may."""
    day = panels.load_day(demo.session, demo.day_id)
    pitches = {pitch.title: pitch.pitch_id for pitch in day.pitches}
    criteria = [criterion.criterion_id for criterion in day.settings.criteria]
    chair = demo.stamp("Isla")
    for member in day.members:
        for award, scores in zip(
            demo_data.AWARDS, demo_data.SCORES[member.first_name], strict=True
        ):
            who = {"person_id": member.person_id, "at": demo.at}
            place = (demo.session, demo.day_id, pitches[award.title])
            panels.declare(*place, degree=Degree.CLOSE if scores is None else Degree.NONE, **who)
            if scores is not None:
                values = dict(zip(criteria, scores, strict=True))
                panels.put_sheet(*place, values=values, comment="", **who)
    for move in (Move.BREAK, Move.DELIBERATE, Move.ALLOCATE):
        panels.move_day(demo.session, demo.day_id, move, **chair)


def _decide(demo: Demo) -> None:
    day = panels.load_day(demo.session, demo.day_id)
    asked = {pitch.title: pitch for pitch in day.pitches}
    chair = demo.stamp("Isla")
    for award in demo_data.AWARDS:
        pitch = asked[award.title]
        full = award.awarded_pence == pitch.asked_pence
        panels.put_decision(
            demo.session,
            demo.day_id,
            pitch.pitch_id,
            outcome=Outcome.FULL if full else Outcome.PART,
            amount_pence=award.awarded_pence,
            reason=award.reason,
            departure=award.departure,
            **chair,
        )
    awarding.read_back_day(demo.session, demo.day_id, **chair)
    second = demo.stamp(next(iter(demo_data.SCORES)))
    awarding.confirm_day(demo.session, demo.day_id, effective_on=demo_data.DAY_HELD_ON, **second)
    demo_replies.look_at_all(demo.session, demo.day_id, demo.stamp("Morag"))
    telling.tell_day(demo.session, demo.day_id, **chair)
