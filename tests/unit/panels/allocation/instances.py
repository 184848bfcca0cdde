"""Small random elections for the tests, many of them full of ties on purpose."""

from __future__ import annotations

from array import array
from random import Random

from panels.rules.allocation.election import Support
from tests.unit.panels.allocation.reference import Plain

FEW = [[1], [2, 4], [3, 5, 7], [10, 20, 30, 60], range(1, 100), [10**13, 10**13 + 1, 10**13 + 7]]
"""Prices to draw from. The last differ by less than a float can say."""


def random_plain(random: Random, *, weighted: bool) -> Plain:
    """A few voters and ideas; prices and points from few values, so that ties are common."""
    ideas, voters = random.randint(1, 7), random.randint(1, 12)
    few = random.choice(FEW)
    prices = [random.choice(few) * random.choice([1, 1, 6]) for _ in range(ideas)]
    if random.random() < 0.1:
        prices[0] = 0
    wish = random.random()
    kinds = [1, 2, 3] if random.random() < 0.5 else list(range(1, 20))
    distinct = random.randint(1, voters)
    ballots = [
        {
            idea: random.choice(kinds) if weighted else 1
            for idea in range(ideas)
            if random.random() < wish
        }
        for _ in range(distinct)
    ]
    chosen = [ballots[random.randrange(distinct)] for _ in range(voters)]
    order = list(range(ideas))
    random.shuffle(order)
    return Plain(prices, random.randint(1, max(1, sum(prices))), chosen, order)


def support_from(plain: Plain, *, weighted: bool) -> Support:
    """The same instance with equal ballots merged, as the rules take it."""
    merged: dict[tuple[tuple[int, int], ...], int] = {}
    for ballot in plain.voters:
        key = tuple(sorted(ballot.items()))
        merged[key] = merged.get(key, 0) + 1
    starts, ideas, weights = array("q", [0]), array("i"), array("q")
    for row in merged:
        ideas.extend(idea for idea, _ in row)
        if weighted:
            weights.extend(weight for _, weight in row)
        starts.append(len(ideas))
    return Support(
        tuple(plain.prices), plain.budget, len(plain.voters), tuple(plain.order),
        starts, ideas, weights, array("q", merged.values()),
    )  # fmt: skip
