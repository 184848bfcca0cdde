"""At the confirmation: whatever round the sheets still tells whose they are is taken away."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from makeithappen.core.intents import Intent
from panels.models_sheets import LateSheet, Paper, SheetReason
from panels.store.drafts import drop_drafts
from panels.store.receipts import wipe_secret, write_receipts_anew
from panels.store.records import Day
from panels.store.seats import end_seats
from panels.store.tie_ballots import drop_ballots

SAME: Mapping[str, str] = MappingProxyType({})


def unlink_sheets(session: Session, day: Day, fresh: Mapping[str, str] = SAME) -> None:
    """Take members from late sheets and papers, wipe drafts, seats and the day's secret, forget who
    sent which form. `fresh` has the new ids of sheets that were written anew, by the old ones."""
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    drop_drafts(session, day)
    drop_ballots(session, day)
    wipe_secret(session, day)
    end_seats(session, day.day_id)
    for table in (LateSheet, Paper):
        session.execute(update(table).where(table.pitch_id.in_(pitch_ids)).values(member_id=None))
    write_receipts_anew(session, day, fresh)
    _write_reasons_anew(session, pitch_ids, fresh)
    kinds = ("sheet", "paper")
    scopes = [f"panels.{kind}:{pitch_id}" for kind in kinds for pitch_id in pitch_ids]
    session.execute(delete(Intent).where(Intent.scope.in_(scopes)))


def _write_reasons_anew(session: Session, pitch_ids: list[str], fresh: Mapping[str, str]) -> None:
    """Put the reasons in again in the alphabet's order, as they are shown."""
    mine = SheetReason.pitch_id.in_(pitch_ids)
    query = select(*SheetReason.__table__.columns).where(mine).order_by(SheetReason.reason)
    rows = [dict(row) for row in session.execute(query).mappings()]
    session.execute(delete(SheetReason).where(mine))
    for row in rows:
        moved = {**row, "sheet_id": fresh.get(row["sheet_id"], row["sheet_id"])}
        session.add(SheetReason(**moved))
    session.flush()
