"""What the panel looks at while it talks the ideas over: how far sheets lie apart, who may look.

Nobody sees the others' scores of an idea before giving their own, and nobody who stepped back
from an idea sees them at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from makeithappen.core.errors import Refused
from panels.rules.board_refusal import BoardRefusal
from panels.rules.day import State
from panels.rules.scoring import Sheet, abstains, check_counts_open


class Unseen(StrEnum):
    """Why a member does not see how an idea was scored."""

    STEPPED_BACK = "stepped_back"
    NO_SHEET = "no_sheet"


def check_board_open(state: State) -> None:
    """Refuse the board before scoring has closed, and once the day is confirmed.

    From then on nobody can tell any more who stepped back from what.
    """
    check_counts_open(state)
    if not state.is_deciding:
        raise Refused(BoardRefusal.BOARD_CLOSED, state=state)


def why_unseen(mine: Sheet | None) -> Unseen | None:
    """Why a member sees nothing of an idea; None where they may look. `mine` is their own part,
    None for a reserve member who was not called in."""
    if mine is not None and abstains(mine):
        return Unseen.STEPPED_BACK
    return Unseen.NO_SHEET if mine is None or mine.values is None else None


def apart(values: Sequence[Fraction]) -> Fraction | None:
    """How far two sheets lie apart on average, over all pairs; None with fewer than two."""
    if len(values) < 2:
        return None
    size = len(values)
    ordered = enumerate(sorted(values))
    total = sum(((2 * at - size + 1) * value for at, value in ordered), Fraction(0))
    return total * 2 / (size * (size - 1))


def is_near(values: Sequence[Fraction], line: Fraction) -> bool:
    """Whether one member's whole step would take the mean to the line, or from it."""
    if not values:
        return False
    mean, step = sum(values, Fraction(0)) / len(values), Fraction(1, len(values))
    return mean + step >= line > mean or mean >= line > mean - step
