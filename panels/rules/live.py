"""What a screen may know of a running day: where it is and how long that may take, never a score.

A screen asks for its snapshot again and again, so a snapshot is small, holds no name and changes
only when something happened: the clock that counts down runs on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from panels.rules.day import Standing, State

PLANNED_MINUTES: Mapping[State, int] = MappingProxyType(
    {
        State.CONFLICTS: 10,
        State.PITCH: 4,
        State.QUESTIONS: 5,
        State.SCORING: 2,
        State.BREAK: 15,
        State.DELIBERATION: 40,
        State.ALLOCATION: 20,
    }
)
"""How long each state is meant to take. Nothing closes by itself when the time is up."""


class Audience(StrEnum):
    """Who looks at a screen of the day."""

    ROOM = "room"
    CHAIR = "chair"
    MEMBER = "member"


_FOR_ALL = ("event", "state", "title", "ends_at", "left_seconds")
_FOR_ROOM = (*_FOR_ALL, "heard", "ideas", "sheets", "decisions", "to_commit_pence", "decided_pence")
SEEN: Mapping[Audience, tuple[str, ...]] = MappingProxyType(
    {
        Audience.ROOM: _FOR_ROOM,
        Audience.CHAIR: (*_FOR_ROOM, "conflicts"),
        Audience.MEMBER: _FOR_ALL,
    }
)
"""What each of them may see. What is not named here never leaves the server."""


@dataclass(frozen=True, slots=True)
class Timer:
    """The time that is planned for what happens now.

    While it runs `ends_at` (UTC) says when it is up; during a pause `left_seconds` says what was
    left, below 0 when it was over.
    """

    ends_at: datetime | None
    left_seconds: int | None

    def left_at(self, now: datetime) -> int:
        """Seconds that are left now, below 0 when the time is up."""
        if self.ends_at is None:
            return self.left_seconds or 0
        return _seconds(self.ends_at - now)


@dataclass(frozen=True, slots=True)
class Counted:
    """How much has arrived on a day: numbers of sheets, declarations and decisions."""

    sheets: int = 0
    conflicts: int = 0
    decisions: int = 0


@dataclass(frozen=True, slots=True)
class Pot:
    """What can be promised when the money is shared out, and what was decided so far, in pence."""

    to_commit_pence: int
    decided_pence: int

    @property
    def left_pence(self) -> int:
        """What is left of it; below 0 where the panel has to think again."""
        return self.to_commit_pence - self.decided_pence


def timer(where: Standing) -> Timer | None:
    """The timer of the present state; None where no time is planned."""
    minutes = PLANNED_MINUTES.get(where.state)
    if minutes is None or where.since is None:
        return None
    ends_at = where.since + timedelta(minutes=minutes + where.extra_minutes)
    if where.paused_at is None:
        return Timer(ends_at, None)
    return Timer(None, _seconds(ends_at - where.paused_at))


def snapshot(
    audience: Audience,
    where: Standing,
    *,
    event: int,
    titles: Mapping[str, str],
    counted: Counted,
    pot: Pot | None,
) -> dict[str, object]:
    """What one screen of this audience shows: plain values, ready to be written as JSON.

    `event` is the number of the day's last event, `titles` the pitches' titles by id. There is a
    `pot` only while the money is shared out.
    """
    time = timer(where)
    everything: dict[str, object] = {
        "event": event,
        "state": str(where.shown),
        "title": titles.get(where.current or ""),
        "ends_at": time and time.ends_at and time.ends_at.isoformat(timespec="seconds"),
        "left_seconds": time and time.left_seconds,
        "heard": len(where.heard),
        "ideas": len(where.order),
        "sheets": counted.sheets,
        "decisions": counted.decisions,
        "conflicts": counted.conflicts,
        "to_commit_pence": pot and pot.to_commit_pence,
        "decided_pence": pot and pot.decided_pence,
    }
    return {name: everything[name] for name in SEEN[audience]}


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)
