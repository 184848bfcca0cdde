"""Equal Shares and its raised budgets: chooses the path by size, gives the same result on each.

add1 raises every voter's share step by step until the outcome uses the budget up or breaks it
(then the step before counts). The steps run side by side in lanes; each is a full, exact run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from makeithappen.core.errors import Refused
from panels.rules.allocation.election import AllocationRefusal, Support
from panels.rules.allocation.outcome import Outcome, Round, Step
from panels.rules.allocation.shares_plain import equal_shares_plain, free_rounds

EDGES_PLAIN_MAX = 15_000
"""Up to so many (voter type, idea) pairs, integers in plain Python are faster than NumPy."""
PLAIN_WORK_MAX = 8_000
"""Up to so many pairs times steps, add1 steps in plain Python before it loads NumPy."""
LANES_MAX = 256
LANE_BYTES = 6_000_000
"""What the lanes of one batch may take together."""

Progress = Callable[[int], None]
"""Is told how many steps are done."""


def equal_shares(
    support: Support, share: Fraction, *, by_cost: bool, full_log: bool = False
) -> Outcome:
    """Equal Shares where each voter starts with `share`."""
    if full_log or support.groups or support.edges <= EDGES_PLAIN_MAX:
        return equal_shares_plain(support, share, by_cost=by_cost, full_log=full_log)
    return equal_shares_fast(support, share, by_cost=by_cost)


def equal_shares_fast(support: Support, share: Fraction, *, by_cost: bool) -> Outcome:
    """Equal Shares through NumPy; by plain integers where floats could not hold the input."""
    from panels.rules.allocation.shares_exact import Exact
    from panels.rules.allocation.shares_fast import run_lanes
    from panels.rules.allocation.shares_state import Backing

    backing = Backing(support)
    if not backing.fits_floats():
        return equal_shares_plain(support, share, by_cost=by_cost)
    [bought], lanes = run_lanes(backing, [share], support.order, by_cost=by_cost)
    exact = Exact(lanes, 0)
    rounds = free_rounds(support)
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
    base = Fraction(support.budget, support.voters)
    judge = _Judge(support, stop_when_exhaustive=stop_when_exhaustive)
    step = 0
    is_small = support.edges <= EDGES_PLAIN_MAX
    while support.groups or (is_small and support.edges * step <= PLAIN_WORK_MAX):
        one = equal_shares_plain(support, base + step * increment, by_cost=by_cost)
        last = judge.last_step(one.chosen, step)
        if last is not None:
            return _outcome(support, base, increment, last, by_cost=by_cost, full_log=full_log)
        step += 1
    last = _last_in_lanes(support, base, increment, step, judge, by_cost=by_cost, progress=progress)
    return _outcome(support, base, increment, last, by_cost=by_cost, full_log=full_log)


class _Judge:
    """Says when add1 is over."""

    def __init__(self, support: Support, *, stop_when_exhaustive: bool) -> None:
        wanted = {idea for idea in set(support.ideas) if support.prices[idea]}
        self._prices, self._budget = support.prices, support.budget
        self._rivals = support.rivals
        self._cheapest_first = sorted(wanted, key=support.prices.__getitem__)
        self._stop = stop_when_exhaustive

    def last_step(self, chosen: Sequence[int], step: int) -> int | None:
        """The step whose outcome counts, when this one is the last to be looked at."""
        left = self._budget - sum(self._prices[idea] for idea in chosen)
        if left < 0:
            return step - 1
        taken = {out for idea in chosen for out in (idea, *self._rivals(idea))}
        cheapest = next((idea for idea in self._cheapest_first if idea not in taken), None)
        if cheapest is None or (self._stop and self._prices[cheapest] > left):
            return step
        return None


def _last_in_lanes(
    support: Support,
    base: Fraction,
    increment: int,
    step: int,
    judge: _Judge,
    *,
    by_cost: bool,
    progress: Progress | None,
) -> int:
    from panels.rules.allocation.shares_fast import run_lanes
    from panels.rules.allocation.shares_state import Backing

    backing = Backing(support)
    most = max(4, min(LANES_MAX, LANE_BYTES // (18 * backing.types + 1)))
    lanes = 1 if step == 0 else most
    while True:
        shares = [base + (step + ahead) * increment for ahead in range(lanes)]
        bought, _ = run_lanes(backing, shares, support.order, by_cost=by_cost)
        for ahead, chosen in enumerate(bought):
            last = judge.last_step(chosen, step + ahead)
            if last is not None:
                return last
        step += lanes
        lanes = most
        if progress is not None:
            progress(step)


def _outcome(
    support: Support,
    base: Fraction,
    increment: int,
    step: int,
    *,
    by_cost: bool,
    full_log: bool,
) -> Outcome:
    share = base + step * increment
    one = equal_shares(support, share, by_cost=by_cost, full_log=full_log)
    return Outcome(one.rounds, one.spent, share, step)
