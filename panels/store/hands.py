"""Who had a hand in a day: they must not be the ones who look at its decisions again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from panels import models


def hands(session: Session, round_ids: Iterable[str]) -> dict[tuple[str, str], set[str]]:
    """The members of each day, its reserve, and whoever moved it on or wrote a decision down.

    Person ids by round and day. One statement.
    """
    day, member, event = models.Day, models.Member, models.DayEvent
    pitch, decision = models.Pitch, models.Decision
    of_these = day.round_id.in_(set(round_ids)) & (day.is_rehearsal == 0)
    found = session.execute(
        union(
            select(day.round_id, day.id, member.person_id).join(member).where(of_these),
            select(day.round_id, day.id, event.actor_id).join(event).where(of_these),
            select(day.round_id, day.id, decision.decided_by)
            .join(pitch, pitch.day_id == day.id)
            .join(decision, decision.pitch_id == pitch.id)
            .where(of_these),
        )
    )
    people: dict[tuple[str, str], set[str]] = {}
    for round_id, day_id, person_id in found:
        people.setdefault((round_id, day_id), set()).add(person_id)
    return people
