"""A day counted once more from its sheets, for the pages that show more than the tally.

Widths are whole parts of a bar of 1,000, so that a picture is the same on each machine.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from panels.rules.agreement import agreements
from panels.rules.allocation.ranking import (
    Placed,
    changed_by_cofunding,
    fund,
    ranked,
    without_cofunding,
)
from panels.rules.bundle import DayRecord, award_pence, entry_of
from panels.rules.methods import Matrix, matrix_of
from panels.rules.robustness import Flip
from panels.rules.scoring import tally
from panels.rules.sharing_out import Fit, fit
from panels.rules.stability import Stability, stability, without_one
from panels.rules.ties import Tie, ties_at_the_line

BAR = 1000


@dataclass(frozen=True, slots=True)
class Scores:
    """How an idea was scored, on the scale's own units; `gap` is the mean minus what was needed.

    `agreement` is None where it can't be said. `mean_at`, `low_at`, `high_at`: places on a bar.
    """

    mean: Fraction
    gap: Fraction
    low: Fraction
    high: Fraction
    agreement: Fraction | None
    mean_at: int
    low_at: int
    high_at: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the sealed rule gives an idea: all of it in pence, and the part that the pot pays."""

    placed: Placed
    award_pence: int


class Recount:
    """A day counted once more, for all that a page works out from its sheets."""

    def __init__(self, record: DayRecord) -> None:
        self._record, self.settings = record, record.settings
        self.vote, self.criterion = record.vote, record.criterion
        self.tallies = {
            one: tally(one, sheets, record.settings, self.criterion)
            for one, sheets in record.sheets.items()
        }
        self._matrix = matrix_of(record.settings.criteria, record.sheets, self.criterion)
        self._sheets = matrix_of(record.settings.criteria, record.sheets)
        entries = [
            entry_of(record, ask, self.tallies[ask.pitch_id], self._matrix) for ask in record.asks
        ]
        self._entries = ranked(entries, record.settings.design.ties)
        self._given = (self._entries, record.budget_pence, record.settings.threshold_value)

    def only(self, shown: Collection[str]) -> Matrix:
        """The sheets of the shown pitches alone: nothing on the page follows from the others.

        Without the community vote, which says nothing of how alike the members see an idea.
        """
        return {one: row for one, row in self._sheets.items() if one in shown}

    def scores(self, shown: Collection[str]) -> dict[str, Scores]:
        """How the shown pitches were scored, where they were."""
        matrix = self.only(shown)
        agreed = agreements(matrix)
        top, needed = self.settings.scale_top, self.settings.threshold_value
        found: dict[str, Scores] = {}
        for one, row in matrix.items():
            mean = self.tallies[one].mean
            if mean is not None:
                low, high = min(row.values()), max(row.values())
                at = (along(mean, top), along(low, top), along(high, top))
                found[one] = Scores(mean, mean - needed, low, high, agreed[one], *at)
        return found

    def proposals(self, *, cofunding: bool = True) -> dict[str, Proposal]:
        """What the rule gives each idea, by pitch id, the best first."""
        entries, pence, line = self._given
        entries = entries if cofunding else without_cofunding(entries)
        placed = fund(entries, pence, line, part_funding=self.settings.part_funding)
        by_id = {entry.idea: entry for entry in entries}
        return {one.idea: Proposal(one, award_pence(by_id[one.idea], one)) for one in placed}

    def by_count_pence(self) -> dict[str, int]:
        """What rank-and-fund gives by the count alone, with the money for one idea."""
        return {one: proposal.award_pence for one, proposal in self.proposals().items()}

    def changed_by_cofunding(self) -> tuple[str, ...]:
        """The pitches that stand elsewhere because of money for one idea."""
        return changed_by_cofunding(*self._given, part_funding=self.settings.part_funding)

    def ties(self) -> tuple[Tie, ...]:
        """The ties in which the panel's vote or the lot decides who gets the money."""
        parts, order = self.settings.part_funding, self.settings.design.ties
        return ties_at_the_line(*self._given, part_funding=parts, order=order)

    def fits(self, left_pence: int) -> dict[str, Fit]:
        """How much of each idea fits into what is left of the pot, by pitch id."""
        parts = self.settings.part_funding
        return {
            one.idea: fit(one.full_pence, one.least_pence, left_pence, part_funding=parts)
            for one in self._entries
        }

    def stability(self, shown: Collection[str]) -> Stability:
        """How firmly it stands for the shown pitches."""
        return stability(self._record, self._entries, self._matrix, shown)

    def without_one(self, shown: Collection[str]) -> dict[Flip, int]:
        """What the rule would give the shown pitches otherwise if one member had not scored."""
        return without_one(self._record, self._entries, self._matrix, shown)


def along(value: Fraction, top: int) -> int:
    """A place on a bar."""
    return int(value * BAR / top)
