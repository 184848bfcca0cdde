"""Sequential Phragmen for a city: the same sums as `phragmen.py`, counted by NumPy.

Floats with a bound say which ideas can't be next; among the others exact integers decide
(docs/deciding.md, section 5).
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

import numpy as np
from numpy.typing import NDArray

from panels.rules.allocation.election import Support
from panels.rules.allocation.outcome import Outcome, Round, Step
from panels.rules.allocation.shares_plain import free_rounds

Ints = NDArray[np.int64]
GUARD = 2.0**-40
"""Far above the rounding of a float sum over some thousand rounds, far below what matters."""


class _Run:
    """Who carries the load of which round, per idea; loads in units of 1 / `over`."""

    def __init__(self, support: Support) -> None:
        self.ideas = len(support.prices)
        self.starts = np.frombuffer(support.starts, np.int64)
        self.row_ideas = np.frombuffer(support.ideas, np.int32)
        self.counts = np.frombuffer(support.counts, np.int64)
        sizes = np.diff(self.starts)
        rows = np.repeat(np.arange(len(self.counts), dtype=np.int32), sizes)
        by_idea = np.argsort(self.row_ideas, kind="stable")
        self.backers = rows[by_idea]
        ends = np.cumsum(np.bincount(self.row_ideas, minlength=self.ideas))
        self.idea_starts = np.concatenate(([0], ends))
        votes = np.bincount(self.row_ideas, self.counts[rows], self.ideas)
        self.votes = [int(each) for each in votes]
        self.last = np.zeros(len(self.counts), np.int64)
        # Column 0 is for those who never took part: their load is 0.
        self.carried = votes.astype(np.int64)[:, None].copy()
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
        rows = self.backers[self.idea_starts[idea] : self.idea_starts[idea + 1]]
        begins = self.starts[rows]
        sizes = self.starts[rows + 1] - begins
        at = np.repeat(begins - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        named = self.row_ideas[at].astype(np.int64)
        count = np.repeat(self.counts[rows], sizes).astype(np.float64)
        rounds = self.carried.shape[1]
        before = named * rounds + np.repeat(self.last[rows], sizes)
        moved = np.bincount(before, count, self.ideas * rounds).astype(np.int64)
        moved = moved.reshape(self.ideas, rounds)
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
