"""The criteria: what the panel asks of each idea, in the parents' own words, on a worded scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from makeithappen.core.errors import Refused
from panels.rules.refusal import Refusal

CRITERIA_MAX = 6
WEIGHT_MIN = 1
WEIGHT_MAX = 100
POINTS_MIN = 2
POINTS_MAX = 5
"""A scale runs from 0 to 4 or from 1 to 5 at the longest."""


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """One step of a scale and the sentence that says what it means."""

    value: int
    words: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question that is asked of each idea. `weight` is a whole number from 1 to 100.

    `version` counts from 1; a change makes a new one.
    """

    criterion_id: str
    position: int
    name: str
    question: str
    value_words: str
    weight: int
    scale: tuple[ScalePoint, ...]
    written_by: str
    version: int = 1

    @property
    def values(self) -> tuple[int, ...]:
        """The values that may be given, in the order of the scale."""
        return tuple(point.value for point in self.scale)


def criterion_problems(criterion: Criterion) -> Iterator[Refused]:
    """What is wrong with one criterion, in order of precedence."""
    name = criterion.name
    if not all(words.strip() for words in (name, criterion.question, criterion.value_words)):
        yield Refused(Refusal.CRITERION_WITHOUT_WORDS, criterion=name)
    if not WEIGHT_MIN <= criterion.weight <= WEIGHT_MAX:
        yield Refused(Refusal.WEIGHT_OUT_OF_RANGE, criterion=name, weight=criterion.weight)
    points = len(criterion.scale)
    if points < POINTS_MIN:
        yield Refused(Refusal.SCALE_TOO_SHORT, criterion=name, points=points)
    elif not _runs_well(criterion.values):
        yield Refused(Refusal.SCALE_OUT_OF_RANGE, criterion=name)
    if not all(point.words.strip() for point in criterion.scale):
        yield Refused(Refusal.SCALE_WITHOUT_WORDS, criterion=name)


def criteria_problems(criteria: Sequence[Criterion]) -> Iterator[Refused]:
    """What keeps these criteria from being sealed.

    All scales run over the same values: otherwise a weight would not mean what it says, and a
    share of the top of the scale would mean nothing.
    """
    if not criteria:
        yield Refused(Refusal.NO_CRITERIA)
    if len(criteria) > CRITERIA_MAX:
        yield Refused(Refusal.TOO_MANY_CRITERIA, criteria=len(criteria), most=CRITERIA_MAX)
    for criterion in criteria:
        yield from criterion_problems(criterion)
    if len({criterion.values for criterion in criteria}) > 1:
        yield Refused(Refusal.SCALES_DIFFER)


def check_criterion(criterion: Criterion, others: Sequence[Criterion]) -> None:
    """Refuse a criterion that could never be sealed beside the others of its day."""
    for problem in criterion_problems(criterion):
        raise problem
    for problem in criteria_problems((*others, criterion)):
        raise problem


def _runs_well(values: tuple[int, ...]) -> bool:
    """Consecutive whole numbers upwards from 0 or 1, five at the most."""
    start = values[0]
    in_order = values == tuple(range(start, start + len(values)))
    return in_order and start in (0, 1) and len(values) <= POINTS_MAX
