"""Care for the panel in the database: the offer of a day, the members' answers, what was paid.

What a member said stays between them and whoever pays: it gets no line in the audit trail.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from panels import models
from panels.models_care import CareAnswer, CarePayment, CareTerms
from panels.rules.care import Answer, Owed, Terms, check_answer, check_pay, check_terms, owed
from panels.rules.day import check_setting_up
from panels.rules.rehearsal import check_counts
from panels.rules.running_order import Timetable, check_timetable
from panels.store.reading import load_day

PAID_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """What a day offers its members, and how its time is planned in its fund's zone."""

    terms: Terms
    timetable: Timetable
    zone: str


@dataclass(frozen=True, slots=True)
class MyCare:
    """What a member said last (revision 0: nothing yet), and what was paid to them."""

    answer: Answer
    revision: int
    paid: Owed | None
    paid_at: datetime | None


NOTHING_SAID = MyCare(Answer(None), 0, None, None)


@dataclass(frozen=True, slots=True)
class ToPay:
    """A member who is to be paid for a day, by the answer with this revision."""

    day_id: str
    day_name: str
    held_on: date
    person_id: str
    first_name: str
    revision: int
    answer: Answer
    owed: Owed


@dataclass(frozen=True, slots=True)
class Paid:
    """That a member was paid for a day. `marked_by` is the id of who said so, `marked_at` UTC."""

    day_name: str
    held_on: date
    first_name: str
    owed: Owed
    marked_by: str
    marked_at: datetime


def offer_of(session: Session, day_id: str) -> Offer | None:
    """What a day offers; None where nobody has said. One statement."""
    row = session.get(CareTerms, day_id)
    return None if row is None else _offer(row)


def put_offer(session: Session, day_id: str, offer: Offer, *, actor_id: str, at: datetime) -> None:
    """Say what a day offers. Refused once the day is open: members rely on it."""
    day = load_day(session, day_id, lock="to_move")
    check_counts(is_rehearsal=day.is_rehearsal)
    check_setting_up(day.state)
    check_terms(offer.terms)
    check_timetable(offer.timetable)
    facts = {**asdict(offer.terms), **asdict(offer.timetable), "zone": offer.zone}
    session.merge(CareTerms(day_id=day_id, **facts))
    session.flush()
    record(session, at=at, actor_id=actor_id, what="care_offer", subject_id=day_id, facts=facts)


def my_care(session: Session, day_id: str, person_id: str) -> MyCare:
    """What a person said to the offer of a day, and what they were paid. One statement."""
    mine = _answers().where(CareAnswer.day_id == day_id, CareAnswer.person_id == person_id)
    found = session.execute(mine).first()
    if found is None:
        return NOTHING_SAID
    said, paid = found
    sums = None if paid is None else Owed(paid.pay_pence, paid.expenses_pence)
    return MyCare(_answer(said), said.revision, sums, None if paid is None else paid.marked_at)


def put_answer(
    session: Session, day_id: str, *, person_id: str, answer: Answer, at: datetime
) -> None:
    """Append what a member says to the offer: pay taken or not, and expenses."""
    _lock_member(session, day_id, person_id)
    offer, before = offer_of(session, day_id), my_care(session, day_id, person_id)
    terms = None if offer is None else offer.terms
    check_answer(terms, answer, paid=before.paid is not None)
    row = CareAnswer(
        day_id=day_id,
        person_id=person_id,
        revision=before.revision + 1,
        takes_pay=int(bool(answer.takes_pay)),
        travel_pence=answer.travel_pence,
        childcare_pence=answer.childcare_pence,
        other_pence=answer.other_pence,
        said_at=at,
    )
    session.add(row)
    session.flush()


