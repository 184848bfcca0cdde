"""Equal Shares and its raised budgets: chooses the path by size, gives the same result on each.

add1 raises every voter's share step by step until the outcome uses the budget up or breaks it
(then the step before counts). Steps that are proven to change nothing are leapt over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from makeithappen.core.errors import Refused
from panels.rules.allocation.election import AllocationRefusal, Support
from panels.rules.allocation.jumps import Run, Search
from panels.rules.allocation.outcome import Outcome, Round, Step
from panels.rules.allocation.shares_plain import equal_shares_plain, free_rounds, run_plain

if TYPE_CHECKING:
    from panels.rules.allocation.shares_state import Backing

EDGES_PLAIN_MAX = 15_000
"""Up to so many (voter type, idea) pairs, integers in plain Python are faster than NumPy."""
PLAIN_WORK_MAX = 30_000
"""Up to so many pairs times runs, add1 runs in plain Python before it loads NumPy."""
LANES_MAX = 512
LANE_PAIRS = 6_000
"""So many lanes go side by side that a look at one idea in each is a look at so many pairs."""

Progress = Callable[[int], None]
"""Is told how many steps are done."""


def equal_shares(
    support: Support, share: Fraction, *, by_cost: bool, full_log: bool = False
) -> Outcome:
    """Equal Shares where each voter starts with `share`."""
    if full_log or support.groups or support.edges <= EDGES_PLAIN_MAX:
        return equal_shares_plain(support, share, by_cost=by_cost, full_log=full_log)
    return equal_shares_fast(support, share, by_cost=by_cost)


def equal_shares_fast(
    support: Support, share: Fraction, *, by_cost: bool, backing: Backing | None = None
) -> Outcome:
    """Equal Shares through NumPy; by plain integers where floats could not hold the input."""
    from panels.rules.allocation.shares_exact import Exact
    from panels.rules.allocation.shares_fast import run_lanes
    from panels.rules.allocation.shares_state import Backing

    backing = backing or Backing(support)
    if not backing.fits_floats():
        return equal_shares_plain(support, share, by_cost=by_cost)
    lanes = run_lanes(backing, [share], support.order, by_cost=by_cost)
    exact = Exact(lanes, 0)
    rounds, bought = free_rounds(support), lanes.bought[0]
    for number, idea in enumerate(bought):
        payment = exact.payment(number)
        value = payment / support.prices[idea] if by_cost else payment
        tied = lanes.tied[0].get(number, (idea,))
        rounds.append(Round(idea, Step.EQUAL_SHARES, value, payment, tied, None, None))
    return Outcome(tuple(rounds), sum(support.prices[idea] for idea in bought), share)


def add1(
    support: Support,
    increment: int,
    *,
    by_cost: bool,
    stop_when_exhaustive: bool = True,
    full_log: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Equal Shares with the share raised by `increment` until the budget is used up or broken.

    It ends with the first outcome that leaves no room for another supported idea (unless
    `stop_when_exhaustive` is off), the last before one that is too dear, or when all that has a
    supporter is chosen. `increment` is in the election's smallest unit.
    """
    if increment <= 0:
        raise Refused(AllocationRefusal.INCREMENT_NOT_POSITIVE, increment=increment)
    judge = _Judge(support, stop_when_exhaustive=stop_when_exhaustive)
    runs = _Runs(support, increment, by_cost=by_cost)
    step = Search(runs.run, runs.width, judge.last_step).last(progress)
    one = runs.outcome(step, full_log=full_log)
    return Outcome(one.rounds, one.spent, one.share, step)


class _Judge:
    """Says when add1 is over."""

    def __init__(self, support: Support, *, stop_when_exhaustive: bool) -> None:
        self._free = [one.idea for one in free_rounds(support)]
        wanted = {idea for idea in set(support.ideas) if support.prices[idea]}
        self._prices, self._budget = support.prices, support.budget
        self._rivals, self._has_versions = support.rivals, bool(support.groups)
        self._cheapest_first = sorted(wanted, key=support.prices.__getitem__)
        self._stop = stop_when_exhaustive

    def last_step(self, run: Run, step: int) -> int | None:
        """The step whose outcome counts, when this one is the last to be looked at."""
        chosen = [*self._free, *(one.idea for one in run)]
        left = self._budget - sum(self._prices[idea] for idea in chosen)
        if left < 0:
            return step - 1
        taken = set(chosen)
        if self._has_versions:
            taken.update(out for idea in chosen for out in self._rivals(idea))
        cheapest = next((idea for idea in self._cheapest_first if idea not in taken), None)
        if cheapest is None or (self._stop and self._prices[cheapest] > left):
            return step
        return None


class _Runs:
    """Runs the steps of add1: one by one on integers while that is little work, then in lanes."""

    def __init__(self, support: Support, increment: int, *, by_cost: bool) -> None:
        self._support, self._increment, self._by_cost = support, increment, by_cost
        self._base = Fraction(support.budget, support.voters)
        self._plain_left = PLAIN_WORK_MAX if support.edges <= EDGES_PLAIN_MAX else 0

    def width(self) -> int:
        """How many steps to run at once."""
        support = self._support
        if self._is_plain:
            return 1
        return max(4, min(LANES_MAX, LANE_PAIRS * len(support.prices) // support.edges))

    def run(self, steps: Sequence[int], lower: Sequence[Run]) -> Sequence[Run]:
        """What the rounds of each step show; `lower` are the runs to compare them with."""
        shares = [self._share(step) for step in steps]
        if self._is_plain:
            self._plain_left -= self._support.edges
            [share], [below] = shares, lower
            return [run_plain(self._support, share, by_cost=self._by_cost, lower=below)[1]]
        from panels.rules.allocation.shares_fast import run_lanes

        order, by_cost = self._support.order, self._by_cost
        return run_lanes(self._backing, shares, order, by_cost=by_cost, lower=lower).seen

    def outcome(self, step: int, *, full_log: bool) -> Outcome:
        """All that a step's run found, in exact numbers."""
        share, by_cost = self._share(step), self._by_cost
        if full_log or self._is_plain:
            return equal_shares_plain(self._support, share, by_cost=by_cost, full_log=full_log)
        return equal_shares_fast(self._support, share, by_cost=by_cost, backing=self._backing)

    def _share(self, step: int) -> Fraction:
        return self._base + step * self._increment

    @property
    def _is_plain(self) -> bool:
        is_little = bool(self._support.groups) or self._plain_left > 0
        return is_little or not self._backing.fits_floats()

    @cached_property
    def _backing(self) -> Backing:
        from panels.rules.allocation.shares_state import Backing

        return Backing(self._support)
