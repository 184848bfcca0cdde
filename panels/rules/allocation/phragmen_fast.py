"""Sequential Phragmen for a city: the same sums as `phragmen.py`, counted by NumPy.

Floats with a bound say which ideas can't be next; among the others exact integers decide
(docs/deciding.md, section 5).
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

import numpy as np

from panels.rules.allocation.election import Support
from panels.rules.allocation.outcome import Outcome, Round, Step
from panels.rules.allocation.shares_plain import free_rounds
from panels.rules.allocation.shares_state import Backing

GUARD = 2.0**-40
"""Far above the rounding of a float sum over some thousand rounds, far below what matters."""


class _Run:
    """Who carries the load of which round, per idea; loads in units of 1 / `over`."""

    def __init__(self, support: Support) -> None:
        self.backing = backing = Backing(support)
        self.votes = [int(each) for each in backing.pulled]
        self.last = np.zeros(backing.types, np.int32)
        # Column 0 is for those who never took part: their load is 0.
        self.carried = backing.pulled.astype(np.int64)[:, None]
        self.loads: list[int] = [0]
        self.over = 1
        self.near = np.zeros(1)

    def load(self, idea: int, price: int) -> tuple[int, int]:
        """The load that each supporter would carry, as a numerator and a denominator."""
        row = self.carried[idea]
        carried = sum(int(row[at]) * self.loads[at] for at in np.flatnonzero(row))
        return price * self.over + carried, self.votes[idea] * self.over

    def buy(self, idea: int, load: tuple[int, int]) -> None:
        """The supporters now carry `load`, in a round of its own."""
        shared = gcd(load[0], self.votes[idea])
        factor = self.votes[idea] // shared
        self.over *= factor
        self.loads = [each * factor for each in self.loads]
        self.loads.append(load[0] // shared)
        self.near = np.array([each / self.over for each in self.loads])
        backing = self.backing
        rows = backing.voter[backing.of(idea)]
        begins = backing.row_starts[rows]
        sizes = backing.row_starts[rows + 1] - begins
        at = np.repeat(begins - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        rounds = self.carried.shape[1]
        before = backing.row_ideas[at].astype(np.int64) * rounds
        before += np.repeat(self.last[rows], sizes)
        count = np.repeat(backing.mass[rows], sizes)
        moved = np.bincount(before, count, backing.ideas * rounds).astype(np.int64)
        moved = moved.reshape(backing.ideas, rounds)
        self.carried = np.hstack((self.carried - moved, moved.sum(axis=1)[:, None]))
        self.last[rows] = rounds


def phragmen_fast(support: Support) -> Outcome:
    """Sequential Phragmen on approvals without versions, loads from 0; runners-up are unknown."""
    run = _Run(support)
    rounds = free_rounds(support)
    is_open = np.array(
        [bool(votes) and 0 < price <= support.budget
         for votes, price in zip(run.votes, support.prices, strict=True)]
    )  # fmt: skip
    price = np.array(support.prices, np.float64)
    votes = np.array(run.votes, np.float64)
    left = support.budget
    while is_open.any():
        with np.errstate(divide="ignore", invalid="ignore"):
            near = np.where(is_open, (price + run.carried @ run.near) / votes, np.inf)
        possible = np.flatnonzero(near <= near.min() * (1 + GUARD))
        exact = {int(idea): run.load(int(idea), support.prices[idea]) for idea in possible}
        values = {idea: Fraction(*load) for idea, load in exact.items()}
        lowest = min(values.values())
        tied = [idea for idea, value in values.items() if value == lowest]
        if any(support.prices[idea] > left for idea in tied):
            break
        tied.sort(key=support.order.__getitem__)
        idea = tied[0]
        rounds.append(Round(idea, Step.PHRAGMEN, lowest, lowest, tuple(tied), None, None))
        run.buy(idea, exact[idea])
        is_open[idea] = False
        left -= support.prices[idea]
    return Outcome(tuple(rounds), support.budget - left)
