"""Days that this process has read, kept until something happens on them.

Once a day is open, all that decides on it changes by an event only, and a pitch that is put
right has a higher version. So two numbers say whether a kept day still stands. Only what was
committed is kept: what is being written may never come to be.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from panels import models
from panels.rules.day import State
from panels.store.records import Day

DAYS_KEPT = 32

EVENT = (
    select(func.max(models.DayEvent.number))
    .where(models.DayEvent.day_id == bindparam("day_id"))
    .scalar_subquery()
)
"""The number of a day's last event, for the day with the id `:day_id`."""

VERSIONS = (
    select(func.sum(models.Pitch.version))
    .where(models.Pitch.day_id == bindparam("day_id"))
    .scalar_subquery()
)
"""The versions of its pitches together."""

_STAMP: Any = select(EVENT.label("event"), VERSIONS.label("versions"))
_kept: dict[tuple[str, int, int], Day] = {}


def keep(session: Session, day: Day) -> Day:
    """Keep a day that was read, and give it back."""
    if not session.info.get("writing"):
        if len(_kept) >= DAYS_KEPT:
            _kept.clear()
        _kept[day.day_id, last_event(day), versions_of(day)] = day
    return day


def last_event(day: Day) -> int:
    """The number of a day's last event, 0 before the first."""
    return day.events[-1].number if day.events else 0


def versions_of(day: Day) -> int:
    """The versions of its pitches together."""
    return sum(pitch.version for pitch in day.pitches)


def kept(day_id: str, event: int, versions: int) -> Day | None:
    """The day as it stands after this event, where this process knows it.

    Before it opens, its panel and its criteria may have changed since.
    """
    return _kept.get((day_id, event, versions))


def kept_now(session: Session, day_id: str) -> Day | None:
    """An open day as it stands now, where this process knows it; asks for two numbers only."""
    now = session.execute(_STAMP, {"day_id": day_id}).one()
    day = kept(day_id, now.event or 0, now.versions or 0)
    return None if day is None or day.state is State.SETUP else day
