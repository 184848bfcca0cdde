"""What members say about ideas: how close they are, and their score sheets. Only appended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Refused
from makeithappen.core.ids import new_id
from panels import models
from panels.rules.bundle import Revision
from panels.rules.conflicts import Degree, check_declaration, may_score
from panels.rules.day import Member
from panels.rules.refusal import Refusal
from panels.rules.scoring import (
    Sheet,
    Tally,
    abstains,
    check_counts_open,
    check_may_score,
    check_values,
    tally,
)
from panels.rules.settings import sealed
from panels.store.reading import load_day
from panels.store.records import Count, Day, MyPart, Progress


def declare(
    session: Session, day_id: str, pitch_id: str, *, person_id: str, degree: Degree, at: datetime
) -> None:
    """Append how close a member is to an idea."""
    day, member = _member_writing(session, day_id, pitch_id, person_id)
    check_declaration(day.state, degree_of(session, day, pitch_id, person_id), degree)
    row = {
        "id": new_id("conflict"),
        "pitch_id": pitch_id,
        "member_id": member.member_id,
        "revision": _next_revision(session, models.Conflict, pitch_id, member),
        "degree": str(degree),
        "declared_at": at,
    }
    session.execute(insert(models.Conflict).values(**row))


def put_sheet(
    session: Session,
    day_id: str,
    pitch_id: str,
    *,
    person_id: str,
    values: Mapping[str, int | None],
    comment: str,
    at: datetime,
) -> int:
    """Append a member's sheet for an idea; returns its revision, 1 for the first.

    `values` has a value, or None for "can't say", per criterion id. The day's row is locked, so
    that a sheet is either before the close or refused, never in between.
    """
    day, member = _member_writing(session, day_id, pitch_id, person_id)
    degree = degree_of(session, day, pitch_id, person_id)
    check_may_score(day.standing, pitch_id, member.member_id, degree)
    check_values(day.settings.criteria, values)
    revision = _next_revision(session, models.Sheet, pitch_id, member)
    sheet_id = new_id("sheet")
    row = {"id": sheet_id, "pitch_id": pitch_id, "member_id": member.member_id}
    said = {"revision": revision, "comment": comment, "received_at": at}
    session.execute(insert(models.Sheet).values(**row, **said))
    scores = [
        {"sheet_id": sheet_id, "criterion_id": criterion_id, "value": value}
        for criterion_id, value in values.items()
    ]
    session.execute(insert(models.SheetScore), scores)
    return revision


def my_parts(session: Session, day: Day, member: Member) -> dict[str, MyPart]:
    """A member's own part in each idea of the day, by pitch id."""
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    whose = models.Conflict.member_id == member.member_id
    degrees = _degrees(session, models.Conflict.pitch_id.in_(pitch_ids) & whose)
    sheets = _sheets(session, pitch_ids, models.Sheet.member_id == member.member_id)
    nothing = (0, "", None)
    parts: dict[str, MyPart] = {}
    for pitch_id in pitch_ids:
        revision, comment, values = sheets.get((pitch_id, member.member_id), nothing)
        degree = degrees.get((pitch_id, member.member_id))
        parts[pitch_id] = MyPart(degree, revision, values, comment)
    return parts


def progress(session: Session, day: Day) -> dict[str, Progress]:
    """Who has sent a sheet and who stepped back, by pitch id. Reads no score."""
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    degrees = _degrees(session, models.Conflict.pitch_id.in_(pitch_ids))
    received = session.execute(
        select(models.Sheet.pitch_id, models.Sheet.member_id)
        .where(models.Sheet.pitch_id.in_(pitch_ids))
        .distinct()
    ).all()
    return {
        pitch_id: Progress(
            degrees={
                member: degree for (pitch, member), degree in degrees.items() if pitch == pitch_id
            },
            received=frozenset(row.member_id for row in received if row.pitch_id == pitch_id),
        )
        for pitch_id in pitch_ids
    }


def tallies(session: Session, day: Day) -> dict[str, Tally]:
    """The count of each idea, by pitch id. Refused while scores are still private."""
    return {pitch_id: one.tally for pitch_id, one in counts(session, day).items()}


def counts(session: Session, day: Day) -> dict[str, Count]:
    """The count of each idea with what members wrote, by pitch id. Refused while private.

    Comments come without names and in the order of the alphabet, so that the order tells nobody
    whose is whose; those of members who stepped back are left out.
    """
    check_counts_open(day.state)
    settings = sealed(day.settings)
    return {
        pitch_id: Count(
            tally(pitch_id, [sheet for sheet, _ in parts], settings),
            tuple(sorted(text for sheet, text in parts if text and not abstains(sheet))),
        )
        for pitch_id, parts in _parts(session, day).items()
    }


def sheets_that_count(session: Session, day: Day) -> dict[str, list[Sheet]]:
    """Each seated member's part in each idea, by pitch id. Refused while scores are private."""
    check_counts_open(day.state)
    found = _parts(session, day)
    return {pitch_id: [sheet for sheet, _ in parts] for pitch_id, parts in found.items()}