def to_pay(session: Session) -> list[ToPay]:
    """Whom there is something to pay to, by day and first name. Nobody who said no is in it."""
    day, member = models.Day, models.Member
    rows = session.execute(
        _answers()
        .add_columns(CareTerms, day.name, day.held_on, member.first_name)
        .join(CareTerms, CareTerms.day_id == CareAnswer.day_id)
        .join(day, day.id == CareAnswer.day_id)
        .join(
            member,
            and_(member.day_id == CareAnswer.day_id, member.person_id == CareAnswer.person_id),
        )
        .where(CarePayment.person_id.is_(None))
        .order_by(day.held_on, day.id, member.first_name, member.id)
    )
    found = [
        ToPay(
            day_id=said.day_id,
            day_name=name,
            held_on=held_on,
            person_id=said.person_id,
            first_name=first_name,
            revision=said.revision,
            answer=_answer(said),
            owed=owed(_offer(terms).terms, _answer(said)),
        )
        for said, _paid, terms, name, held_on, first_name in rows
    ]
    return [one for one in found if one.owed.whole_pence]


def paid(session: Session) -> list[Paid]:
    """What was paid, the newest first. One statement."""
    day, member = models.Day, models.Member
    rows = session.execute(
        select(CarePayment, day.name, day.held_on, member.first_name)
        .join(day, day.id == CarePayment.day_id)
        .outerjoin(
            member,
            and_(member.day_id == CarePayment.day_id, member.person_id == CarePayment.person_id),
        )
        .order_by(CarePayment.marked_at.desc(), CarePayment.person_id)
        .limit(PAID_SHOWN)
    )
    return [
        Paid(
            day_name=name,
            held_on=held_on,
            first_name=first_name or "",
            owed=Owed(row.pay_pence, row.expenses_pence),
            marked_by=row.marked_by,
            marked_at=row.marked_at,
        )
        for row, name, held_on, first_name in rows
    ]


def mark_paid(
    session: Session, day_id: str, person_id: str, *, revision: int, actor_id: str, at: datetime
) -> None:
    """Note that a member was paid what they said with this revision. Once per member and day."""
    _lock_member(session, day_id, person_id)
    offer, said = offer_of(session, day_id), my_care(session, day_id, person_id)
    if offer is None:
        raise Missing(day_id)
    due = owed(offer.terms, said.answer)
    check_pay(
        due,
        is_self=actor_id == person_id,
        paid=said.paid is not None,
        changed=said.revision != revision,
    )
    sums = {"pay_pence": due.pay_pence, "expenses_pence": due.expenses_pence}
    whose = {"day_id": day_id, "person_id": person_id}
    session.add(CarePayment(**whose, **sums, marked_by=actor_id, marked_at=at))
    session.flush()
    facts = {"person_id": person_id, **sums}
    record(session, at=at, actor_id=actor_id, what="care_paid", subject_id=day_id, facts=facts)


def _lock_member(session: Session, day_id: str, person_id: str) -> None:
    """Two phones of one member, and whoever pays them, take turns. Raises Missing."""
    member = models.Member
    seat = select(member.id).where(member.day_id == day_id, member.person_id == person_id)
    if session.execute(seat.with_for_update()).first() is None:
        raise Missing(person_id)


def _answers() -> Select[CareAnswer, CarePayment]:
    """The newest answers, each with what was paid."""
    table = CareAnswer
    newest = (
        select(table.day_id, table.person_id, func.max(table.revision).label("revision"))
        .group_by(table.day_id, table.person_id)
        .subquery()
    )
    return (
        select(table, CarePayment)
        .join(
            newest,
            and_(
                table.day_id == newest.c.day_id,
                table.person_id == newest.c.person_id,
                table.revision == newest.c.revision,
            ),
        )
        .outerjoin(
            CarePayment,
            and_(CarePayment.day_id == table.day_id, CarePayment.person_id == table.person_id),
        )
    )


def _answer(row: CareAnswer) -> Answer:
    return Answer(bool(row.takes_pay), row.travel_pence, row.childcare_pence, row.other_pence)


def _offer(row: CareTerms) -> Offer:
    plan = Timetable(
        row.starts_minute,
        row.pitch_minutes,
        row.questions_minutes,
        row.scoring_minutes,
        row.break_minutes,
        row.break_every,
    )
    return Offer(Terms(row.pay_pence, row.ideas_max), plan, row.zone)
