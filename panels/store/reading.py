"""Reading a day: a handful of statements, however many members and ideas it has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from panels import models
from panels.models_care import CareTerms
from panels.models_voting import Vote
from panels.rules.allocation.ranking import Tie
from panels.rules.conflicts import Effect, Effects
from panels.rules.criteria import Criterion, ScalePoint
from panels.rules.day import Event, Member, Move, Note, Presence, standing
from panels.rules.design import Design, Reveal
from panels.rules.settings import Settings
from panels.rules.vote import Use
from panels.rules.vote_criterion import DayVote
from panels.store.keeping import keep, kept_now
from panels.store.records import Day, DayLine, Pitch, ToldDay

Lock = Literal["to_read", "to_move"]
"""A day is locked to read while a member writes under its state, and to move it on."""

DAYS_SHOWN = 100
_COUNTS = models.Day.is_rehearsal == 0
EFFECTS = (models.Day.know_effect, models.Day.close_effect, models.Day.benefit_effect)
_WHAT: dict[str, Move | Note | Presence] = {
    str(what): what for kind in (Move, Note, Presence) for what in kind
}

_OF_DAY = bindparam("day_id")
_days, _criterion, _point = (
    one.__table__.c for one in (models.Day, models.Criterion, models.ScalePoint)
)
_member, _pitch, _happened = (
    one.__table__.c for one in (models.Member, models.Pitch, models.DayEvent)
)


# These are made once: a day is read with nearly every page, and making a statement takes longer
# than running it.
_CHOSEN = (Vote.id == _days.vote_id) & (Vote.day_id == _days.id) & (Vote.use == str(Use.PANEL))
_ONE_DAY = (
    select(
        *_days,
        Vote.weight.label("vote_weight"),
        Vote.turnout_numerator,
        Vote.turnout_denominator,
        Vote.settings_digest.label("vote_digest"),
        CareTerms.ideas_max,
    )
    .select_from(models.Day)
    .join(Vote, _CHOSEN, isouter=True)
    .join(CareTerms, CareTerms.day_id == _days.id, isouter=True)
    .where(_days.id == _OF_DAY)
)
"""A day, and what it has to know of the vote that it has chosen, as long as that is its own."""
_LOCK: dict[Lock, Any] = {
    "to_read": select(_days.id).where(_days.id == _OF_DAY).with_for_update(read=True),
    "to_move": select(_days.id).where(_days.id == _OF_DAY).with_for_update(),
}
"""SQLite has one writer at a time anyway; PostgreSQL locks the day's row. What is read under a
lock is read after it."""

_CRITERIA = (
    select(*_criterion, _point.value, _point.words)
    .join_from(
        models.Criterion.__table__,
        models.ScalePoint.__table__,
        _point.criterion_id == _criterion.id,
        isouter=True,
    )
    .where(_criterion.day_id == _OF_DAY)
    .order_by(_criterion.position, _criterion.id, _point.value)
)
_MEMBERS = (
    select(_member.id, _member.person_id, _member.first_name, _member.is_reserve)
    .where(_member.day_id == _OF_DAY)
    .order_by(_member.is_reserve, _member.first_name, _member.id)
)
_PITCHES = select(*_pitch).where(_pitch.day_id == _OF_DAY).order_by(_pitch.position, _pitch.id)
_EVENTS = (
    select(_happened.number, _happened.what, _happened.actor_id, _happened.at, _happened.facts)
    .where(_happened.day_id == _OF_DAY)
    .order_by(_happened.number)
)


def load_day(session: Session, day_id: str, *, lock: Lock | None = None) -> Day:
    """A day with settings, members, pitches and events. Raises Missing.

    Who writes under a day's state gets it from memory where nothing has happened since it was
    read; its lock sees to it that nothing can happen in between.
    """
    # Without a lock the events come first, so that nothing read after the opening is older.
    events = () if lock else _events(session, day_id)
    if lock:
        session.execute(_LOCK[lock], {"day_id": day_id})
    if lock == "to_read" and (known := kept_now(session, day_id)) is not None:
        return known
    row = session.execute(_ONE_DAY, {"day_id": day_id}).first()
    if row is None:
        raise Missing(day_id)
    members = _members(session, day_id)
    pitches = _pitches(session, day_id)
    events = _events(session, day_id) if lock else events
    design = replace(_design(row), ideas_max=_ideas_max(row, events))
    day = Day(
        day_id=row.id,
        fund_id=row.fund_id,
        round_id=row.round_id,
        name=row.name,
        held_on=row.held_on,
        settings=Settings(
            _criteria(session, day_id),
            row.quorum,
            _threshold(row),
            bool(row.part_funding),
            row.scrutineer_key,
            bool(row.is_rehearsal),
            design,
        ),
        members=members,
        pitches=pitches,
        events=events,
        standing=standing(events, members, [pitch.pitch_id for pitch in pitches]),
    )
    return keep(session, day)


def list_days(
    session: Session, *, most: int = DAYS_SHOWN, rehearsals: bool = False
) -> list[DayLine]:
    """The newest days first; rehearsals only where somebody wants them."""
    which = select(models.Day.id)
    return _day_lines(session, which if rehearsals else which.where(_COUNTS), most)


def list_days_of(session: Session, person_id: str) -> list[DayLine]:
    """The days on whose panel or reserve this person is, the newest first."""
    mine = select(models.Member.day_id).where(models.Member.person_id == person_id)
    return _day_lines(session, mine)


def told_days(session: Session) -> dict[str, ToldDay]:
    """The days whose people were all told, newest first: only of these may anything be public.

    A day that was opened again is not one of them until its people are told once more.
    """
    day, event = models.Day, models.DayEvent
    last = (
        select(event.day_id, func.max(event.number).label("number"))
        .where(event.what.in_([Move.TELL, Move.REOPEN]))
        .group_by(event.day_id)
        .subquery()
    )
    told = (
        select(event.day_id)
        .join(last, (last.c.day_id == event.day_id) & (last.c.number == event.number))
        .where(event.what == str(Move.TELL))
    )
    rows = session.execute(
        select(day.id, day.name, day.held_on)
        .where(day.id.in_(told), _COUNTS)
        .order_by(day.held_on.desc(), day.id)
    )
    return {row.id: ToldDay(row.id, row.name, row.held_on) for row in rows}


def days_of_round(session: Session, round_id: str) -> list[DayLine]:
    """The days of one round, the newest first, without rehearsals."""
    mine = select(models.Day.id).where(models.Day.round_id == round_id, _COUNTS)
    return _day_lines(session, mine)


def criterion_names(session: Session, round_id: str) -> list[str]:
    """What the days of a round ask of each idea, by name, without rehearsals."""
    criterion, day = models.Criterion, models.Day
    wanted = (
        select(criterion.name)
        .distinct()
        .join(day, day.id == criterion.day_id)
        .where(day.round_id == round_id, _COUNTS)
    )
    return sorted(session.scalars(wanted))


def _day_lines(session: Session, which: Select[str], most: int = DAYS_SHOWN) -> list[DayLine]:
    members = select(func.count()).where(models.Member.day_id == models.Day.id)
    pitches = select(func.count()).where(models.Pitch.day_id == models.Day.id)
    rows = session.execute(
        select(
            models.Day.id,
            models.Day.name,
            models.Day.held_on,
            models.Day.is_rehearsal,
            members.scalar_subquery().label("members"),
            pitches.scalar_subquery().label("pitches"),
        )
        .where(models.Day.id.in_(which))
        .order_by(models.Day.held_on.desc(), models.Day.id)
        .limit(most)
    ).all()
    moves = _moves_of(session, [row.id for row in rows])
    stands = {row.id: standing(moves.get(row.id, ()), ()) for row in rows}
    return [
        DayLine(
            day_id=row.id,
            name=row.name,
            held_on=row.held_on,
            state=stands[row.id].state,
            is_paused=stands[row.id].is_paused,
            is_rehearsal=bool(row.is_rehearsal),
            members=row.members,
            pitches=row.pitches,
        )
        for row in rows
    ]


def _moves_of(session: Session, day_ids: list[str]) -> dict[str, list[Event]]:
    table = models.DayEvent
    rows = session.execute(
        select(table.day_id, table.number, table.what, table.actor_id, table.at, table.facts)
        .where(table.day_id.in_(day_ids), table.what.in_([*Move, *Note]))
        .order_by(table.number)
    )
    found: dict[str, list[Event]] = {}
    for row in rows:
        found.setdefault(row.day_id, []).append(_event(row))
    return found


def effects_in(row: Any) -> Effects:
    """What each degree of conflict does, from a row with `EFFECTS`."""
    return Effects(Effect(row.know_effect), Effect(row.close_effect), Effect(row.benefit_effect))


def _design(row: Any) -> Design:
    ties = tuple(Tie(one) for one in row.tie_order.split())
    return Design(effects_in(row), ties, Reveal(row.reveal), row.pot_pence, _vote(row))


def _ideas_max(row: Any, events: Sequence[Event]) -> int | None:
    """The cap that is offered; once the day is open the one that was sealed, if one was."""
    for event in events:
        if event.what is Move.OPEN:
            sealed = event.facts.get("ideas_max")
            return int(sealed) if sealed else None
    return row.ideas_max


def _vote(row: Any) -> DayVote | None:
    if row.vote_weight is None:
        return None
    least = Fraction(row.turnout_numerator, row.turnout_denominator)
    return DayVote(row.vote_id, row.vote_weight, least, row.vote_digest)


def _threshold(row: Any) -> Fraction | None:
    if row.threshold_numerator is None or not row.threshold_denominator:
        return None
    return Fraction(row.threshold_numerator, row.threshold_denominator)


def _criteria(session: Session, day_id: str) -> tuple[Criterion, ...]:
    rows = session.execute(_CRITERIA, {"day_id": day_id}).all()
    scales: dict[str, list[ScalePoint]] = {row.id: [] for row in rows}
    for row in rows:
        if row.value is not None:
            scales[row.id].append(ScalePoint(row.value, row.words))
    return tuple(
        Criterion(
            criterion_id=row.id,
            position=row.position,
            name=row.name,
            question=row.question,
            value_words=row.value_words,
            weight=row.weight,
            scale=tuple(scales[row.id]),
            written_by=row.written_by,
            version=row.version,
        )
        for row in {row.id: row for row in rows}.values()
    )


def _members(session: Session, day_id: str) -> tuple[Member, ...]:
    rows = session.execute(_MEMBERS, {"day_id": day_id})
    return tuple(
        Member(row.id, row.person_id, row.first_name, bool(row.is_reserve)) for row in rows
    )


def _pitches(session: Session, day_id: str) -> tuple[Pitch, ...]:
    rows = session.execute(_PITCHES, {"day_id": day_id})
    return tuple(
        Pitch(
            pitch_id=row.id,
            idea_id=row.idea_id,
            position=row.position,
            title=row.title,
            words=row.words,
            who_for=row.who_for,
            asked_pence=row.asked_pence,
            smallest_pence=row.smallest_pence,
            version=row.version,
            changed_at=row.changed_at,
            how_many=row.how_many,
            drops=row.drops,
        )
        for row in rows
    )


def _events(session: Session, day_id: str) -> tuple[Event, ...]:
    return tuple(_event(row) for row in session.execute(_EVENTS, {"day_id": day_id}))


def _event(row: Any) -> Event:
    return Event(row.number, _WHAT[row.what], row.actor_id, row.at, json.loads(row.facts))
