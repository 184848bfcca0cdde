"""The arrays that many runs of Equal Shares share, and the arithmetic on them with its bounds.

One lane is one run with its own starting share; lanes go side by side through NumPy. Each float
stands with a bound on how far it may be from the exact number. The argument for each bound is in
docs/deciding.md, section 3; the names here are the ones used there.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from panels.rules.allocation.election import Support
from panels.rules.allocation.jumps import Seen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

UNIT = 2.0**-53
"""Half the gap between 1 and the next float: the relative error of one rounding."""
THETA = 2.0**-20
"""How much richer than needed a voter must be to count as strictly rich."""
SETTLED = 2.0**-44
"""When a price moves by less than this part, the search for it is over."""
NEVER = np.iinfo(np.int16).max
"""In `gone`: the voter type still has money."""
ROUNDS_MAX = int(NEVER) - 1


def up(slack: Floats) -> NDArray[np.float32]:
    """Bounds in half the space, none of them smaller than before."""
    return (slack * (1 + 2.0**-22)).astype(np.float32)


class Backing:
    """Who stands behind each idea, idea by idea, as flat arrays; `has` is None where all equal.

    `mass` is how many voters a type stands for, `voter` the types behind each idea in turn.
    """

    def __init__(self, support: Support) -> None:
        starts = np.frombuffer(support.starts, np.int64)
        ideas = np.frombuffer(support.ideas, np.int32)
        counts = np.frombuffer(support.counts, np.int64)
        self.types = len(counts)
        self.ideas = len(support.prices)
        self.prices: list[int] = list(support.prices)
        self.price = np.array(support.prices, np.float64)
        self.row_starts, self.row_ideas, self.counts = starts, ideas, counts
        few = ideas.astype(np.min_scalar_type(self.ideas))  # Small numbers are sorted faster.
        by_idea = np.argsort(few, kind="stable").astype(np.int32)
        self.voter = np.repeat(np.arange(self.types, dtype=np.int32), np.diff(starts))[by_idea]
        self.sizes = np.bincount(ideas, minlength=self.ideas).astype(np.int64)
        self.starts = np.concatenate(([0], np.cumsum(self.sizes)))
        self.mass = counts.astype(np.float64)
        self.weights: Ints | None = None
        self.has: Floats | None = None
        if support.weights:
            self.weights = np.frombuffer(support.weights, np.int64)
            self.has = self.weights[by_idea].astype(np.float64)
        self.pulled = np.array([self.pull(self.of(idea)).sum() for idea in range(self.ideas)])

    def pull(self, part: slice) -> Floats:
        """Mass times weight of some backers."""
        mass = self.mass[self.voter[part]]
        return mass if self.has is None else mass * self.has[part]

    def of(self, idea: int) -> slice:
        """Where an idea's backers stand in the flat arrays."""
        return slice(int(self.starts[idea]), int(self.starts[idea + 1]))

    def fits_floats(self) -> bool:
        """Whether all whole numbers here are exact as floats, and the rounds can be numbered."""
        small = float(self.pulled.max(initial=0.0)) < 2.0**50
        return small and max(self.prices, default=0) < 2**50 and self.ideas < ROUNDS_MAX


class Lanes:
    """What each voter type has left in each lane, and what is known of each idea there.

    `money` (lane, type) is off by at most `slack`; `gone` is the round in which a type spent its
    last. `ratio` and `loose` hold the price per weight of an idea and its bound; `looked` a lower
    bound of what is compared, for ideas that were looked at since the last purchase, `stale` for
    the others (infinite for all else).
    `whole` is the weight of those who pay where that alone gives the ratio (price / whole, as
    nobody gives a rest), else 0. `tied` says, by round, which ideas were compared exactly and
    found equal to the winner; `seen` what each round proves about other shares.
    """

    def __init__(self, backing: Backing, shares: Sequence[Fraction], *, by_cost: bool) -> None:
        self.backing, self.shares, self.by_cost = backing, list(shares), by_cost
        lanes, types, ideas = len(shares), backing.types, backing.ideas
        start = np.array([float(share) for share in shares])
        self.money = np.repeat(start[:, None], types, axis=1)
        self.slack = np.repeat(up(start * UNIT)[:, None], types, axis=1)
        self.gone = np.full((lanes, types), NEVER, np.int16)
        self.ratio = np.zeros((lanes, ideas))
        self.loose = np.zeros((lanes, ideas))
        self.whole = np.zeros((lanes, ideas))
        self.looked = np.full((lanes, ideas), np.inf)
        self.bought: list[list[int]] = [[] for _ in shares]
        self.tied: list[dict[int, tuple[int, ...]]] = [{} for _ in shares]
        self.seen: list[list[Seen]] = [[] for _ in shares]
        with np.errstate(divide="ignore", invalid="ignore"):
            least = np.where(backing.pulled > 0, backing.price / backing.pulled, np.inf)
        least[backing.price == 0] = np.inf
        self.ratio[:] = np.where(np.isfinite(least), least * (1 - 4 * UNIT), 0.0)
        worth = backing.price if by_cost else np.ones(ideas)
        with np.errstate(divide="ignore", invalid="ignore"):
            self.unit = np.where(worth > 0, 1 / worth, 0.0)
            low = np.where(np.isfinite(least), least * self.unit * (1 - 8 * UNIT), np.inf)
        self.stale = np.repeat(low[None, :], lanes, axis=0)

    def key(self, lanes: Ints, ideas: Ints) -> tuple[Floats, Floats]:
        """What is compared (price per utility) and its bound."""
        unit = self.unit[ideas]
        key = self.ratio[lanes, ideas] * unit
        return key, self.loose[lanes, ideas] * unit * (1 + 8 * UNIT) + 4 * UNIT * key


