"""Receipts: a code per sheet that tells its holder what became of it, and nothing else.

A code comes from the day's secret, so that it can be shown again while the day runs. Only its
keyed digest is kept. When the day is confirmed the secret is wiped: from then on nobody can tell
whose code is whose, and a code is known to its holder alone.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from makeithappen.core.db import Base
from makeithappen.core.ids import new_token
from makeithappen.core.keys import keys
from panels import models
from panels.models_sheets import DaySecret, LateSheet, Receipt
from panels.rules.conflicts import Degree
from panels.rules.day import Member
from panels.rules.receipts import code_from
from panels.rules.sheets import SheetState, sheet_state
from panels.store.reading import EFFECTS, effects_in, told_days
from panels.store.records import Day

_secret = DaySecret.__table__.c
# Made once: making a statement takes longer than running it.
_SECRET = select(_secret.secret).where(_secret.day_id == bindparam("day_id"))
_PUT_RECEIPT = insert(Base.metadata.tables["receipts"])


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """One sheet of a member's own, as a receipt shows it."""

    sent_id: str
    pitch_id: str
    received_at: datetime
    state: SheetState
    code: str | None


def make_secret(session: Session, day_id: str) -> str:
    """The day's secret; drawn when it is first needed."""
    known = find_secret(session, day_id)
    if known is not None:
        return known
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    drawn = dialect.insert(DaySecret).values(day_id=day_id, secret=new_token())
    session.execute(drawn.on_conflict_do_nothing())
    return session.execute(_SECRET, {"day_id": day_id}).scalar_one()


def find_secret(session: Session, day_id: str) -> str | None:
    """The day's secret, while there is one."""
    return session.execute(_SECRET, {"day_id": day_id}).scalar_one_or_none()


def give_receipt(
    session: Session,
    day_id: str,
    pitch_id: str,
    number: str,
    *,
    sheet_id: str | None = None,
    state: SheetState | None = None,
) -> None:
    """Let the code of `number` tell about a sheet, or a state that will not change."""
    code = code_of(make_secret(session, day_id), number)
    row = {"pitch_id": pitch_id, "sheet_id": sheet_id, "state": state and str(state)}
    session.execute(_PUT_RECEIPT, {"code_digest": _digest(code), **row})


def code_of(secret: str, number: str) -> str:
    """The receipt code of something that has a number, an id for instance."""
    return code_from(keys().keyed_digest(f"panels.receipt_code\n{secret}\n{number}"))


def phone_key(session: Session, day: Day, member_id: str) -> str | None:
    """The key, as base64 of 32 bytes, with which a member's phone encrypts what it keeps."""
    secret = find_secret(session, day.day_id)
    if secret is None:
        return None
    digest = keys().keyed_digest(f"panels.phone_key\n{secret}\n{member_id}")
    return base64.b64encode(bytes.fromhex(digest)).decode()


def look_up(session: Session, code: str) -> SheetState | None:
    """What a code tells. None where nobody knows it, and until everybody was told."""
    told = told_days(session)
    found = session.execute(
        select(Receipt.sheet_id, Receipt.state, *EFFECTS)
        .join(models.Pitch, models.Pitch.id == Receipt.pitch_id)
        .join(models.Day, models.Day.id == models.Pitch.day_id)
        .where(Receipt.code_digest == _digest(code), models.Pitch.day_id.in_(told))
    ).first()
    if found is None:
        return None
    return SheetState(found.state) if found.state else _state_of(session, found)


def my_sheets(session: Session, day: Day, member: Member) -> list[OwnSheet]:
    """Each sheet that a member sent on a day, in time or late, the newest first."""
    secret = find_secret(session, day.day_id)
    sheet = models.Sheet
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    rows = session.execute(
        select(sheet.id, sheet.pitch_id, sheet.revision, sheet.received_at)
        .join(models.Voter, models.Voter.id == sheet.voter_id)
        .where(sheet.pitch_id.in_(pitch_ids), models.Voter.member_id == member.member_id)
        .order_by(sheet.revision)
    ).all()
    newest = {row.pitch_id: row.id for row in rows}
    degrees = _degrees(session, pitch_ids, models.Voter.member_id == member.member_id)
    effects = day.settings.design.effects
    found = [
        (row, sheet_state(degrees.get(row.pitch_id), effects, is_newest=is_newest))
        for row in rows
        for is_newest in [newest[row.pitch_id] == row.id]
    ]
    late = session.execute(
        select(LateSheet.id, LateSheet.pitch_id, LateSheet.received_at).where(
            LateSheet.pitch_id.in_(pitch_ids), LateSheet.member_id == member.member_id
        )
    )
    found += [(row, SheetState.LATE) for row in late]
    sheets = [
        OwnSheet(row.id, row.pitch_id, row.received_at, state, secret and code_of(secret, row.id))
        for row, state in found
    ]
    return sorted(sheets, key=lambda one: (one.received_at, one.sent_id), reverse=True)


def wipe_secret(session: Session, day: Day) -> None:
    """Take the secret away, so that no code can be made anew."""
    session.execute(delete(DaySecret).where(DaySecret.day_id == day.day_id))


def write_receipts_anew(session: Session, day: Day, fresh: Mapping[str, str]) -> None:
    """Put a day's receipts in again in the order of their digests: the old order told who came
    when. `fresh` has new ids for the sheets, by the old ones."""
    mine = Receipt.pitch_id.in_([pitch.pitch_id for pitch in day.pitches])
    columns = select(*Receipt.__table__.columns).where(mine).order_by(Receipt.code_digest)
    rows = [dict(row) for row in session.execute(columns).mappings()]
    session.execute(delete(Receipt).where(mine))
    if rows:
        moved = [{**row, "sheet_id": fresh.get(row["sheet_id"], row["sheet_id"])} for row in rows]
        session.execute(insert(Receipt), moved)


def _digest(code: str) -> str:
    return keys().keyed_digest(f"panels.receipt\n{code}")


def _state_of(session: Session, receipt: Any) -> SheetState:
    """What became of a receipt's sheet: is there a later one, and did its member step back?"""
    sheet, later = models.Sheet, aliased(models.Sheet)
    mine = (later.pitch_id == sheet.pitch_id) & (later.voter_id == sheet.voter_id)
    row = session.execute(
        select(
            sheet.pitch_id,
            sheet.voter_id,
            sheet.revision,
            func.max(later.revision).label("newest"),
        )
        .join(later, mine)
        .where(sheet.id == receipt.sheet_id)
        .group_by(sheet.pitch_id, sheet.voter_id, sheet.revision)
    ).one()
    whose = models.Voter.id == row.voter_id
    degree = _degrees(session, [row.pitch_id], whose).get(row.pitch_id)
    return sheet_state(degree, effects_in(receipt), is_newest=row.revision == row.newest)


def _degrees(
    session: Session, pitch_ids: list[str], whose: ColumnElement[bool]
) -> dict[str, Degree]:
    """What a voter declared last, by pitch id."""
    table = models.Conflict
    rows = session.execute(
        select(table.pitch_id, table.degree)
        .join(models.Voter, models.Voter.id == table.voter_id)
        .where(table.pitch_id.in_(pitch_ids), whose)
        .order_by(table.revision)
    )
    return {row.pitch_id: Degree(row.degree) for row in rows}
