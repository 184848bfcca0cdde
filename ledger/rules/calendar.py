"""The instalments of many awards as a calendar: what is late, what comes when, what waits, what is
paid. Days are those where the fund is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.rules import instalments
from ledger.rules.award_file import AwardFile
from ledger.rules.canonical import read_day
from ledger.rules.records import Instalment


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One instalment; `of` is how many parts its award has, `due_on` None for a milestone."""

    award_id: str
    idea_id: str
    instalment: Instalment
    of: int
    left_pence: int
    due_on: date | None
    is_reached: bool


@dataclass(frozen=True, slots=True)
class Month:
    """What comes in one month; `first` is its first day."""

    first: date
    parts: tuple[PlannedPart, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every instalment that was not cancelled stands in exactly one of these."""

    overdue: tuple[PlannedPart, ...]
    months: tuple[Month, ...]
    waiting: tuple[PlannedPart, ...]
    paid: tuple[PlannedPart, ...]


def planned(file: AwardFile, today: date) -> list[PlannedPart]:
    """The instalments of one award, as they were planned last, without what was cancelled."""
    if file.award is None:
        return []
    standing = instalments.standing_of_each(file)
    return [
        PlannedPart(
            award_id=file.award.id,
            idea_id=file.award.idea_id,
            instalment=part,
            of=len(file.instalments),
            left_pence=own.left_pence,
            due_on=read_day(part.due_on) if part.due_on else None,
            is_reached=instalments.is_due(part, file, today),
        )
        for part, own in zip(file.instalments, standing, strict=True)
        if own.left_pence or not own.cancelled_pence
    ]


def calendar_of(files: Iterable[AwardFile], today: date) -> Calendar:
    """A calendar of all instalments of these awards. A part that is due today is not late yet."""
    parts = sorted((part for file in files for part in planned(file, today)), key=_by_day)
    unpaid = [part for part in parts if part.left_pence]
    months: dict[date, list[PlannedPart]] = {}
    overdue: list[PlannedPart] = []
    for part in unpaid:
        if part.is_reached and part.due_on != today:
            overdue.append(part)
        elif part.due_on is not None:
            months.setdefault(part.due_on.replace(day=1), []).append(part)
    return Calendar(
        overdue=tuple(overdue),
        months=tuple(Month(first, tuple(own)) for first, own in months.items()),
        waiting=tuple(part for part in unpaid if part.due_on is None and not part.is_reached),
        paid=tuple(part for part in parts if not part.left_pence),
    )


def _by_day(part: PlannedPart) -> tuple[date, str, int]:
    return part.due_on or date.max, part.award_id, part.instalment.number
