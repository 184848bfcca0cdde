"""What a rule found, round by round, in exact numbers: the ground for each explanation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Step(StrEnum):
    """By what means an idea was chosen."""

    FREE = "free"
    EQUAL_SHARES = "equal_shares"
    PHRAGMEN = "phragmen"
    GREEDY = "greedy"


@dataclass(frozen=True, slots=True)
class Round:
    """One choice. Ideas are places in the election.

    `value` is what the rule compared: the price per utility that the supporters pay (Equal
    Shares), the load (Phragmen), what all voters have of it (greedy; per cost where so asked).
    `payment` is what one supporter who is not short of money pays per unit of weight, None for
    greedy. `runner_up` is the next best idea and its value; `tied` are all that were equal to the
    chosen one, so that the order of ties decided.
    """

    idea: int
    step: Step
    value: Fraction
    payment: Fraction | None
    tied: tuple[int, ...]
    runner_up: int | None
    runner_up_value: Fraction | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The chosen ideas in the order of their rounds, and what they cost together.

    `share` is what each voter started with (Equal Shares only), after `increments` raises.
    """

    rounds: tuple[Round, ...]
    spent: int
    share: Fraction | None = None
    increments: int = 0

    @property
    def chosen(self) -> tuple[int, ...]:
        """The chosen ideas in the order in which they were chosen."""
        return tuple(one.idea for one in self.rounds)
