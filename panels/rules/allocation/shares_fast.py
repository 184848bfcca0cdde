"""Many runs of Equal Shares side by side: one for a city's election, many for add1's budgets.

Lanes go round by round. Those with the same rounds so far follow the one with the largest share:
what an idea costs there is a lower bound of what it costs in the others, so they mostly have to
look at its winner only. Where bounds overlap, or a voter may or may not have spent the last
penny, exact numbers decide (`shares_exact.py`): the result is never a matter of rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from panels.rules.allocation.jumps import Run, Seen
from panels.rules.allocation.shares_exact import Exact
from panels.rules.allocation.shares_state import (
    NEVER,
    UNIT,
    Backing,
    Bools,
    Floats,
    Ints,
    Lanes,
    Pairs,
    solve,
    up,
)

LOOK_AHEAD = 6
"""Few lanes look at so many ideas at once: most of the time goes into calling NumPy."""
PAIRS_AT_ONCE = 12_288
"""So many (voter type, idea) pairs are worked on at once, so that they stay near the processor."""
NOTHING = -1
"""In `choice`: the lane is over."""


def run_lanes(
    backing: Backing,
    shares: Sequence[Fraction],
    order: Sequence[int],
    *,
    by_cost: bool,
    lower: Sequence[Run] = (),
) -> Lanes:
    """Run Equal Shares once for each starting share, the lowest first.

    `lower` are the runs (one for each share) that these will be compared with: ideas are looked
    at closely enough for that.
    """
    lanes = Lanes(backing, shares, by_cost=by_cost)
    _Engine(lanes, order, lower).run()
    return lanes


class _Engine:
    """`head` is the lane that a lane follows: the same rounds so far, and the largest share."""

    def __init__(self, lanes: Lanes, order: Sequence[int], lower: Sequence[Run]) -> None:
        self.lanes, self.order = lanes, order
        self.exact: dict[int, Exact] = {}
        count = len(lanes.shares)
        self.asked = np.zeros((count, max(map(len, lower), default=0)))
        for lane, run in enumerate(lower):
            self.asked[lane, : len(run)] = [one.high for one in run]
        self.head = np.full(count, count - 1)
        self.choice = np.full(count, NOTHING)

    def run(self) -> None:
        active, number = np.arange(len(self.head)), 0
        while len(active):
            active = self._round(active, number)
            number += 1

    def _round(self, active: Ints, number: int) -> Ints:
        """One purchase in each lane; the lanes in which there was one."""
        head, choice = self.head, self.choice
        heads = np.unique(head[active])
        ceiling = self._ceiling(active, number)
        self._settle(heads, ceiling[heads])
        self._pick(heads)
        choice[active] = choice[head[active]]
        active = active[choice[active] != NOTHING]
        led = active[head[active] != active]
        if len(led):
            self._follow(led)
            active = active[choice[active] != NOTHING]
        if len(active):
            self._note(active)
            self._buy(active, number)
            self._regroup(active)
        return active

    def _ceiling(self, active: Ints, number: int) -> Floats:
        """Up to which value a head has to know all ideas, for comparisons with earlier runs."""
        ceiling = np.zeros(len(self.head))
        if number < self.asked.shape[1]:
            np.maximum.at(ceiling, self.head[active], self.asked[active, number])
        return ceiling

    def _settle(self, waiting: Ints, ceiling: Floats) -> None:
        """Look until all that may cost as little as the best one, or as `ceiling`, is known."""
        lanes = self.lanes
        while len(waiting):
            looked, stale = lanes.looked[waiting], lanes.stale[waiting]
            at = np.arange(len(waiting))
            best = looked.argmin(axis=1)
            key, off = lanes.key(waiting, best)
            high = np.where(np.isfinite(looked[at, best]), np.maximum(key + off, ceiling), np.inf)
            ahead = LOOK_AHEAD // len(waiting)
            near = (
                np.argsort(stale, axis=1, kind="stable")[:, :ahead]
                if ahead > 1
                else stale.argmin(axis=1)[:, None]
            )
            bound = stale[at[:, None], near]
            wanted = (bound <= high[:, None]) & np.isfinite(bound)
            self._look(np.repeat(waiting, wanted.sum(axis=1)), near[wanted])
            waiting, ceiling = waiting[wanted[:, 0]], ceiling[wanted[:, 0]]

    def _pick(self, settled: Ints) -> None:
        """The winner of each lane: by the bounds where they tell, else exactly."""
        lanes = self.lanes
        looked = lanes.looked[settled]
        best = looked.argmin(axis=1)
        is_open = np.isfinite(looked[np.arange(len(settled)), best])
        self.choice[settled] = np.where(is_open, best, NOTHING)
        key, off = lanes.key(settled, best)
        rivals = looked <= (key + off)[:, None]
        for place in np.flatnonzero(is_open & (rivals.sum(axis=1) > 1)).tolist():
            lane = int(settled[place])
            self.choice[lane] = self._decide(lane, np.flatnonzero(rivals[place]).tolist())

    def _follow(self, led: Ints) -> None:
        """Have lanes choose as their heads do, where that is certain; else by themselves."""
        lanes, choice = self.lanes, self.choice
        head, idea = self.head[led], choice[led]
        for known in (lanes.ratio, lanes.loose):
            known[led, idea] = known[head, idea]
        self._look(led, idea)
        can = np.isfinite(lanes.looked[led, idea])
        key, off = lanes.key(led, idea)
        high = np.where(can, key + off, 0.0)
        ceiling = np.zeros(len(choice))
        np.maximum.at(ceiling, head, high)
        heads = np.unique(head)
        self._settle(heads, ceiling[heads])
        there = np.minimum(lanes.stale[head], lanes.looked[head])
        lanes.stale[led] = others = np.maximum(lanes.stale[led], there)
        whole = lanes.whole[led, idea]
        is_equal = (whole > 0) & (whole == lanes.whole[head, idea])
        alone = led[~(can & (is_equal | (high < others.min(axis=1))))]
        self._settle(alone, np.zeros(len(alone)))
        self._pick(alone)

    def _note(self, active: Ints) -> None:
        """Keep what this round proves about other shares."""
        lanes, idea = self.lanes, self.choice[active]
        key, off = lanes.key(active, idea)
        low = np.minimum(lanes.stale[active], lanes.looked[active])
        low[np.arange(len(active)), idea] = np.inf
        columns = idea, key + off, low.min(axis=1), lanes.whole[active, idea]
        rows = map(Seen._make, zip(*(column.tolist() for column in columns), strict=True))
        which: list[int] = active.tolist()
        for lane, one in zip(which, rows, strict=True):
            lanes.seen[lane].append(one)

    def _regroup(self, active: Ints) -> None:
        """Lanes that chose alike stay together, behind the one with the largest share."""
        last_first = active[::-1]
        key = self.head[last_first] * self.lanes.backing.ideas + self.choice[last_first]
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        self.head[last_first] = last_first[first][which]

    def _parts(self, lane: Ints, idea: Ints) -> Iterator[tuple[Ints, Ints]]:
        """The same lanes and ideas, a few at a time."""
        parts = np.cumsum(self.lanes.backing.sizes[idea]) // PAIRS_AT_ONCE
        if not len(parts) or parts[-1] == 0:
            yield from [(lane, idea)] * bool(len(lane))
            return
        cuts = np.flatnonzero(np.diff(parts)) + 1
        yield from zip(np.split(lane, cuts), np.split(idea, cuts), strict=True)

    def _look(self, lanes: Ints, ideas: Ints) -> None:
        """Work out the price of some ideas as of now."""
        for lane, idea in self._parts(lanes, ideas):
            self._look_at(lane, idea)

    def _look_at(self, lane: Ints, idea: Ints) -> None:
        lanes = self.lanes
        ratio, loose, whole, cannot = solve(lanes, Pairs(lanes, lane, idea))
        lanes.ratio[lane, idea], lanes.loose[lane, idea] = ratio, loose
        lanes.whole[lane, idea] = whole
        unsure = np.isinf(loose) & ~cannot
        key, off = lanes.key(lane, idea)
        with np.errstate(invalid="ignore"):
            low = np.where(cannot, np.inf, key - off)
        for place in np.flatnonzero(unsure):
            low[place] = self._look_exactly(int(lane[place]), int(idea[place]))
        lanes.looked[lane, idea], lanes.stale[lane, idea] = low, np.inf

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

    def _buy(self, active: Ints, number: int) -> None:
        """Let the backers pay in each lane."""
        ideas = self.choice[active]
        for lane, idea in self._parts(active, ideas):
            self._pay(lane, idea, number)
        which: list[int] = active.tolist()
        for each, what in zip(which, ideas.tolist(), strict=True):
            self.lanes.bought[each].append(what)
        looked, stale = self.lanes.looked, self.lanes.stale
        looked[active, ideas] = np.inf
        stale[active] = np.minimum(stale[active], looked[active])
        looked[active] = np.inf

    def _pay(self, lane: Ints, idea: Ints, number: int) -> None:
        """Take what the backers pay, and note who is spent; unclear cases are asked exactly."""
        lanes = self.lanes
        pairs = Pairs(lanes, lane, idea)
        money, slack, gone = lanes.money.ravel(), lanes.slack.ravel(), lanes.gone.ravel()
        ratio, loose = lanes.ratio[lane, idea], lanes.loose[lane, idea]
        asked, off = pairs.spread(ratio), pairs.spread(loose)
        before = slack.take(pairs.place).astype(np.float64)
        left = pairs.money - asked
        doubt = (before + off + 2 * UNIT * asked) * (1 + 8 * UNIT)
        is_rich, has_money = left > doubt, gone[pairs.place] == NEVER
        unclear = has_money & ~is_rich & (left >= -doubt)
        if unclear.any():
            is_rich = self._ask(pairs, unclear, is_rich)
        money[pairs.place] = np.maximum(left, 0.0) * is_rich
        slack[pairs.place] = up((doubt + UNIT * np.abs(left)) * is_rich)
        gone[pairs.place[has_money & ~is_rich]] = number

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
