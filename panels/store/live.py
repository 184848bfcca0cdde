"""What the screens of a day ask for every two seconds: one statement where nothing has happened."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from makeithappen.core.errors import Missing
from panels import models
from panels.rules.live import Counted
from panels.store.keeping import EVENT, VERSIONS, kept, kept_now, last_event, versions_of
from panels.store.reading import load_day
from panels.store.records import Day


@dataclass(frozen=True, slots=True)
class Ticks:
    """Numbers that rise when something happens on a day."""

    event: int
    versions: int
    """Of all pitches together: a pitch that was put right has a higher one."""
    counted: Counted
    decided_pence: int
    """What the newest decisions come to."""
    is_member: bool
    """Whether the person who asks is one of the panel or its reserve."""


def ticks(session: Session, day_id: str, person_id: str, *, counting: bool) -> Ticks:
    """How often something has happened on a day, in one statement. Raises Missing.

    Without `counting` the numbers of what members and panel said are left out.
    """
    asked = {"day_id": day_id, "person_id": person_id}
    row = session.execute(_COUNTED if counting else _MOVED, asked).first()
    if row is None:
        raise Missing(day_id)
    counted = Counted(row.sheets, row.conflicts, row.decisions) if counting else Counted()
    pence = int(row.decided_pence or 0) if counting else 0
    return Ticks(row.event or 0, row.versions or 0, counted, pence, bool(row.seats))


def ticks_of(day: Day) -> Ticks:
    """The numbers that a day which was read tells of itself, for one of its members."""
    return Ticks(last_event(day), versions_of(day), Counted(), 0, is_member=True)


def day_now(session: Session, day_id: str, now: Ticks) -> Day:
    """The day as it stands: from memory where this process knows it. Raises Missing."""
    if (known := kept(day_id, now.event, now.versions)) is not None:
        return known
    with _one_at_a_time:  # many screens ask at once, one of them reads
        return kept(day_id, now.event, now.versions) or load_day(session, day_id)


def known_day(session: Session, day_id: str) -> Day:
    """A day from memory where this process knows it as it stands, else read. Raises Missing."""
    return kept_now(session, day_id) or load_day(session, day_id)


def _statement(*, counting: bool) -> Executable:
    day_id, person_id = bindparam("day_id"), bindparam("person_id")
    seats = select(func.count()).where(
        models.Member.day_id == day_id, models.Member.person_id == person_id
    )
    pitches = select(models.Pitch.id).where(models.Pitch.day_id == day_id)
    columns: dict[str, Any] = {"seats": seats.scalar_subquery()}
    if counting:
        sheet, decision = models.Sheet, models.Decision
        columns |= {
            "sheets": _count(sheet, pitches, sheet.revision == 1),
            "conflicts": _count(models.Conflict, pitches),
            "decisions": _count(decision, pitches),
            "decided_pence": select(func.sum(decision.amount_pence))
            .where(decision.pitch_id.in_(pitches), _is_newest_decision())
            .scalar_subquery(),
        }
    named = [column.label(name) for name, column in columns.items()]
    wanted = (EVENT.label("event"), VERSIONS.label("versions"), *named)
    return select(*wanted).where(models.Day.id == day_id)


def _count(table: Any, pitches: Any, *which: Any) -> Any:
    return select(func.count()).where(table.pitch_id.in_(pitches), *which).scalar_subquery()


def _is_newest_decision() -> Any:
    decision, later = models.Decision, aliased(models.Decision)
    same = (later.pitch_id == decision.pitch_id) & (later.revision > decision.revision)
    return ~select(later.id).where(same).exists()


_MOVED = _statement(counting=False)
_COUNTED = _statement(counting=True)

_one_at_a_time = Lock()
