"""How far the panel agrees, in one number that a parent can read: to talk about, never a gate.

1: all sheets of an idea say the same. 0: they are no more alike than if all sheets of the day had
been shuffled between the ideas. Below 0: they lie further apart than that.
"""

from __future__ import annotations

from fractions import Fraction

from panels.rules.methods import Matrix


def krippendorff_alpha(matrix: Matrix) -> Fraction | None:
    """Krippendorff's alpha for interval data, exactly; None ("n/a") where it is undefined.

    alpha = 1 - Do / De over all ideas with at least two values; missing values are allowed. It is
    the mean of `agreements`, each idea counting as often as it has values.
    Undefined with fewer than two such ideas, fewer than two members, or without any variation.
    """
    counted = [(one, len(matrix[idea])) for idea, one in agreements(matrix).items()]
    known = [(one, size) for one, size in counted if one is not None]
    if not known:
        return None
    return sum((one * size for one, size in known), Fraction(0)) / sum(size for _, size in known)


def agreements(matrix: Matrix) -> dict[str, Fraction | None]:
    """How alike the values of each idea are: its own part of alpha; None where undefined.

    1 minus the mean squared difference within the idea over that between all values of the day.
    """
    units = {idea: list(row.values()) for idea, row in matrix.items() if len(row) > 1}
    values = [value for unit in units.values() for value in unit]
    expected = _difference(values) if len(units) > 1 else Fraction(0)
    found: dict[str, Fraction | None] = dict.fromkeys(matrix)
    if expected:
        found |= {idea: 1 - _difference(unit) / expected for idea, unit in units.items()}
    return found


def _difference(values: list[Fraction]) -> Fraction:
    """The mean squared difference over all ordered pairs of two values or more."""
    size, total = len(values), sum(values, Fraction(0))
    squares = sum((value * value for value in values), Fraction(0))
    return 2 * (size * squares - total * total) / (size * (size - 1))


def did_not_discriminate(matrix: Matrix) -> tuple[str, ...]:
    """The members who gave each of their ideas (two or more) the same."""
    given: dict[str, list[Fraction]] = {}
    for row in matrix.values():
        for member, value in row.items():
            given.setdefault(member, []).append(value)
    flat = (member for member, found in given.items() if len(found) > 1 and len(set(found)) == 1)
    return tuple(sorted(flat))
