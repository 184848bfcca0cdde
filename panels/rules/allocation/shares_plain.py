"""Equal Shares on whole numbers: the path for a panel or a village, and the one easiest to check.

All money of a run stands over one common denominator, so a voter's money is an integer and each
comparison is exact. A float only ever says in which order to look: Python divides integers with
correct rounding, which keeps order, so fl(a) > fl(b) proves a > b (docs/deciding.md, section 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, repeat
from math import gcd, inf, lcm

from panels.rules.allocation.election import Support
from panels.rules.allocation.jumps import Seen
from panels.rules.allocation.outcome import Outcome, Round, Step

Backer = tuple[int, int, int, int]
"""A voter type behind an idea: the type, its count, its weight, the factor that sorts it."""


class _Run:
    """One run: what each voter type has left, in units of 1 / `over`."""

    def __init__(self, support: Support, share: Fraction, *, by_cost: bool) -> None:
        self.prices = support.prices
        self.order = support.order
        self.by_cost = by_cost
        self.even = not support.weights
        self.over = share.denominator
        self.money = [share.numerator] * len(support.counts)
        self.backers = backers_of(support)

    def ratio(self, idea: int) -> tuple[int, int] | None:
        """The least price per utility at which the supporters can pay, None if they can't.

        As (rest, weight): one supporter pays rest / weight per unit of weight, in 1 / over.
        """
        money = self.money
        backers = [one for one in self.backers[idea] if money[one[0]]]
        self.backers[idea] = backers
        rest = self.prices[idea] * self.over
        weight = 0
        left = -rest
        for voter, count, has, _ in backers:
            weight += count * has
            left += count * money[voter]
        if left < 0:
            return None
        backers.sort(key=lambda one: money[one[0]] * one[3])
        poorest_first = iter(backers)
        voter, count, has, _ = next(poorest_first)
        while rest * has > money[voter] * weight:
            rest -= count * money[voter]
            weight -= count * has
            voter, count, has, _ = next(poorest_first)
        return rest, weight

    def value(self, idea: int, ratio: tuple[int, int]) -> tuple[int, int]:
        """What is compared, as a numerator and a denominator: the price for one unit of utility."""
        rest, weight = ratio
        return rest, weight * self.over * (self.prices[idea] if self.by_cost else 1)

    def buy(self, idea: int, ratio: tuple[int, int]) -> None:
        """Let the supporters pay; who can't pay in full gives all that is left."""
        rest, weight = ratio
        shared = gcd(rest, weight)
        pays, factor = rest // shared, weight // shared
        money = self.money
        if factor > 1:
            self.over *= factor
            self.money = money = [each * factor for each in money]
        for voter, _, has, _ in self.backers.pop(idea):
            money[voter] = max(0, money[voter] - pays * has)


