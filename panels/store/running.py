"""Moving a day on. Each move is checked by the rules and appended as an event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from panels import models
from panels.rules.day import Move, Presence, after, check_presence, check_reopening
from panels.rules.settings import seal
from panels.store.bundling import draw_lots
from panels.store.reading import load_day
from panels.store.records import Day


def open_day(session: Session, day_id: str, *, actor_id: str, at: datetime) -> str:
    """Seal the settings, draw the lots and open the day; returns the digest of what was sealed.

    The lots are the last word on an exact tie, so they are drawn before anybody can score.
    """
    day = load_day(session, day_id, lock="to_move")
    after(day.state, Move.OPEN)
    settings = seal(day.settings, panel_size=day.panel_size, pitches=len(day.pitches))
    digest = settings.digest()
    facts = {"settings_digest": digest, "lots": draw_lots(day)}
    append(session, day, Move.OPEN, actor_id=actor_id, at=at, facts=facts)
    return digest


def close_scoring(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Close scoring: from here on the counts can be seen and decisions written down."""
    day = load_day(session, day_id, lock="to_move")
    after(day.state, Move.CLOSE_SCORING)
    append(session, day, Move.CLOSE_SCORING, actor_id=actor_id, at=at)


def reopen_scoring(
    session: Session, day_id: str, *, reason: str, actor_id: str, at: datetime
) -> None:
    """Open scoring once more, with a reason that is kept."""
    day = load_day(session, day_id, lock="to_move")
    check_reopening(day.state, reason)
    append(session, day, Move.REOPEN_SCORING, actor_id=actor_id, at=at, facts={"reason": reason})


def tell(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Everybody who sent in an idea was told: the result may be public now."""
    day = load_day(session, day_id, lock="to_move")
    after(day.state, Move.TELL)
    append(session, day, Move.TELL, actor_id=actor_id, at=at)


def note_presence(
    session: Session,
    day_id: str,
    member_id: str,
    presence: Presence,
    *,
    actor_id: str,
    at: datetime,
) -> None:
    """A member came in or left. Saying what is known already changes nothing."""
    day = load_day(session, day_id, lock="to_move")
    if member_id not in {member.member_id for member in day.members}:
        raise Missing(member_id)
    check_presence(day.state)
    if (member_id in day.standing.present) == (presence is Presence.CAME):
        return
    append(session, day, presence, actor_id=actor_id, at=at, facts={"member_id": member_id})


def append(
    session: Session,
    day: Day,
    what: Move | Presence,
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