class Pairs:
    """Some (lane, idea) pairs with all their backers in one flat row, cut by `cuts`."""

    def __init__(self, lanes: Lanes, lane: Ints, idea: Ints) -> None:
        backing = lanes.backing
        self.lane, self.idea = lane, idea
        self.sizes = backing.sizes[idea]
        self.cuts = np.cumsum(self.sizes) - self.sizes
        total = int(self.sizes.sum())
        at = (backing.starts[idea] - self.cuts).repeat(self.sizes) + np.arange(total)
        voter = backing.voter.take(at)
        self.place = (lane * backing.types).repeat(self.sizes) + voter
        self.mass = backing.mass.take(voter)
        self.has = None if backing.has is None else backing.has.take(at)
        self.pull = self.mass if self.has is None else self.mass * self.has
        self.money = lanes.money.take(self.place)

    def spread(self, values: Floats) -> Floats:
        """One value per pair, repeated for its backers, times their weight."""
        each = values.repeat(self.sizes)
        return each if self.has is None else each * self.has

    def sum(self, values: Floats) -> Floats:
        """The sum over each pair's backers."""
        return np.add.reduceat(values, self.cuts)


def solve(lanes: Lanes, pairs: Pairs) -> tuple[Floats, Floats, Floats, Bools]:
    """The price per weight of each pair, its bound (infinite: ask exactly), whole, "can't pay".

    From a lower bound upwards: whoever can't pay the present price gives all they have, the rest
    share what is missing, until nothing changes. Each turn makes somebody poor, so it ends. What
    is returned does not rest on that search: the bound is computed from the price that came out.
    """
    price = lanes.backing.price[pairs.idea]
    before = lanes.loose[pairs.lane, pairs.idea]
    ratio = np.maximum(lanes.ratio[pairs.lane, pairs.idea] * (1 - 4 * UNIT) - 2 * before, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        while True:
            asked = pairs.spread(ratio)
            rich = pairs.sum(pairs.pull * (pairs.money >= asked))
            missing = price - pairs.sum(pairs.mass * np.minimum(pairs.money, asked))
            found = np.where(rich > 0, ratio + missing / rich, ratio)
            moved = found > ratio * (1 + SETTLED)
            ratio = np.maximum(ratio, found)
            if not moved.any():
                break
    return _bound(lanes, pairs, ratio)


def _bound(lanes: Lanes, pairs: Pairs, ratio: Floats) -> tuple[Floats, Floats, Floats, Bools]:
    price = lanes.backing.price[pairs.idea]
    slack = lanes.slack.take(pairs.place).astype(np.float64)
    asked = pairs.spread(ratio)
    is_strict = pairs.money - slack > asked * (1 + THETA)
    rich = pairs.sum(pairs.pull * is_strict)
    others = pairs.mass * ~is_strict
    given = pairs.sum(others * np.minimum(pairs.money, asked))
    doubt = pairs.sum(others * slack)
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = price / rich
        is_plain = (given == 0) & (doubt == 0) & (rich > 0) & (plain <= ratio * (1 + THETA / 2))
        ratio = np.where(is_plain, plain, ratio)
        rounding = (pairs.sizes + 8) * UNIT * (given + ratio * rich + price)
        missing = np.abs(price - given - ratio * rich)
        loose = 1.25 * (missing + doubt + rounding) / rich
        loose = np.where(is_plain, 2 * UNIT * ratio, loose)
        loose = np.where((rich > 0) & (loose <= THETA * ratio / 2), loose, np.inf)
    cannot = np.zeros(len(price), np.bool_)
    unsure = np.isinf(loose)
    if unsure.any():
        total = pairs.sum(pairs.mass * pairs.money)
        off = pairs.sum(pairs.mass * slack) + (pairs.sizes + 8) * UNIT * total
        cannot = unsure & (total + 1.25 * off < price)
    return ratio, loose, np.where(is_plain, rich, 0.0), cannot
