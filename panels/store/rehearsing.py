"""Rehearsals: begun from a day, filled with invented scores, thrown away with all in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlalchemy.orm import Session

from makeithappen.core.db import Base
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.core.intents import Intent
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion
from panels.rules.day import Member
from panels.rules.rehearsal import (
    INVENTED,
    check_is_rehearsal,
    invented_value,
    rehearsal_quorum,
)
from panels.store.designing import put_design
from panels.store.reading import load_day
from panels.store.records import Day, NewMember
from panels.store.scoring import declare, progress
from panels.store.sending import put_sheet
from panels.store.setting_up import add_day, put_criterion, put_members, put_pitch


@dataclass(frozen=True, slots=True)
class InventedIdea:
    """An idea that nobody sent in. Amounts in pence."""

    title: str
    words: str
    who_for: str
    how_many: str
    drops: str
    asked_pence: int
    smallest_pence: int


@dataclass(frozen=True, slots=True)
class Invented:
    """What a rehearsal is made of beside its day. No names: the day's own panel rehearses."""

    name: str
    ideas: Sequence[InventedIdea]
    criteria: Sequence[Criterion]
    names: Sequence[str] = ()


def begin_rehearsal(
    session: Session, day_id: str, made: Invented, *, actor_id: str, at: datetime
) -> str:
    """Make a rehearsal, set up as its day is; returns its id. What the day lacks is invented."""
    day, by = load_day(session, day_id), {"actor_id": actor_id, "at": at}
    panel = [NewMember(INVENTED + new_id("person"), one, is_reserve=False) for one in made.names]
    panel = panel or [
        NewMember(one.person_id, one.first_name, one.is_reserve) for one in day.members
    ]
    size = sum(not one.is_reserve for one in panel)
    threshold = day.settings.threshold
    rehearsal_id = add_day(
        session,
        fund_id=day.fund_id,
        round_id=day.round_id,
        name=made.name,
        held_on=day.held_on,
        quorum=rehearsal_quorum(day.settings.quorum, size),
        threshold=Fraction(1, 2) if threshold is None else threshold,
        part_funding=day.settings.part_funding,
        is_rehearsal=True,
        **by,
    )
    # A community vote is about the ideas of its own day.
    put_design(session, rehearsal_id, replace(day.settings.design, vote=None), **by)
    for criterion in day.settings.criteria or made.criteria:
        put_criterion(session, rehearsal_id, replace(criterion, criterion_id=""), **by)
    put_members(session, rehearsal_id, panel, **by)
    for idea in made.ideas:
        put_pitch(
            session,
            rehearsal_id,
            idea_id=INVENTED + new_id("idea"),
            title=idea.title,
            words=idea.words,
            who_for=idea.who_for,
            how_many=idea.how_many,
            drops=idea.drops,
            asked_pence=idea.asked_pence,
            smallest_pence=idea.smallest_pence,
            at=at,
        )
    return rehearsal_id


def fill_in(session: Session, day_id: str, *, actor_id: str, at: datetime) -> int:
    """Send invented sheets for all who sent none, for ideas that are heard; returns how many."""
    day = load_day(session, day_id, lock="to_move")
    check_is_rehearsal(is_rehearsal=day.is_rehearsal)
    how, sent = progress(session, day), 0
    for number, member in enumerate(_in_the_room(day)):
        for at_pitch, pitch in enumerate(day.pitches):
            so_far = how[pitch.pitch_id]
            degree = so_far.degrees.get(member.member_id)
            done = so_far.received | so_far.not_theirs
            if pitch.pitch_id not in day.standing.heard or member.member_id in done:
                continue
            place = (session, day_id, pitch.pitch_id)
            if degree is None:
                declare(*place, person_id=member.person_id, degree=Degree.NONE, at=at)
            elif not day.settings.design.effects.may_score(degree):
                continue
            values = {
                one.criterion_id: invented_value(one.values, number, at_pitch, at_criterion)
                for at_criterion, one in enumerate(day.settings.criteria)
            }
            put_sheet(*place, person_id=member.person_id, values=values, comment="", at=at)
            sent += 1
    facts = {"sheets": sent}
    record(
        session, at=at, actor_id=actor_id, what="rehearsal_filled", subject_id=day_id, facts=facts
    )
    return sent


def _in_the_room(day: Day) -> list[Member]:
    return [one for one in day.members if one.member_id in day.standing.present]


def throw_away(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Delete a rehearsal with everything that hangs on it. The audit trail keeps that it was."""
    day = load_day(session, day_id, lock="to_move")
    check_is_rehearsal(is_rehearsal=day.is_rehearsal)
    pitches = [one.pitch_id for one in day.pitches]
    about = [day_id, *pitches, *(one.member_id for one in day.members)]
    about += [one.criterion_id for one in day.settings.criteria]
    forms = [Intent.scope.contains(one, autoescape=True) for one in about]
    session.execute(delete(Intent).where(or_(Intent.place.contains(day_id), *forms)))
    hanging: dict[str, ColumnElement[bool]] = {}
    for table in Base.metadata.sorted_tables:
        rows = _rows_of(table, day_id, hanging)
        if rows is not None:
            hanging[table.name] = rows
    for table in reversed(Base.metadata.sorted_tables):
        rows = hanging.get(table.name)
        # Asked first: a table that is only appended to refuses to delete even nothing.
        if rows is not None and session.execute(select(1).select_from(table).where(rows)).first():
            session.execute(delete(table).where(rows))
    record(session, at=at, actor_id=actor_id, what="rehearsal_thrown_away", subject_id=day_id)


def _rows_of(
    table: Table, day_id: str, hanging: dict[str, ColumnElement[bool]]
) -> ColumnElement[bool] | None:
    """Which rows of a table hang on a day, by its foreign keys. `hanging` has the tables before."""
    if table.name == "days":
        return table.c.id == day_id
    found = [
        key.parent.in_(select(key.column).where(hanging[key.column.table.name]))
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name)
        if key.column.table.name in hanging
    ]
    return or_(*found) if found else None
