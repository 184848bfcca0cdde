"""What members say about ideas: how close they are, and their score sheets. Only appended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, select
from sqlalchemy.orm import Session

from makeithappen.core.db import Base
from makeithappen.core.errors import Refused
from makeithappen.core.ids import new_id
from panels import models
from panels.rules.bundle import Revision
from panels.rules.conflicts import Degree, check_declaration
from panels.rules.day import Member
from panels.rules.refusal import Refusal
from panels.rules.scoring import Sheet, Tally, abstains, check_counts_open, tally
from panels.rules.settings import sealed
from panels.store.reading import load_day
from panels.store.records import Count, Day, MyPart, Progress
from panels.store.sharing_out import mend_shares
from panels.store.voters import lock_voter, voter_id_of, voters_of

Part = list[tuple[Sheet, str]]
"""Each seated voter's part in one idea, with what they wrote."""
Parts = dict[str, Part]
"""The parts by pitch id."""

_conflict, _sheet, _score, _voter = (
    one.__table__.c for one in (models.Conflict, models.Sheet, models.SheetScore, models.Voter)
)
# Made once: making a statement takes longer than running it. The newest revision comes last.
_DEGREES_OF = (
    select(_conflict.pitch_id, _conflict.degree)
    .where(_voter.member_id == bindparam("member_id"), _conflict.voter_id == _voter.id)
    .order_by(_conflict.revision)
)
_SHEETS_OF = (
    select(_sheet.pitch_id, _sheet.revision, _sheet.comment, _score.criterion_id, _score.value)
    .where(_voter.member_id == bindparam("member_id"), _sheet.voter_id == _voter.id)
    .where(_score.sheet_id == _sheet.id)
    .order_by(_sheet.revision)
)
_HIGHEST = select(func.max(_sheet.revision)).where(
    _sheet.pitch_id == bindparam("pitch_id"), _sheet.voter_id == _voter.id
)
_VOTER_AND_REVISION = select(_voter.id, _HIGHEST.scalar_subquery()).where(
    _voter.member_id == bindparam("member_id")
)
_PUT_SHEET, _PUT_SCORES = (insert(Base.metadata.tables[one]) for one in ("sheets", "sheet_scores"))


def declare(
    session: Session, day_id: str, pitch_id: str, *, person_id: str, degree: Degree, at: datetime
) -> None:
    """Append how close a member is to an idea."""
    day, member = member_writing(session, day_id, pitch_id, person_id)
    voter_id = voter_id_of(session, member)
    before, revision, is_kin = _said_before(session, pitch_id, voter_id)
    check_declaration(day.state, before, degree, is_kin=is_kin)
    row = {
        "id": new_id("conflict"),
        "pitch_id": pitch_id,
        "voter_id": voter_id,
        "is_kin": 0,
        "revision": revision + 1,
        "degree": str(degree),
        "declared_at": at,
    }
    session.execute(insert(models.Conflict).values(**row))
    if not day.settings.design.effects.may_score(degree):
        mend_shares(session, day)


def _said_before(session: Session, pitch_id: str, voter_id: str) -> tuple[Degree | None, int, bool]:
    """What a voter declared about an idea last, the number of that declaration (0 where there is
    none), and whether the system knows of a family link."""
    table = models.Conflict
    mine = (table.pitch_id == pitch_id) & (table.voter_id == voter_id)
    rows = session.execute(
        select(table.degree, table.revision, table.is_kin).where(mine).order_by(table.revision)
    ).all()
    if not rows:
        return None, 0, False
    return Degree(rows[-1].degree), rows[-1].revision, any(row.is_kin for row in rows)


def append_sheet(
    session: Session,
    pitch_id: str,
    member: Member,
    *,
    values: Mapping[str, int | None],
    comment: str,
    at: datetime,
) -> tuple[str, int]:
    """Append a sheet of a member who is locked; returns its id, and its revision from 1.

    `values` has a value, or None for "can't say", per criterion id.
    """
    mine = {"pitch_id": pitch_id, "member_id": member.member_id}
    voter_id, before = session.execute(_VOTER_AND_REVISION, mine).one()
    revision = (before or 0) + 1
    sheet_id = new_id("sheet")
    row = {"id": sheet_id, "pitch_id": pitch_id, "voter_id": voter_id}
    said = {"revision": revision, "comment": comment, "received_at": at}
    session.execute(_PUT_SHEET, {**row, **said})
    scores = [
        {"sheet_id": sheet_id, "criterion_id": criterion_id, "value": value}
        for criterion_id, value in values.items()
    ]
    session.execute(_PUT_SCORES, scores)
    return sheet_id, revision


