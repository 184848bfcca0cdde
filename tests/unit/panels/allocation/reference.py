"""The rules once more, as slowly and as plainly as the papers state them, in Fractions.

The tests hold the fast code against this. It shares nothing with it: voters one by one, no merged
ballots, no bounds, no jumps. Sources: Peters, Pierczynski, Skowron 2021 (Equal Shares), Brill et
al. 2017 (Phragmen), allocation.md section 6 for what is fixed here (an idea needs a supporter).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Plain:
    """Prices, a budget, the utilities of each voter (0 is left out), the order of ties."""

    prices: Sequence[int]
    budget: int
    voters: Sequence[Mapping[int, int]]
    order: Sequence[int]

    def supporters(self, idea: int) -> list[int]:
        return [voter for voter, has in enumerate(self.voters) if has.get(idea, 0) > 0]

    def cost(self, chosen: Sequence[int]) -> int:
        return sum(self.prices[idea] for idea in chosen)


def lowest_ratio(plain: Plain, idea: int, money: Sequence[Fraction], by_cost: bool) -> Fraction:
    """The least rho with sum(min(money, rho * utility)) = price; the supporters can afford it.

    With `by_cost` the utility of an idea is its price, for each supporter.
    """
    price = plain.prices[idea]
    has = {v: price if by_cost else plain.voters[v][idea] for v in plain.supporters(idea)}
    rest, weight = Fraction(price), sum(has.values())
    for voter in sorted(has, key=lambda v: money[v] / has[v]):
        rho = rest / weight
        if rho * has[voter] <= money[voter]:
            return rho
        rest -= money[voter]
        weight -= has[voter]
    raise AssertionError("not affordable")


def equal_shares(plain: Plain, share: Fraction, *, by_cost: bool) -> list[int]:
    """Equal Shares in the order of its choices."""
    money = [share] * len(plain.voters)
    chosen = [i for i, price in enumerate(plain.prices) if not price and plain.supporters(i)]
    while True:
        best: tuple[Fraction, int, int] | None = None
        for idea, price in enumerate(plain.prices):
            backers = plain.supporters(idea)
            if idea in chosen or not backers or sum(money[v] for v in backers) < price:
                continue
            found = (lowest_ratio(plain, idea, money, by_cost), plain.order[idea], idea)
            best = found if best is None else min(best, found)
        if best is None:
            return chosen
        rho, _, idea = best
        chosen.append(idea)
        for voter in plain.supporters(idea):
            utility = plain.prices[idea] if by_cost else plain.voters[voter][idea]
            money[voter] -= min(money[voter], rho * utility)


def is_exhaustive(plain: Plain, chosen: Sequence[int]) -> bool:
    left = plain.budget - plain.cost(chosen)
    rest = (i for i in range(len(plain.prices)) if i not in chosen and plain.supporters(i))
    return all(plain.prices[idea] > left for idea in rest)


def add1(
    plain: Plain, increment: int, *, by_cost: bool, stop: bool = True
) -> tuple[list[int], int]:
    """Equal Shares with the budget raised step by step; the outcome and the steps it took."""
    base = Fraction(plain.budget, len(plain.voters))
    before: list[int] = []
    everything = [i for i in range(len(plain.prices)) if plain.supporters(i)]
    steps = 0
    while True:
        chosen = equal_shares(plain, base + steps * increment, by_cost=by_cost)
        if plain.cost(chosen) > plain.budget:
            return before, steps - 1
        if (stop and is_exhaustive(plain, chosen)) or len(chosen) == len(everything):
            return chosen, steps
        before = chosen
        steps += 1


def greedy(plain: Plain, chosen: Sequence[int], *, per_cost: bool) -> list[int]:
    """Most in all first (or most per cost), what does not fit is skipped."""
    done = list(chosen)

    def key(idea: int) -> tuple[int, Fraction, int]:
        total = sum(has.get(idea, 0) for has in plain.voters)
        if not per_cost:
            return 0, -Fraction(total), plain.order[idea]
        if not plain.prices[idea]:
            return -1, Fraction(0), plain.order[idea]
        return 0, -Fraction(total, plain.prices[idea]), plain.order[idea]

    for idea in sorted((i for i in range(len(plain.prices)) if i not in chosen), key=key):
        if plain.supporters(idea) and plain.cost(done) + plain.prices[idea] <= plain.budget:
            done.append(idea)
    return done


def phragmen(plain: Plain) -> list[int]:
    """Sequential Phragmen; it ends when any of the tied next ideas would break the budget."""
    load = [Fraction(0)] * len(plain.voters)
    chosen: list[int] = []
    while True:
        loads: dict[int, Fraction] = {}
        for idea, price in enumerate(plain.prices):
            backers = plain.supporters(idea)
            if idea not in chosen and backers and price <= plain.budget:
                loads[idea] = (sum(load[v] for v in backers) + price) / Fraction(len(backers))
        if not loads:
            return chosen
        lowest = min(loads.values())
        tied = [idea for idea, value in loads.items() if value == lowest]
        if any(plain.cost(chosen) + plain.prices[idea] > plain.budget for idea in tied):
            return chosen
        pick = min(tied, key=lambda idea: plain.order[idea])
        chosen.append(pick)
        for voter in plain.supporters(pick):
            load[voter] = lowest
