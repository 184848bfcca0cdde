"""How far the panel agrees, in one number that a parent can read: to talk about, never a gate."""

from __future__ import annotations

from fractions import Fraction

from panels.rules.methods import Matrix

WORDS = (
    "1 means: you all gave each idea the same. 0 means: your scores agree no more than if they had "
    "been shuffled between the ideas. Below 0: you saw the ideas in opposite ways. It says nothing "
    "about who is right."
)


def krippendorff_alpha(matrix: Matrix) -> Fraction | None:
    """Krippendorff's alpha for interval data, exactly; None ("n/a") where it is undefined.

    alpha = 1 - Do / De over all ideas with at least two values; missing values are allowed.
    Undefined with fewer than two such ideas, fewer than two members, or without any variation.
    """
    units = [list(row.values()) for row in matrix.values() if len(row) > 1]
    if len(units) < 2:
        return None
    values = [value for unit in units for value in unit]
    size = len(values)
    expected = _pairs(values) / (size * (size - 1))
    if not expected:
        return None
    observed = sum((_pairs(unit) / (len(unit) - 1) for unit in units), Fraction(0)) / size
    return 1 - observed / expected


def _pairs(values: list[Fraction]) -> Fraction:
    """The sum of squared differences over all ordered pairs."""
    total = sum(values, Fraction(0))
    squares = sum((value * value for value in values), Fraction(0))
    return 2 * (len(values) * squares - total * total)


def did_not_discriminate(matrix: Matrix) -> tuple[str, ...]:
    """The members who gave each of their ideas (two or more) the same."""
    given: dict[str, list[Fraction]] = {}
    for row in matrix.values():
        for member, value in row.items():
            given.setdefault(member, []).append(value)
    flat = (member for member, found in given.items() if len(found) > 1 and len(set(found)) == 1)
    return tuple(sorted(flat))