def my_parts(session: Session, day: Day, member: Member) -> dict[str, MyPart]:
    """A member's own part in each idea of the day, by pitch id.

    Once the day is confirmed nobody can tell any more whose part is whose: all of it is empty.
    """
    degrees, theirs = _said_by(session, member), _to_score(session, day, member)
    sheets: dict[str, tuple[int, str, dict[str, int | None]]] = {}
    for row in session.execute(_SHEETS_OF, {"member_id": member.member_id}):
        if row.pitch_id not in sheets or sheets[row.pitch_id][0] < row.revision:
            sheets[row.pitch_id] = (row.revision, row.comment, {})
        sheets[row.pitch_id][2][row.criterion_id] = row.value
    parts: dict[str, MyPart] = {}
    for pitch in day.pitches:
        pitch_id = pitch.pitch_id
        revision, comment, values = sheets.get(pitch_id, (0, "", None))
        is_mine = theirs is None or pitch_id in theirs
        parts[pitch_id] = MyPart(
            degrees.get(pitch_id), revision, comment=comment, values=values, is_mine=is_mine
        )
    return parts


def _to_score(session: Session, day: Day, member: Member) -> frozenset[str] | None:
    """The pitches that a member is to score where the day has a cap; None: all of them."""
    if day.settings.design.ideas_max is None:
        return None
    voters, _said = voters_of(session, day, member)
    return voters[0].ideas if voters else None