def backers_of(support: Support) -> dict[int, list[Backer]]:
    """Who stands behind each idea that costs something and has a supporter."""
    starts, ideas, weights = support.starts, support.ideas.tolist(), support.weights.tolist()
    backers: dict[int, list[Backer]] = {}
    for voter, count in enumerate(support.counts):
        for place in range(starts[voter], starts[voter + 1]):
            idea = ideas[place]
            if support.prices[idea]:
                has = weights[place] if weights else 1
                backers.setdefault(idea, []).append((voter, count, has, 1))
    if weights:
        for idea, found in backers.items():
            common = lcm(*{one[2] for one in found})
            backers[idea] = [(one[0], one[1], one[2], common // one[2]) for one in found]
    return backers


def free_rounds(support: Support) -> list[Round]:
    """Ideas that cost nothing (co-funded in full) come first, when somebody supports them."""
    if 0 not in support.prices:
        return []
    wanted = set(support.ideas)
    found = [idea for idea, price in enumerate(support.prices) if not price and idea in wanted]
    found.sort(key=support.order.__getitem__)
    free: list[int] = []
    for idea in found:
        if not set(support.rivals(idea)) & set(free):
            free.append(idea)
    return [Round(idea, Step.FREE, Fraction(0), Fraction(0), (idea,), None, None) for idea in free]


def equal_shares_plain(
    support: Support, share: Fraction, *, by_cost: bool, full_log: bool = False
) -> Outcome:
    """Equal Shares where each voter starts with `share`; with `full_log` runners-up are known."""
    return run_plain(support, share, by_cost=by_cost, full_log=full_log)[0]


def run_plain(
    support: Support,
    share: Fraction,
    *,
    by_cost: bool,
    full_log: bool = False,
    lower: Sequence[Seen] = (),
) -> tuple[Outcome, list[Seen]]:
    """One run, and what it shows about others; `lower` is the one that it is to be compared with.

    Only the ideas that may win a round (or would have in `lower`) are looked at, unless a full log
    is wanted: what an idea costs per utility never falls, so an earlier figure is a lower bound.
    """
    run = _Run(support, share, by_cost=by_cost)
    rounds, seen = free_rounds(support), list[Seen]()
    out_already = {rival for one in rounds for rival in support.rivals(one.idea)}
    bounds = {idea: 0.0 for idea in run.backers if idea not in out_already}
    ceilings = repeat(inf) if full_log else chain((one.high for one in lower), repeat(0.0))
    spent = 0
    while bounds:
        found = _look(run, bounds, next(ceilings))
        if not found:
            break
        one = _round(run, found, full_log=full_log)
        rounds.append(one)
        high = bounds.pop(one.idea)
        seen.append(Seen(one.idea, high, min(bounds.values(), default=inf), one.value))
        run.buy(one.idea, found[one.idea])
        for rival in support.rivals(one.idea):
            bounds.pop(rival, None)
        spent += support.prices[one.idea]
    return Outcome(tuple(rounds), spent, share), seen


def _look(run: _Run, bounds: dict[int, float], ceiling: float) -> dict[int, tuple[int, int]]:
    """The ideas that may win this round, with their ratios; drops what can't be paid any more.

    Ideas are looked at as long as they may cost no more than the best one, or than `ceiling`.
    """
    found: dict[int, tuple[int, int]] = {}
    best = inf
    for idea in sorted(bounds, key=bounds.__getitem__):
        if bounds[idea] > max(best, ceiling):
            break
        ratio = run.ratio(idea)
        if ratio is None:
            del bounds[idea]
            continue
        above, below = run.value(idea, ratio)
        bounds[idea] = above / below
        best = min(best, bounds[idea])
        found[idea] = ratio
    return found


def _round(run: _Run, found: dict[int, tuple[int, int]], *, full_log: bool) -> Round:
    """The winner among the ideas that were looked at: lowest value, then the order of ties."""
    values = {idea: run.value(idea, ratio) for idea, ratio in found.items()}
    best: tuple[int, int] | None = None
    tied: list[int] = []
    for idea, (above, below) in values.items():
        sign = -1 if best is None else above * best[1] - best[0] * below
        if sign < 0:
            best, tied = (above, below), [idea]
        elif sign == 0:
            tied.append(idea)
    tied.sort(key=run.order.__getitem__)
    idea = tied[0]
    rest, weight = found[idea]
    behind = _behind(values, tied, run.order) if full_log else None
    return Round(
        idea,
        Step.EQUAL_SHARES,
        Fraction(*values[idea]),
        Fraction(rest, weight * run.over),
        tuple(tied),
        behind,
        Fraction(*values[behind]) if behind is not None else None,
    )


def _behind(
    values: dict[int, tuple[int, int]], tied: Sequence[int], order: Sequence[int]
) -> int | None:
    """The runner-up; all ideas that can be paid for were looked at."""
    others = [idea for idea in values if idea != tied[0]]
    if not others:
        return None
    return min(others, key=lambda idea: (Fraction(*values[idea]), order[idea]))
