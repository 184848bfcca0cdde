"""The audit trail: who did what to which thing, when. Appended, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from makeithappen.core.db import Base, UtcTime, utc_text
from makeithappen.core.prepared import Prepared


class Event(Base):
    """One thing that somebody did. `facts` is JSON text of ids, codes and whole numbers."""

    __tablename__ = "events"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor_id: Mapped[str]
    what: Mapped[str] = mapped_column(index=True)
    subject_id: Mapped[str] = mapped_column(index=True)
    facts: Mapped[str]


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_INSERT = Prepared(insert(Base.metadata.tables["events"]).inline())


def record(
    session: Session,
    *,
    at: datetime,
    actor_id: str,
    what: str,
    subject_id: str,
    facts: Mapping[str, str | int | None] | None = None,
) -> None:
    """Append one event. No names and no free text: the trail outlives the words."""
    text = _ENCODER.encode(dict(facts or {}))
    what_was = {"what": what, "subject_id": subject_id, "facts": text}
    _INSERT.write(session, {"at": utc_text(at), "actor_id": actor_id, **what_was})
