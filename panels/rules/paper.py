"""Paper sheets: two people enter each of them, neither sees what the other entered.

A paper counts when two people have said the same about it. Where the first two differ, the paper
is looked at again and entered once more, with a reason, until two people have said the same; so
nobody ever decides alone what a paper says. "There is no such paper" is an entry like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makeithappen.core.errors import Refused
from panels.rules.conflicts import Degree, Effects
from panels.rules.day import Standing, State
from panels.rules.sheet_refusal import SheetRefusal
from panels.rules.sheets import SheetState


@dataclass(frozen=True, slots=True)
class Said:
    """What a paper says. `degree` is None where nothing was ticked; `values` as on a sheet."""

    degree: Degree | None
    values: Mapping[str, int | None]
    comment: str

    @property
    def marks(self) -> tuple[Degree | None, Mapping[str, int | None]]:
        """What two people have to agree on: the ticks, not how a word was spelled."""
        return self.degree, dict(self.values)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's reading of a paper; `said` is None for "there is no such paper"."""

    entered_by: str
    said: Said | None
    reason: str = ""


class PaperState(StrEnum):
    """How far a paper is."""

    TAKEN_IN = "taken_in"
    ENTERED_ONCE = "entered_once"
    DIFFERS = "differs"
    SETTLED = "settled"


def agreed(entries: Sequence[Entry]) -> Entry | None:
    """The first entry that another person's later entry says as well; None while there is none."""
    for place, later in enumerate(entries):
        for earlier in entries[:place]:
            if earlier.entered_by != later.entered_by and _same(earlier.said, later.said):
                return earlier
    return None


def paper_state(entries: Sequence[Entry]) -> PaperState:
    """How far a paper with these entries, in their order, is."""
    if agreed(entries):
        return PaperState.SETTLED
    if len(entries) > 1:
        return PaperState.DIFFERS
    return PaperState.ENTERED_ONCE if entries else PaperState.TAKEN_IN


def check_taking_in(where: Standing, pitch_id: str, member_id: str) -> None:
    """Refuse a paper that was not in the chair's hands before scoring closed."""
    if where.state.place > State.BREAK.place or pitch_id not in where.heard:
        raise Refused(SheetRefusal.PAPER_NOT_TAKEN_IN)
    if member_id not in where.seated:
        raise Refused(SheetRefusal.PAPER_NOT_TAKEN_IN)


def check_entering(
    where: Standing, entries: Sequence[Entry], entry: Entry, *, member_is: str
) -> None:
    """Refuse an entry that would not be a second, independent reading. `member_is` is whose
    paper it is, as a person."""
    if where.state.is_confirmed:
        raise Refused(SheetRefusal.PAPER_AFTER_CONFIRMING)
    if entry.entered_by == member_is:
        raise Refused(SheetRefusal.PAPER_IS_YOURS)
    if agreed(entries):
        raise Refused(SheetRefusal.PAPER_IS_SETTLED)
    if len(entries) == 1 and entries[0].entered_by == entry.entered_by:
        raise Refused(SheetRefusal.PAPER_NEEDS_ANOTHER_PERSON)
    if len(entries) > 1 and not entry.reason.strip():
        raise Refused(SheetRefusal.PAPER_NEEDS_REASON)


def check_papers_settled(states: Sequence[PaperState]) -> None:
    """Refuse to confirm a day while what a paper says is open."""
    open_papers = sum(state is not PaperState.SETTLED for state in states)
    if open_papers:
        raise Refused(SheetRefusal.PAPERS_OPEN, papers=open_papers)


def nearer(one: Degree | None, other: Degree | None) -> Degree | None:
    """The nearer of two declarations: a paper can't take back what its member said elsewhere."""
    said = [degree for degree in (one, other) if degree is not None]
    return max(said, key=list(Degree).index, default=None)


def paper_counts(
    degree: Degree, effects: Effects, taken_at: datetime, newest_sheet_at: datetime | None
) -> SheetState:
    """What becomes of a settled paper: the later of a member's sheets for an idea counts.

    A paper is as late as the moment at which it was taken in, whenever it is entered.
    """
    if not effects.may_score(degree):
        return SheetState.VOID
    if newest_sheet_at is not None and newest_sheet_at > taken_at:
        return SheetState.REPLACED
    return SheetState.COUNTED


def _same(one: Said | None, other: Said | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.marks == other.marks
