"""How firmly a day's result stands: without one member, or with another weight. For the page.

What is compared is what the rule gives to each idea: all, a part, or nothing. Quorums stay as they
were counted: without one member there is always one sheet less, and that says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, lcm
from operator import mul

from panels.rules.allocation.ranking import Entry, Standing, fund, ranked
from panels.rules.bundle import DayRecord
from panels.rules.criteria import Criterion
from panels.rules.methods import Matrix
from panels.rules.robustness import (
    Flip,
    WeightChange,
    drop_one,
    flips,
    outwards,
    weight_sensitivity,
)
from panels.rules.scoring import complete_values

VOTE = "vote"
"""Stands for the community vote where a criterion's id does; those are longer."""

Standings = dict[str, str]
Rerun = Callable[[Mapping[str, Sequence[int]], int], Standings]


@dataclass(frozen=True, slots=True)
class Stability:
    """`hanging` are the ideas that would be given another thing if some one member had not scored.

    Never whose sheets those are. `weights` has the smallest change of each criterion's weight that
    gives an idea another thing, and last of the community vote's (VOTE) where that weighs; what
    never does is left out.
    """

    hanging: frozenset[str]
    weights: tuple[WeightChange, ...]

    @property
    def nearest(self) -> WeightChange | None:
        """The smallest change of all; of equals the earlier criterion's."""
        return min(self.weights, key=lambda one: abs(one.after - one.before), default=None)


def stability(
    record: DayRecord, entries: Sequence[Entry], matrix: Matrix, shown: Collection[str]
) -> Stability:
    """How firmly the rule's result stands for the `shown` ideas; all are counted each time."""
    standings, scores = _rerun(record, entries, shown), _scores(record)
    criteria = record.settings.criteria

    def of_weights(criteria: Sequence[Criterion], weighing: _Weighing) -> Standings:
        weights = [criterion.weight for criterion in criteria]
        rows = {
            idea: [weighing.value(idea, sum(map(mul, weights, row))) for row in each]
            for idea, each in scores.items()
        }
        return standings(rows, weighing.whole(sum(weights)))

    now = _Weighing(record)
    changes = weight_sensitivity(criteria, record.sheets, lambda other, _: of_weights(other, now))
    if now.vote_weight:
        changes += _of_vote(now, lambda weighing: of_weights(criteria, weighing))
    hanging = frozenset(flip.pitch_id for flip in without_one(record, entries, matrix, shown))
    return Stability(hanging, changes)


def _of_vote(now: _Weighing, decide: Callable[[_Weighing], Standings]) -> tuple[WeightChange, ...]:
    """The smallest change of a vote's weight that gives an idea another thing, if any does."""
    before = decide(now)
    for weight in outwards(now.vote_weight):
        turned = flips(before, decide(now.with_vote(weight)))
        if turned:
            return (WeightChange(VOTE, now.vote_weight, weight, turned),)
    return ()


def without_one(
    record: DayRecord, entries: Sequence[Entry], matrix: Matrix, shown: Collection[str]
) -> dict[Flip, int]:
    """What the `shown` ideas would be given otherwise if one member had not scored, and of how
    many members that is so. Never of whom. The ideas stand in the order of their ids."""
    standings = _rerun(record, entries, shown)
    weights = sum(criterion.weight for criterion in record.settings.criteria)
    whole = _Weighing(record).whole(weights)

    def of_matrix(values: Matrix) -> Standings:
        rows = {idea: [int(x * whole) for x in row.values()] for idea, row in values.items()}
        return standings(rows, whole)

    lost = drop_one(matrix, of_matrix)
    return dict(sorted(Counter(flip for flips in lost.values() for flip in flips).items()))


class _Weighing:
    """Whole numbers for weighed values: times all weights, and times the vote's own fractions."""

    def __init__(self, record: DayRecord, vote_weight: int | None = None) -> None:
        vote, self._record = record.criterion, record
        weight = vote.weight if vote else 0
        self.vote_weight = weight if vote_weight is None else vote_weight
        values: Mapping[str, Fraction] = vote.values if vote and weight else {}
        self._fine = lcm(*(value.denominator for value in values.values()))
        self._added = {
            idea: int(self.vote_weight * self._fine * value) for idea, value in values.items()
        }

    def with_vote(self, weight: int) -> _Weighing:
        """The same with another weight of the vote."""
        return _Weighing(self._record, weight)

    def whole(self, weights: int) -> int:
        """What a mean is multiplied by, for this sum of the criteria's weights."""
        return (weights + self.vote_weight) * self._fine

    def value(self, idea: str, weighed: int) -> int:
        """One sheet's weighed sum on the same footing, the vote added."""
        return self._fine * weighed + self._added.get(idea, 0)


def _rerun(record: DayRecord, entries: Sequence[Entry], shown: Collection[str]) -> Rerun:
    """The rule, to be run again with other values; these are times the sum of the weights."""
    settings = record.settings

    def standings(values: Mapping[str, Sequence[int]], weights: int) -> Standings:
        line = settings.threshold_value * weights
        again = [_revalued(entry, values.get(entry.idea, ()), line) for entry in entries]
        order = ranked(again, settings.design.ties)
        placed = fund(order, record.budget_pence, line, part_funding=settings.part_funding)
        return {one.idea: _given(one.standing) for one in placed if one.idea in shown}

    return standings


def _given(standing: Standing) -> str:
    return str(standing) if standing.is_funded else ""


def _scores(record: DayRecord) -> dict[str, list[list[int]]]:
    """The scores of each whole sheet in the order of the criteria, by idea."""
    criteria = record.settings.criteria
    return {
        idea: [
            [values[one.criterion_id] for one in criteria]
            for values in (complete_values(criteria, sheet) for sheet in sheets)
            if values is not None
        ]
        for idea, sheets in record.sheets.items()
    }


def _revalued(entry: Entry, values: Sequence[int], line: Fraction) -> Entry:
    """The same idea with other values, its quorum as it was.

    Values and line are times the sum of the weights, so that they are whole and quick to compare.
    """
    if not values:
        return replace(entry, mean=None, lower_median=None, supporters=0)
    least = ceil(line)
    return replace(
        entry,
        mean=Fraction(sum(values), len(values)),
        lower_median=Fraction(sorted(values)[(len(values) - 1) // 2]),
        supporters=sum(value >= least for value in values),
    )
