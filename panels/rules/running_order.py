"""When each idea is likely to be heard, and when there is a break: so that people can plan.

Expected times, no more: the chair keeps the real ones. Counted in UTC and shown in the fund's
zone, so that a night on which the clocks change moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from makeithappen.core.errors import Refused
from panels.rules.care import CareRefusal

MINUTES_A_DAY = 24 * 60
PART_MINUTES_MAX = 120


@dataclass(frozen=True, slots=True)
class Timetable:
    """How a day is planned. `starts_minute` counts from midnight; a break comes after every
    `break_every` ideas, 0 for none."""

    starts_minute: int
    pitch_minutes: int
    questions_minutes: int
    scoring_minutes: int
    break_minutes: int
    break_every: int

    @property
    def idea_minutes(self) -> int:
        """All of one idea: pitch, questions, scoring."""
        return self.pitch_minutes + self.questions_minutes + self.scoring_minutes


@dataclass(frozen=True, slots=True)
class Slot:
    """An idea's time, or a break (then `pitch_id` is None). All times are in the fund's zone."""

    pitch_id: str | None
    starts_at: datetime
    questions_at: datetime
    scoring_at: datetime
    ends_at: datetime


def check_timetable(plan: Timetable) -> None:
    """Refuse times that no day has."""
    parts = (plan.questions_minutes, plan.scoring_minutes, plan.break_minutes)
    if (
        not 0 <= plan.starts_minute < MINUTES_A_DAY
        or not 1 <= plan.pitch_minutes <= PART_MINUTES_MAX
        or any(not 0 <= part <= PART_MINUTES_MAX for part in parts)
        or not 0 <= plan.break_every <= PART_MINUTES_MAX
    ):
        raise Refused(CareRefusal.TIMES_OUT_OF_RANGE, most=PART_MINUTES_MAX)


def running_order(
    held_on: date, plan: Timetable, pitch_ids: Sequence[str], zone: tzinfo
) -> tuple[Slot, ...]:
    """The ideas in their order with the breaks between them; none after the last idea."""
    start = time(*divmod(plan.starts_minute, 60), tzinfo=zone)
    at = datetime.combine(held_on, start).astimezone(UTC)
    slots: list[Slot] = []
    for number, pitch_id in enumerate(pitch_ids, 1):
        slots.append(_idea(pitch_id, at, plan, zone))
        at += timedelta(minutes=plan.idea_minutes)
        if _break_after(number, plan) and number < len(pitch_ids):
            ends = at + timedelta(minutes=plan.break_minutes)
            whole = at.astimezone(zone)
            slots.append(Slot(None, whole, whole, whole, ends.astimezone(zone)))
            at = ends
    return tuple(slots)


def _break_after(number: int, plan: Timetable) -> bool:
    return plan.break_every > 0 and plan.break_minutes > 0 and number % plan.break_every == 0


def _idea(pitch_id: str, at: datetime, plan: Timetable, zone: tzinfo) -> Slot:
    questions = at + timedelta(minutes=plan.pitch_minutes)
    scoring = questions + timedelta(minutes=plan.questions_minutes)
    ends = scoring + timedelta(minutes=plan.scoring_minutes)
    times = (one.astimezone(zone) for one in (at, questions, scoring, ends))
    return Slot(pitch_id, *times)
