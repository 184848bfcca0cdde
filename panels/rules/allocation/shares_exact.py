"""One lane of Equal Shares in exact numbers, worked out only where floats can't decide.

A voter's money is the starting share minus what was paid in the rounds in which they paid in
full, so a sum over voters is a sum over rounds with whole-number factors (docs/deciding.md,
section 4). Those factors are counted by NumPy; the few products are Python integers.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

import numpy as np
from numpy.typing import NDArray

from panels.rules.allocation.shares_state import NEVER, THETA, Floats, Lanes


class Exact:
    """The exact payments of one lane, filled in round by round when somebody asks."""

    def __init__(self, lanes: Lanes, lane: int) -> None:
        self._lanes, self._lane = lanes, lane
        self._share = lanes.shares[lane].numerator
        self._over = lanes.shares[lane].denominator
        self._paid: list[int] = []

    def payment(self, number: int) -> Fraction:
        """What was paid per unit of weight in a round that is over."""
        self._catch_up()
        return Fraction(self._paid[number], self._over)

    def ratio(self, idea: int) -> Fraction | None:
        """The exact price per weight of an idea now; None when its backers can't pay for it."""
        self._catch_up()
        lanes, backing = self._lanes, self._lanes.backing
        part = backing.of(idea)
        voter = backing.voter[part]
        has_money = lanes.gone[self._lane, voter] == NEVER
        voter = voter[has_money]
        mass = backing.mass[voter]
        has = np.ones(len(voter)) if backing.has is None else backing.has[part][has_money]
        near = self._near(voter, has, idea)
        rich = int((mass * has)[near > 0].sum())
        rest = backing.prices[idea] * self._over - self._sum(voter[near < 0])
        unsure = np.flatnonzero(near == 0)
        money: dict[tuple[int, int], list[int]] = {}
        for place in unsure:
            left, weight = self.money(int(voter[place])), int(has[place])
            found = money.setdefault((left, weight), [left, weight, 0])
            found[2] += int(mass[place])
        weight_in_all = rich + sum(weight * voters for _, weight, voters in money.values())
        groups = sorted(money.values(), key=lambda one: Fraction(one[0], one[1]))
        for left, weight, voters in groups:
            if rest * weight <= left * weight_in_all:
                break
            rest -= left * voters
            weight_in_all -= weight * voters
        if not weight_in_all:
            return Fraction(0) if rest == 0 else None
        return Fraction(rest, weight_in_all * self._over)

    def money(self, voter: int) -> int:
        """What a voter type that is not spent out has left, in units of 1 / `over`."""
        self._catch_up()
        return self._left(voter)

    def _left(self, voter: int) -> int:
        backing, bought = self._lanes.backing, self._lanes.bought[self._lane]
        left = self._share
        row = slice(int(backing.row_starts[voter]), int(backing.row_starts[voter + 1]))
        round_of = {idea: number for number, idea in enumerate(bought)}
        for place in range(row.start, row.stop):
            number = round_of.get(int(backing.row_ideas[place]))
            if number is not None and number < len(self._paid):
                weight = 1 if backing.weights is None else int(backing.weights[place])
                left -= self._paid[number] * weight
        return left

    @property
    def over(self) -> int:
        """The common denominator of all exact money here."""
        return self._over

    def _near(self, voter: NDArray[np.int32], has: Floats, idea: int) -> NDArray[np.int8]:
        """Each backer surely poor (-1), surely rich (1) or to be asked exactly (0)."""
        lanes, lane = self._lanes, self._lane
        guess, loose = lanes.ratio[lane, idea], lanes.loose[lane, idea]
        near = np.zeros(len(voter), np.int8)
        if np.isfinite(loose) and np.isfinite(lanes.looked[lane, idea]):
            money, slack = lanes.money[lane, voter], lanes.slack[lane, voter]
            near[money + slack < guess * has * (1 - THETA)] = -1
            near[money - slack > guess * has * (1 + THETA)] = 1
        return near

    def _sum(self, voters: NDArray[np.int32]) -> int:
        """What some voter types have left together, voters counted, in units of 1 / `over`."""
        if not len(voters):
            return 0
        backing, bought = self._lanes.backing, self._lanes.bought[self._lane]
        starts, counts = backing.row_starts, backing.mass[voters]
        sizes = starts[voters + 1] - starts[voters]
        at = np.repeat(starts[voters] - (np.cumsum(sizes) - sizes), sizes)
        at += np.arange(int(sizes.sum()))
        factor = np.repeat(counts, sizes)
        if backing.weights is not None:
            factor = factor * backing.weights[at]
        times = np.bincount(backing.row_ideas[at], factor, backing.ideas)
        total = int(counts.sum()) * self._share
        for number, paid in enumerate(self._paid):
            if times[bought[number]]:
                total -= int(times[bought[number]]) * paid
        return total

    def _most(self, idea: int, number: int) -> tuple[int, int]:
        """The most money per weight among the backers who spent their last in a round."""
        backing = self._lanes.backing
        part = backing.of(idea)
        voters = backing.voter[part]
        spent = np.flatnonzero(self._lanes.gone[self._lane, voters] == number)
        has = backing.has
        most = (0, 1)
        for place in spent:
            weight = 1 if has is None else int(has[part][place])
            left = self._left(int(voters[place]))
            if left * most[1] > most[0] * weight:
                most = (left, weight)
        return most

    def _catch_up(self) -> None:
        lanes, backing = self._lanes, self._lanes.backing
        bought = lanes.bought[self._lane]
        while len(self._paid) < len(bought):
            number = len(self._paid)
            part = backing.of(bought[number])
            voter = backing.voter[part]
            gone = lanes.gone[self._lane, voter]
            rich = int(backing.pull(part)[gone > number].sum())
            rest = backing.prices[bought[number]] * self._over - self._sum(voter[gone == number])
            if not rich:
                # They gave all they had, to the penny: the richest of them paid the full price.
                rest, rich = self._most(bought[number], number)
            shared = gcd(rest, rich)
            factor = rich // shared
            self._over *= factor
            self._share *= factor
            self._paid = [each * factor for each in self._paid]
            self._paid.append(rest // shared)
