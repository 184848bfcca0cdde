"""Sheets as they arrive: counted, kept because they are late, or changed once with a reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from makeithappen.core.ids import new_id
from panels import models
from panels.models_sheets import LateSheet, SheetReason
from panels.rules.day import Member
from panels.rules.scoring import check_values
from panels.rules.sheets import SheetState, check_may_revise, check_reason, comes_late
from panels.store.drafts import drop_draft
from panels.store.receipts import give_receipt
from panels.store.records import Day
from panels.store.scoring import append_sheet, degree_of, member_writing
from panels.store.sharing_out import check_given

LATE = "late"
"""Ids of late sheets begin with it."""


def is_late(sent_id: str) -> bool:
    """Whether what was sent under this id is kept without being counted."""
    return sent_id.startswith(f"{LATE}-")


@dataclass(frozen=True, slots=True)
class Sent:
    """A sheet that was taken. `revision` counts from 1; a late sheet has none."""

    sent_id: str
    revision: int

    @property
    def is_late(self) -> bool:
        """Whether it is kept without being counted."""
        return not self.revision


def put_sheet(
    session: Session,
    day_id: str,
    pitch_id: str,
    *,
    person_id: str,
    values: Mapping[str, int | None],
    comment: str,
    at: datetime,
) -> Sent:
    """Take a member's sheet for an idea: it counts, or it is kept because scoring has closed.

    `values` has a value, or None for "can't say", per criterion id. Which of the two it is gets
    decided under the lock of the day's row.
    """
    day, member = member_writing(session, day_id, pitch_id, person_id)
    degree = degree_of(session, day, pitch_id, person_id)
    effects = day.settings.design.effects
    is_late = comes_late(day.standing, pitch_id, member.member_id, degree, effects)
    check_given(session, day, pitch_id, member.member_id)
    check_values(day.settings.criteria, values)
    said = {"values": values, "comment": comment, "at": at}
    if is_late:
        return _keep_late(session, day, pitch_id, member, **said)
    sheet_id, revision = append_sheet(session, pitch_id, member, **said)
    drop_draft(session, pitch_id, member.member_id)
    give_receipt(session, day.day_id, pitch_id, sheet_id, sheet_id=sheet_id)
    return Sent(sheet_id, revision)


def revise_sheet(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    day_id: str,
    pitch_id: str,
    *,
    person_id: str,
    values: Mapping[str, int | None],
    comment: str,
    reason: str,
    at: datetime,
) -> Sent:
    """Change a sheet that counts, once, while the panel talks it over. The earlier one is kept."""
    day, member = member_writing(session, day_id, pitch_id, person_id)
    check_revising(session, day, pitch_id, member)
    check_values(day.settings.criteria, values)
    check_reason(reason)
    said = {"values": values, "comment": comment, "at": at}
    sheet_id, revision = append_sheet(session, pitch_id, member, **said)
    row = {"sheet_id": sheet_id, "pitch_id": pitch_id, "reason": reason}
    session.execute(insert(SheetReason).values(**row))
    give_receipt(session, day.day_id, pitch_id, sheet_id, sheet_id=sheet_id)
    return Sent(sheet_id, revision)


def check_revising(session: Session, day: Day, pitch_id: str, member: Member) -> None:
    """Refuse where the member can't change their sheet for an idea now."""
    sheet = models.Sheet
    newest = session.execute(
        select(sheet.id)
        .join(models.Voter, models.Voter.id == sheet.voter_id)
        .where(sheet.pitch_id == pitch_id, models.Voter.member_id == member.member_id)
        .order_by(sheet.revision.desc())
        .limit(1)
    ).scalar_one_or_none()
    why = session.execute(select(SheetReason.reason).where(SheetReason.sheet_id == newest)).first()
    degree = degree_of(session, day, pitch_id, member.person_id)
    who = (member.member_id, degree, day.settings.design.effects)
    has, revised = newest is not None, why is not None
    check_may_revise(day.standing, *who, has_sheet=has, revised=revised)


def revision_reasons(session: Session, day: Day) -> dict[str, tuple[str, ...]]:
    """Why sheets were changed while the panel talked, by pitch id: no names, in the alphabet's
    order."""
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    table = SheetReason
    rows = session.execute(
        select(table.pitch_id, table.reason)
        .where(table.pitch_id.in_(pitch_ids))
        .order_by(table.reason)
    ).all()
    return {
        pitch_id: tuple(row.reason for row in rows if row.pitch_id == pitch_id)
        for pitch_id in pitch_ids
    }


def late_sheets(
    session: Session, pitch_id: str, member_id: str
) -> list[tuple[dict[str, int | None], str]]:
    """A member's own late sheets for an idea, the newest first: values and comment."""
    rows = session.execute(
        select(LateSheet.scores, LateSheet.comment)
        .where(LateSheet.pitch_id == pitch_id, LateSheet.member_id == member_id)
        .order_by(LateSheet.received_at.desc(), LateSheet.id)
    )
    return [(json.loads(row.scores), row.comment) for row in rows]


def late_counts(session: Session, day: Day) -> dict[str, int]:
    """How many sheets came late, by pitch id. Never whose."""
    table = LateSheet
    rows = session.execute(
        select(table.pitch_id, func.count().label("late"))
        .where(table.pitch_id.in_([pitch.pitch_id for pitch in day.pitches]))
        .group_by(table.pitch_id)
    )
    return {row.pitch_id: row.late for row in rows}


def _keep_late(
    session: Session,
    day: Day,
    pitch_id: str,
    member: Member,
    *,
    values: Mapping[str, int | None],
    comment: str,
    at: datetime,
) -> Sent:
    late_id = new_id(LATE)
    row = {"id": late_id, "pitch_id": pitch_id, "member_id": member.member_id, "received_at": at}
    scores = json.dumps(dict(values), sort_keys=True)
    session.execute(insert(LateSheet).values(**row, scores=scores, comment=comment))
    give_receipt(session, day.day_id, pitch_id, late_id, state=SheetState.LATE)
    return Sent(late_id, 0)
