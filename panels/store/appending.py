"""What happens on a day is appended to its events, one after the other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from panels import models
from panels.rules.day import Move, Note, Presence
from panels.store.records import Day


def append(
    session: Session,
    day: Day,
    what: Move | Note | Presence,
    *,
    actor_id: str,
    at: datetime,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Append an event to a day that is locked to move. The audit trail gets it without words."""
    row = {
        "id": new_id("event"),
        "day_id": day.day_id,
        "number": max((event.number for event in day.events), default=0) + 1,
        "what": str(what),
        "actor_id": actor_id,
        "at": at,
        "facts": json.dumps(dict(facts or {}), sort_keys=True, ensure_ascii=False),
    }
    session.execute(insert(models.DayEvent).values(**row))
    codes = {name: text for name, text in (facts or {}).items() if name != "reason"}
    record(
        session, at=at, actor_id=actor_id, what=f"day_{what}", subject_id=day.day_id, facts=codes
    )
