"""Most votes first: easy to explain, and the yardstick that proportional rules are shown beside.

`per_cost` ranks by what all voters have of an idea for each unit of money (pabutools calls the
first Cost_Sat and the second Cardinality_Sat). What no longer fits is skipped. An idea without a
supporter is never funded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from panels.rules.allocation.election import Support, totals
from panels.rules.allocation.outcome import Outcome, Round, Step


def greedy(
    support: Support,
    *,
    per_cost: bool,
    done: Sequence[int] = (),
    total: Sequence[int] = (),
) -> Outcome:
    """Fund what has the most, then the next that fits; `done` is funded already.

    `total` are the totals of `support` where the caller has them at hand.
    """
    prices, left = support.prices, support.budget - sum(support.prices[idea] for idea in done)
    value = _valuer(prices, total or totals(support), per_cost=per_cost)
    funded = {*done, *(rival for idea in done for rival in support.rivals(idea))}
    waiting = [idea for idea in range(len(prices)) if idea not in funded and value(idea) > 0]
    waiting.sort(key=lambda idea: (-value(idea), support.order[idea]))
    rounds: list[Round] = []
    for place, idea in enumerate(waiting):
        if prices[idea] > left or idea in funded:
            continue
        open_now = [other for other in waiting[place:] if other not in funded]
        rounds.append(_round(open_now, value, prices, left))
        left -= prices[idea]
        funded.update((idea, *support.rivals(idea)))
    return Outcome(tuple(rounds), support.budget - left)


def _valuer(
    prices: Sequence[int], total: Sequence[int], *, per_cost: bool
) -> Callable[[int], Fraction]:
    """What is compared. An idea that costs nothing is as if it cost less than any amount."""
    if not per_cost:
        return [Fraction(each) for each in total].__getitem__
    most = Fraction(max(total, default=0) + 1)
    values = [
        Fraction(each, price) if price else (most if each else Fraction(0))
        for each, price in zip(total, prices, strict=True)
    ]
    return values.__getitem__


def _round(
    waiting: Sequence[int], value: Callable[[int], Fraction], prices: Sequence[int], left: int
) -> Round:
    idea = waiting[0]
    fitting = [other for other in waiting[1:] if prices[other] <= left]
    tied = [other for other in fitting if value(other) == value(idea)]
    behind = fitting[0] if fitting else None
    return Round(
        idea,
        Step.GREEDY,
        value(idea),
        None,
        (idea, *tied),
        behind,
        value(behind) if behind is not None else None,
    )
