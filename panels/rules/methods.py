"""Four ways to turn sheets into an order of ideas, all in exact fractions.

The mean decides by default (`scoring.py`). The others are shown beside it, or chosen before the
day. Each compares averages over those who scored an idea, never sums: a conflict costs nothing.
Formulae: allocation.md, section 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cmp_to_key
from math import lcm

from panels.rules.criteria import Criterion
from panels.rules.scoring import Sheet, complete_values, sheet_value
from panels.rules.vote_criterion import VoteCriterion, with_vote

Matrix = Mapping[str, Mapping[str, Fraction]]
"""The value of each complete sheet: by pitch id, then by member id."""


class Method(StrEnum):
    """How the values of the members become one order."""

    MEAN = "mean"
    SEVERITY_ADJUSTED = "severity_adjusted"
    MAJORITY_JUDGEMENT = "majority_judgement"
    BORDA = "borda"


def matrix_of(
    criteria: Sequence[Criterion],
    sheets: Mapping[str, Sequence[Sheet]],
    vote: VoteCriterion | None = None,
) -> Matrix:
    """The values of all sheets that count, by pitch and member; with the community vote in them."""
    weights = sum(one.weight for one in criteria)
    matrix: dict[str, dict[str, Fraction]] = {}
    for pitch_id, given in sheets.items():
        row = matrix.setdefault(pitch_id, {})
        for sheet in given:
            values = complete_values(criteria, sheet)
            if values is not None:
                value = sheet_value(criteria, values)
                row[sheet.voter_id] = with_vote(value, weights, vote, pitch_id)
    return matrix


def means(matrix: Matrix) -> dict[str, Fraction]:
    """The mean over those who scored each idea; an idea nobody scored is left out."""
    return {
        pitch_id: sum(row.values(), Fraction(0)) / len(row)
        for pitch_id, row in matrix.items()
        if row
    }


def is_whole(matrix: Matrix) -> bool:
    """Whether each member who scored anything scored everything: then severity changes nothing."""
    return len({frozenset(row) for row in matrix.values()}) <= 1


def severities(matrix: Matrix, ridge: int = 1) -> dict[str, Fraction]:
    """How much above (or below) the others each member scores, drawn towards 0 by `ridge`.

    The b of min sum((x - q - b)^2) + ridge * sum(b^2), q being an idea's own worth. Putting
    q_i = mean over its members of (x - b) into the normal equations leaves one equation a member.
    """
    members = sorted({member for row in matrix.values() for member in row})
    rows = [row for row in matrix.values() if row]
    mean = [sum(row.values(), Fraction(0)) / len(row) for row in rows]
    left = [[Fraction(0)] * len(members) for _ in members]
    right = [Fraction(0)] * len(members)
    for at, member in enumerate(members):
        left[at][at] += ridge
        for row, middle in zip(rows, mean, strict=True):
            if member not in row:
                continue
            left[at][at] += 1
            right[at] += row[member] - middle
            for other_at, other in enumerate(members):
                if other in row:
                    left[at][other_at] -= Fraction(1, len(row))
    return dict(zip(members, _solved(left, right), strict=True))


def severity_adjusted(matrix: Matrix) -> dict[str, Fraction]:
    """Each idea's mean after taking off how severe or mild its members are in all."""
    severity = severities(matrix)
    return {
        pitch_id: sum((x - severity[member] for member, x in row.items()), Fraction(0)) / len(row)
        for pitch_id, row in matrix.items()
        if row
    }


def _solved(left: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """Solve a positive definite system by elimination; no pivot can be 0."""
    size = len(right)
    for at in range(size):
        for below in range(at + 1, size):
            factor = left[below][at] / left[at][at]
            if factor:
                right[below] -= factor * right[at]
                for column in range(at, size):
                    left[below][column] -= factor * left[at][column]
    found = [Fraction(0)] * size
    for at in reversed(range(size)):
        known = sum((left[at][k] * found[k] for k in range(at + 1, size)), Fraction(0))
        found[at] = (right[at] - known) / left[at][at]
    return found


def borda(matrix: Matrix) -> dict[str, Fraction]:
    """The share of the other ideas that a member puts below this one, averaged over members.

    Equals share their places (midrank), so a flat member gives 1/2 throughout. A member with one
    idea says nothing and is left out.
    """
    by_member: dict[str, list[Fraction]] = {}
    for row in matrix.values():
        for member, value in row.items():
            by_member.setdefault(member, []).append(value)
    scores: dict[str, Fraction] = {}
    for pitch_id, row in matrix.items():
        parts: list[Fraction] = []
        for member, value in row.items():
            values = by_member[member]
            if len(values) > 1:
                below = sum(other < value for other in values)
                equal = sum(other == value for other in values) - 1
                parts.append(Fraction(2 * below + equal, 2 * (len(values) - 1)))
        if parts:
            scores[pitch_id] = sum(parts, Fraction(0)) / len(parts)
    return scores


def lower_median(values: Sequence[Fraction]) -> Fraction:
    """The middle value; of two middle values the lower."""
    return sorted(values)[(len(values) - 1) // 2]


def compare_majority(first: Sequence[Fraction], second: Sequence[Fraction]) -> int:
    """Majority judgement (Balinski and Laraki): 1, 0 or -1 as the first is better, equal or worse.

    Lower medians are compared; while they are equal one median grade is taken from each, then the
    next are compared. Where ideas have unlike numbers of grades, each grade stands for its share
    of the whole, so that the walk outwards from the middle goes at the same speed in both.
    """
    one, two = sorted(first), sorted(second)
    grid = lcm(len(one), len(two))
    for step in range(grid):
        for side in (-1, 1):
            at = 2 * grid + side * (2 * step + 1)
            grades = (one[len(one) * at // (4 * grid)], two[len(two) * at // (4 * grid)])
            if grades[0] != grades[1]:
                return 1 if grades[0] > grades[1] else -1
    return 0


def places(matrix: Matrix, method: Method) -> tuple[tuple[str, ...], ...]:
    """The ideas from best to worst; equals stand together, in the order of the matrix."""
    if method is Method.MAJORITY_JUDGEMENT:
        grades = {pitch_id: list(row.values()) for pitch_id, row in matrix.items() if row}
        order = sorted(grades, key=cmp_to_key(lambda a, b: compare_majority(grades[b], grades[a])))
        found: list[list[str]] = []
        for pitch_id in order:
            if found and not compare_majority(grades[found[-1][0]], grades[pitch_id]):
                found[-1].append(pitch_id)
            else:
                found.append([pitch_id])
        return tuple(tuple(each) for each in found)
    count = {Method.MEAN: means, Method.SEVERITY_ADJUSTED: severity_adjusted, Method.BORDA: borda}
    by_value: dict[Fraction, list[str]] = {}
    for pitch_id, value in count[method](matrix).items():
        by_value.setdefault(value, []).append(pitch_id)
    return tuple(tuple(by_value[value]) for value in sorted(by_value, reverse=True))
