"""Many runs of Equal Shares side by side: a city's election once, or add1's next steps at once.

Each lane looks at the idea with the lowest bound, works out its price now, and buys when no other
idea can be cheaper. Where the bounds of two ideas overlap, or a voter may or may not have spent
the last penny, exact numbers decide (`shares_exact.py`): the result is never a matter of rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from panels.rules.allocation.shares_exact import Exact
from panels.rules.allocation.shares_state import (
    NEVER,
    UNIT,
    Backing,
    Bools,
    Ints,
    Lanes,
    Pairs,
    solve,
)

LOOK_AHEAD = 6
"""A lone lane looks at so many ideas at once: most of the time goes into calling NumPy."""


def run_lanes(
    backing: Backing, shares: Sequence[Fraction], order: Sequence[int], *, by_cost: bool
) -> tuple[list[list[int]], Lanes]:
    """Run Equal Shares once for each starting share: what each lane buys, in order."""
    lanes = Lanes(backing, shares, by_cost=by_cost)
    engine = _Engine(lanes, order)
    active = np.arange(len(shares))
    while len(active):
        active = engine.tick(active)
    return lanes.bought, lanes


class _Engine:
    def __init__(self, lanes: Lanes, order: Sequence[int]) -> None:
        self.lanes, self.order = lanes, order
        self.exact: dict[int, Exact] = {}

    def tick(self, active: Ints) -> Ints:
        """One step in each lane that is not over: look at an idea, or buy one."""
        lanes = self.lanes
        low = lanes.low[active]
        first = low.argmin(axis=1)
        at = np.arange(len(active))
        is_open = np.isfinite(low[at, first])
        if not is_open.all():
            active, low, first = active[is_open], low[is_open], first[is_open]
            at = at[: len(active)]
        is_fresh = lanes.fresh[active, first]
        look_lane, look_idea = active[~is_fresh], first[~is_fresh]
        if len(active) == 1 and len(look_idea):
            near = np.argsort(low[0], kind="stable")[:LOOK_AHEAD]
            look_idea = near[~lanes.fresh[active[0], near] & np.isfinite(low[0, near])]
            look_lane = np.repeat(active, len(look_idea))
        lane, best = active[is_fresh], first[is_fresh]
        if len(lane):
            key, off = lanes.key(lane, best)
            others = low[is_fresh]
            others[at[: len(lane)], best] = np.inf
            second = others.argmin(axis=1)
            is_clear = others[at[: len(lane)], second] > key + off
            is_stale = ~is_clear & ~lanes.fresh[lane, second]
            for place in np.flatnonzero(~(is_clear | is_stale)).tolist():
                rivals = np.flatnonzero(others[place] <= key[place] + off[place])
                self._contest(place, lane, best, second, rivals, is_clear, is_stale)
            self._buy(lane[is_clear], best[is_clear])
            look_lane = np.concatenate((look_lane, lane[is_stale]))
            look_idea = np.concatenate((look_idea, second[is_stale]))
        if len(look_lane):
            self._look(look_lane, look_idea)
        return active

    def _look(self, lane: Ints, idea: Ints) -> None:
        """Work out the price of some ideas as of now."""
        lanes = self.lanes
        ratio, loose, whole, cannot = solve(lanes, Pairs(lanes, lane, idea))
        lanes.ratio[lane, idea], lanes.loose[lane, idea] = ratio, loose
        lanes.whole[lane, idea], lanes.fresh[lane, idea] = whole, True
        unsure = np.isinf(loose) & ~cannot
        key, off = lanes.key(lane, idea)
        with np.errstate(invalid="ignore"):
            low = np.where(cannot, np.inf, key - off)
        for place in np.flatnonzero(unsure):
            low[place] = self._look_exactly(int(lane[place]), int(idea[place]))
        lanes.low[lane, idea] = low

    def _look_exactly(self, lane: int, idea: int) -> float:
        """Settle an idea's price exactly; a lower bound of what is compared."""
        lanes = self.lanes
        ratio = self._exact(lane).ratio(idea)
        if ratio is None:
            return float("inf")
        lanes.ratio[lane, idea] = float(ratio)
        lanes.loose[lane, idea] = 2 * UNIT * float(ratio)
        one = np.array([lane]), np.array([idea])
        key, off = lanes.key(*one)
        return float(key[0] - off[0])

    def _contest(
        self,
        place: int,
        lane: Ints,
        best: Ints,
        second: Ints,
        rivals: Ints,
        is_clear: Bools,
        is_stale: Bools,
    ) -> None:
        """Where the winner is not clear: have a rival looked at first, else decide exactly."""
        here = int(lane[place])
        stale = rivals[~self.lanes.fresh[here, rivals]]
        if len(stale):
            second[place], is_stale[place] = stale[0], True
            return
        best[place] = self._decide(here, [int(best[place]), *(int(one) for one in rivals)])
        is_clear[place] = True

    def _decide(self, lane: int, ideas: list[int]) -> int:
        """The cheapest of some ideas, exactly; equal ones by the order of ties."""
        lanes = self.lanes
        keys: list[tuple[Fraction, int, int]] = []
        for idea in ideas:
            whole, price = int(lanes.whole[lane, idea]), lanes.backing.prices[idea]
            ratio = Fraction(price, whole) if whole else self._exact(lane).ratio(idea)
            assert ratio is not None, "a finite bound proves that the backers can pay"
            keys.append((ratio / price if lanes.by_cost else ratio, self.order[idea], idea))
            lanes.ratio[lane, idea] = float(ratio)
            lanes.loose[lane, idea] = 2 * UNIT * float(ratio)
        keys.sort()
        tied = tuple(key[2] for key in keys if key[0] == keys[0][0])
        lanes.tied[lane][len(lanes.bought[lane])] = tied
        return tied[0]

    def _buy(self, lane: Ints, idea: Ints) -> None:
        """Let the backers pay, and say what is spent; unclear cases are asked exactly."""
        lanes = self.lanes
        if not len(lane):
            return
        pairs = Pairs(lanes, lane, idea)
        money, slack, gone = lanes.money.ravel(), lanes.slack.ravel(), lanes.gone.ravel()
        ratio, loose = lanes.ratio[lane, idea], lanes.loose[lane, idea]
        asked, off = pairs.spread(ratio), pairs.spread(loose)
        before = slack[pairs.place]
        left = pairs.money - asked
        doubt = (before + off + 2 * UNIT * asked) * (1 + 8 * UNIT)
        is_rich, has_money = left > doubt, gone[pairs.place] == NEVER
        unclear = has_money & ~is_rich & (left >= -doubt)
        if unclear.any():
            is_rich = self._ask(pairs, unclear, is_rich)
        money[pairs.place] = np.where(is_rich, np.maximum(left, 0.0), 0.0)
        slack[pairs.place] = np.where(is_rich, doubt + UNIT * np.abs(left), 0.0)
        numbers = np.array([len(lanes.bought[int(each)]) for each in lane])
        spent = has_money & ~is_rich
        gone[pairs.place[spent]] = np.repeat(numbers, pairs.sizes)[spent]
        for each, what in zip(lane, idea, strict=True):
            lanes.bought[int(each)].append(int(what))
        lanes.low[lane, idea] = np.inf
        lanes.fresh[lane] = False

    def _ask(self, pairs: Pairs, unclear: Bools, is_rich: Bools) -> Bools:
        """Whether voters who are close to spending their last penny do so, exactly."""
        which = np.repeat(np.arange(len(pairs.lane)), pairs.sizes)
        for number in np.unique(which[unclear]):
            lane, idea = int(pairs.lane[number]), int(pairs.idea[number])
            exact = self._exact(lane)
            ratio = exact.ratio(idea)
            for place in np.flatnonzero(unclear & (which == number)):
                voter = int(pairs.place[place]) - lane * self.lanes.backing.types
                weight = 1 if pairs.has is None else int(pairs.has[place])
                left = Fraction(exact.money(voter), exact.over)
                is_rich[place] = ratio is not None and left > ratio * weight
        return is_rich

    def _exact(self, lane: int) -> Exact:
        if lane not in self.exact:
            self.exact[lane] = Exact(self.lanes, lane)
        return self.exact[lane]