def progress(session: Session, day: Day) -> dict[str, Progress]:
    """Who has sent a sheet and who stepped back, by pitch id. Reads no score.

    Once the day is confirmed nobody can tell any more who it was: only how many.
    """
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    voters, degrees = voters_of(session, day)
    members = {voter.voter_id: voter.name for voter in voters}
    received = session.execute(
        select(models.Sheet.pitch_id, models.Sheet.voter_id)
        .where(models.Sheet.pitch_id.in_(pitch_ids))
        .distinct()
    ).all()
    return {
        pitch_id: Progress(
            degrees={
                members[voter]: degree
                for (pitch, voter), degree in degrees.items()
                if pitch == pitch_id
            },
            received=frozenset(
                members[row.voter_id] for row in received if row.pitch_id == pitch_id
            ),
            not_theirs=frozenset(
                one.name for one in voters if one.ideas is not None and pitch_id not in one.ideas
            ),
            effects=day.settings.design.effects,
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
    settings = sealed(day.settings)
    return {
        pitch_id: Count(
            tally(pitch_id, [sheet for sheet, _ in parts], settings, day.criterion),
            tuple(sorted(text for sheet, text in parts if text and not abstains(sheet))),
        )
        for pitch_id, parts in sheets_with_words(session, day).items()
    }


def sheets_that_count(session: Session, day: Day) -> dict[str, list[Sheet]]:
    """Each seated member's part in each idea, by pitch id. Refused while scores are private."""
    found = sheets_with_words(session, day)
    return {pitch_id: [sheet for sheet, _ in parts] for pitch_id, parts in found.items()}


def earlier_sheets(session: Session, day: Day) -> list[Revision]:
    """The sheets that were changed later, as they stood. Refused while scores are private."""
    check_counts_open(day.state)
    sheet, score = models.Sheet, models.SheetScore
    newest = _newest(sheet, sheet.pitch_id.in_([pitch.pitch_id for pitch in day.pitches]))
    changed = (
        (sheet.pitch_id == newest.c.pitch_id)
        & (sheet.voter_id == newest.c.voter_id)
        & (sheet.revision < newest.c.revision)
    )
    rows = session.execute(
        select(sheet.pitch_id, sheet.voter_id, sheet.revision, score.criterion_id, score.value)
        .join(newest, changed)
        .join(score, score.sheet_id == sheet.id)
    )
    found: dict[tuple[str, str, int], dict[str, int | None]] = {}
    for row in rows:
        values = found.setdefault((row.pitch_id, row.voter_id, row.revision), {})
        values[row.criterion_id] = row.value
    return [Revision(*whose, values) for whose, values in found.items()]


def sheets_with_words(session: Session, day: Day) -> Parts:
    """The newest sheet of each seated voter with what they wrote, by pitch id. Two
    statements, refused while scores are private."""
    return sheets_and_voter(session, day, "")[0]


def sheets_and_voter(session: Session, day: Day, person_id: str) -> tuple[Parts, str]:
    """The same, and which voter this person is: "" where they are none."""
    check_counts_open(day.state)
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    effects = day.settings.design.effects
    voters, degrees = voters_of(session, day)
    sheets = _sheets(session, pitch_ids)
    found: Parts = {pitch_id: [] for pitch_id in pitch_ids}
    for pitch_id, parts in found.items():
        for voter_id in [one.voter_id for one in voters if one.scores(pitch_id)]:
            degree = degrees.get((pitch_id, voter_id))
            _revision, comment, values = sheets.get((pitch_id, voter_id), (0, "", None))
            parts.append((Sheet(voter_id, degree, values, effects), comment))
    member = day.member_of(person_id)
    me = [one.voter_id for one in voters if member and one.member_id == member.member_id]
    return found, me[0] if me else ""


def degree_of(session: Session, day: Day, pitch_id: str, person_id: str) -> Degree | None:
    """How close a person said they are to an idea; None where they said nothing."""
    return said_by(session, day, person_id).get(pitch_id)


def barred(session: Session, day: Day, person_id: str) -> frozenset[str]:
    """The pitches whose counts a person must not see, because they stepped back from them."""
    said, effects = said_by(session, day, person_id), day.settings.design.effects
    return frozenset(one for one, degree in said.items() if not effects.may_score(degree))


def said_by(session: Session, day: Day, person_id: str) -> dict[str, Degree]:
    """What a person declared, by pitch id."""
    member = day.member_of(person_id)
    return {} if member is None else _said_by(session, member)


def _said_by(session: Session, member: Member) -> dict[str, Degree]:
    """What a member said last about how close they are, by pitch id."""
    rows = session.execute(_DEGREES_OF, {"member_id": member.member_id})
    return {row.pitch_id: Degree(row.degree) for row in rows}


def member_writing(
    session: Session, day_id: str, pitch_id: str, person_id: str
) -> tuple[Day, Member]:
    """The day and its member, both locked, for something that the member says about an idea.

    So what they say comes before the close or after it, never in between.
    """
    day = load_day(session, day_id, lock="to_read")
    member = day.member_of(person_id)
    if member is None:
        raise Refused(Refusal.NOT_A_MEMBER)
    if day.pitch(pitch_id) is None:
        raise Refused(Refusal.NOT_A_PITCH)
    # Two phones of one member take turns, so that each gets a revision of its own.
    lock_voter(session, member.member_id)
    return day, member


def _newest(table: Any, which: ColumnElement[bool]) -> Any:
    """The highest revision per pitch and voter."""
    return (
        select(table.pitch_id, table.voter_id, func.max(table.revision).label("revision"))
        .where(which)
        .group_by(table.pitch_id, table.voter_id)
        .subquery()
    )


def _is_newest(table: Any, newest: Any) -> ColumnElement[bool]:
    return (
        (table.pitch_id == newest.c.pitch_id)
        & (table.voter_id == newest.c.voter_id)
        & (table.revision == newest.c.revision)
    )


def _sheets(
    session: Session, pitch_ids: list[str]
) -> dict[tuple[str, str], tuple[int, str, dict[str, int | None]]]:
    """Revision, comment and values of the newest sheets, by pitch and voter."""
    sheet, score = models.Sheet, models.SheetScore
    newest = _newest(sheet, sheet.pitch_id.in_(pitch_ids))
    rows = session.execute(
        select(
            sheet.pitch_id,
            sheet.voter_id,
            sheet.revision,
            sheet.comment,
            score.criterion_id,
            score.value,
        )
        .join(newest, _is_newest(sheet, newest))
        .join(score, score.sheet_id == sheet.id)
    )
    found: dict[tuple[str, str], tuple[int, str, dict[str, int | None]]] = {}
    for row in rows:
        empty: tuple[int, str, dict[str, int | None]] = (row.revision, row.comment, {})
        whole = found.setdefault((row.pitch_id, row.voter_id), empty)
        whole[2][row.criterion_id] = row.value
    return found
