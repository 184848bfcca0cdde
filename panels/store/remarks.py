"""What the scribe writes down while an idea is talked over: sentences that can be taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from panels import models
from panels.rules.day import check_presence
from panels.rules.refusal import Refusal
from panels.store.reading import load_day


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about one idea; nobody's name stands beside it."""

    remark_id: str
    pitch_id: str
    words: str


def add_remark(
    session: Session, day_id: str, pitch_id: str, words: str, *, actor_id: str, at: datetime
) -> None:
    """Write a sentence down. Only while the day runs."""
    day = load_day(session, day_id, lock="to_read")
    if day.pitch(pitch_id) is None:
        raise Refused(Refusal.NOT_A_PITCH)
    check_presence(day.state)
    remark_id = new_id("remark")
    row = {"id": remark_id, "pitch_id": pitch_id, "words": words}
    session.execute(insert(models.Remark).values(**row, written_by=actor_id, written_at=at))
    record(session, at=at, actor_id=actor_id, what="remark_written", subject_id=pitch_id)


def remove_remark(
    session: Session, day_id: str, remark_id: str, *, actor_id: str, at: datetime
) -> None:
    """Take a sentence away for good, at any time. Raises Missing."""
    remark, pitch = models.Remark, models.Pitch
    of_day = select(pitch.id).where(pitch.day_id == day_id)
    gone = delete(remark).where(remark.id == remark_id, remark.pitch_id.in_(of_day))
    found = session.execute(gone.returning(remark.pitch_id)).first()
    if found is None:
        raise Missing(remark_id)
    record(session, at=at, actor_id=actor_id, what="remark_removed", subject_id=found.pitch_id)


def remarks(session: Session, day_id: str) -> dict[str, list[Remark]]:
    """The sentences of a day in the order in which they were written, by pitch id."""
    remark, pitch = models.Remark, models.Pitch
    rows = session.execute(
        select(remark.id, remark.pitch_id, remark.words)
        .join(pitch, pitch.id == remark.pitch_id)
        .where(pitch.day_id == day_id)
        .order_by(remark.written_at, remark.id)
    )
    found: dict[str, list[Remark]] = {}
    for row in rows:
        found.setdefault(row.pitch_id, []).append(Remark(row.id, row.pitch_id, row.words))
    return found
