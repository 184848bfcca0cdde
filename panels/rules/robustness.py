"""Would it have come out otherwise? Without one member; with a slightly different weight.

Shown, never acted on: a result that hangs on one sheet or on one point of weight is still the
result, but the room should know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from panels.rules.criteria import WEIGHT_MAX, WEIGHT_MIN, Criterion
from panels.rules.methods import Matrix
from panels.rules.scoring import Sheet

Decide = Callable[[Matrix], Mapping[str, str]]
"""What is decided about each pitch, given the values: any words that can be compared."""


@dataclass(frozen=True, slots=True, order=True)
class Flip:
    """A pitch that would be decided otherwise."""

    pitch_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WeightChange:
    """The smallest change of one weight that changes a decision."""

    criterion_id: str
    before: int
    after: int
    flips: tuple[Flip, ...]


def flips(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Flip, ...]:
    """The pitches whose decision differs; "" where there is none."""
    pitches = sorted({*before, *after})
    pairs = ((pitch_id, before.get(pitch_id, ""), after.get(pitch_id, "")) for pitch_id in pitches)
    return tuple(Flip(*pair) for pair in pairs if pair[1] != pair[2])


def drop_one(matrix: Matrix, decide: Decide) -> dict[str, tuple[Flip, ...]]:
    """What would be decided otherwise without each member in turn; only those who change it."""
    before = decide(matrix)
    members = sorted({member for row in matrix.values() for member in row})
    found: dict[str, tuple[Flip, ...]] = {}
    for left_out in members:
        without = {
            pitch_id: {member: value for member, value in row.items() if member != left_out}
            for pitch_id, row in matrix.items()
        }
        changed = flips(before, decide(without))
        if changed:
            found[left_out] = changed
    return found


def weight_sensitivity(
    criteria: Sequence[Criterion],
    sheets: Mapping[str, Sequence[Sheet]],
    decide: Callable[[Sequence[Criterion], Mapping[str, Sequence[Sheet]]], Mapping[str, str]],
) -> tuple[WeightChange, ...]:
    """For each criterion the smallest change of its weight that changes a decision, if any does.

    Weights are whole numbers from 1 to 100, so trying them outwards from the present one finds
    the smallest change for certain. Of two as small, the lower weight is given.
    """
    before = decide(criteria, sheets)
    found: list[WeightChange] = []
    for at, criterion in enumerate(criteria):
        for weight in outwards(criterion.weight):
            changed = (*criteria[:at], replace(criterion, weight=weight), *criteria[at + 1 :])
            turned = flips(before, decide(changed, sheets))
            if turned:
                found.append(WeightChange(criterion.criterion_id, criterion.weight, weight, turned))
                break
    return tuple(found)


def outwards(weight: int) -> Iterator[int]:
    """All other weights, the nearest first; of two as near, the lower first."""
    for step in range(1, WEIGHT_MAX):
        for other in (weight - step, weight + step):
            if WEIGHT_MIN <= other <= WEIGHT_MAX:
                yield other