def earlier_sheets(session: Session, day: Day) -> list[Revision]:
    """The sheets that were changed later, as they stood. Refused while scores are private."""
    check_counts_open(day.state)
    sheet, score = models.Sheet, models.SheetScore
    newest = _newest(sheet, sheet.pitch_id.in_([pitch.pitch_id for pitch in day.pitches]))
    changed = (
        (sheet.pitch_id == newest.c.pitch_id)
        & (sheet.member_id == newest.c.member_id)
        & (sheet.revision < newest.c.revision)
    )
    rows = session.execute(
        select(sheet.pitch_id, sheet.member_id, sheet.revision, score.criterion_id, score.value)
        .join(newest, changed)
        .join(score, score.sheet_id == sheet.id)
    )
    found: dict[tuple[str, str, int], dict[str, int | None]] = {}
    for row in rows:
        values = found.setdefault((row.pitch_id, row.member_id, row.revision), {})
        values[row.criterion_id] = row.value
    return [Revision(*whose, values) for whose, values in found.items()]


def _parts(session: Session, day: Day) -> dict[str, list[tuple[Sheet, str]]]:
    """The newest sheet of each seated member with what they wrote, by pitch id."""
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    degrees = _degrees(session, models.Conflict.pitch_id.in_(pitch_ids))
    sheets = _sheets(session, pitch_ids)
    found: dict[str, list[tuple[Sheet, str]]] = {pitch_id: [] for pitch_id in pitch_ids}
    for pitch_id, parts in found.items():
        for member_id in sorted(day.standing.seated):
            degree = degrees.get((pitch_id, member_id))
            _revision, comment, values = sheets.get((pitch_id, member_id), (0, "", None))
            parts.append((Sheet(member_id, degree, values), comment))
    return found


def degree_of(session: Session, day: Day, pitch_id: str, person_id: str) -> Degree | None:
    """How close a person said they are to an idea; None where they said nothing."""
    member = day.member_of(person_id)
    if member is None:
        return None
    degrees = _degrees(session, _mine(models.Conflict, pitch_id, member))
    return degrees.get((pitch_id, member.member_id))


def barred(session: Session, day: Day, person_id: str) -> frozenset[str]:
    """The pitches whose counts a person must not see, because they stepped back from them."""
    member = day.member_of(person_id)
    if member is None:
        return frozenset()
    whose = models.Conflict.member_id == member.member_id
    degrees = _degrees(session, whose)
    return frozenset(pitch for (pitch, _), degree in degrees.items() if not may_score(degree))


def _member_writing(
    session: Session, day_id: str, pitch_id: str, person_id: str
) -> tuple[Day, Member]:
    """The day and its member, both locked, for something that the member says about an idea."""
    day = load_day(session, day_id, lock="to_read")
    member = day.member_of(person_id)
    if member is None:
        raise Refused(Refusal.NOT_A_MEMBER)
    if day.pitch(pitch_id) is None:
        raise Refused(Refusal.NOT_A_PITCH)
    # Two phones of one member take turns, so that each gets a revision of its own.
    session.execute(
        select(models.Member.id).where(models.Member.id == member.member_id).with_for_update()
    )
    return day, member


def _mine(table: Any, pitch_id: str, member: Member) -> ColumnElement[bool]:
    return (table.pitch_id == pitch_id) & (table.member_id == member.member_id)


def _next_revision(session: Session, table: Any, pitch_id: str, member: Member) -> int:
    highest = select(func.max(table.revision)).where(_mine(table, pitch_id, member))
    return (session.execute(highest).scalar_one() or 0) + 1


def _newest(table: Any, which: ColumnElement[bool]) -> Any:
    """The highest revision per pitch and member."""
    return (
        select(table.pitch_id, table.member_id, func.max(table.revision).label("revision"))
        .where(which)
        .group_by(table.pitch_id, table.member_id)
        .subquery()
    )


def _is_newest(table: Any, newest: Any) -> ColumnElement[bool]:
    return (
        (table.pitch_id == newest.c.pitch_id)
        & (table.member_id == newest.c.member_id)
        & (table.revision == newest.c.revision)
    )


def _degrees(session: Session, which: ColumnElement[bool]) -> dict[tuple[str, str], Degree]:
    table = models.Conflict
    newest = _newest(table, which)
    rows = select(table.pitch_id, table.member_id, table.degree).join(
        newest, _is_newest(table, newest)
    )
    return {(pitch, member): Degree(degree) for pitch, member, degree in session.execute(rows)}


def _sheets(
    session: Session, pitch_ids: list[str], *which: ColumnElement[bool]
) -> dict[tuple[str, str], tuple[int, str, dict[str, int | None]]]:
    """Revision, comment and values of the newest sheets, by pitch and member."""
    sheet, score = models.Sheet, models.SheetScore
    newest = _newest(sheet, sheet.pitch_id.in_(pitch_ids))
    rows = session.execute(
        select(
            sheet.pitch_id,
            sheet.member_id,
            sheet.revision,
            sheet.comment,
            score.criterion_id,
            score.value,
        )
        .join(newest, _is_newest(sheet, newest))
        .join(score, score.sheet_id == sheet.id)
        .where(*which)
    )
    found: dict[tuple[str, str], tuple[int, str, dict[str, int | None]]] = {}
    for row in rows:
        empty: tuple[int, str, dict[str, int | None]] = (row.revision, row.comment, {})
        whole = found.setdefault((row.pitch_id, row.member_id), empty)
        whole[2][row.criterion_id] = row.value
    return found
