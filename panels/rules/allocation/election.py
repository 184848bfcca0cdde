"""What people voted, packed so that a city's election stays small: equal ballots are one row.

Amounts are whole numbers of the smallest unit that the election uses (pence, or the tenth of a
zloty where a file has one decimal). Ideas are places 0, 1, 2, ...; their ids are only for people.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from makeithappen.core.errors import Refused


class AllocationRefusal(StrEnum):
    """Why a budget can't be shared, in order of precedence."""

    NO_IDEAS = "no_ideas"
    BUDGET_NOT_POSITIVE = "budget_not_positive"
    PRICE_NEGATIVE = "price_negative"
    IDEA_TWICE = "idea_twice"
    ORDER_INCOMPLETE = "order_incomplete"
    POINTS_NEGATIVE = "points_negative"
    NO_POINTS_GIVEN = "no_points_given"
    NO_RANKS_GIVEN = "no_ranks_given"
    INCREMENT_NOT_POSITIVE = "increment_not_positive"
    TOO_MANY_IDEAS = "too_many_ideas"


class BallotKind(StrEnum):
    """What a ballot says about its ideas."""

    APPROVAL = "approval"
    POINTS = "points"
    RANKED = "ranked"


class Utility(StrEnum):
    """What a voter has of an idea that is chosen."""

    COST = "cost"
    CARDINALITY = "cardinality"
    POINTS = "points"
    BORDA = "borda"

    @property
    def is_even(self) -> bool:
        """Whether each supporter of an idea has the same of it, so that all pay the same."""
        return self in (Utility.COST, Utility.CARDINALITY)


@dataclass(frozen=True, slots=True)
class Ballots:
    """Distinct ballots: ballot b names `ideas[starts[b]:starts[b + 1]]`, cast `counts[b]` times.

    `points` runs beside `ideas`, and is empty for approvals and ranks. Ranks are best first.
    """

    starts: array[int]
    ideas: array[int]
    points: array[int]
    counts: array[int]

    def __len__(self) -> int:
        return len(self.counts)


@dataclass(frozen=True, slots=True)
class Election:
    """Ideas with their prices, a budget, and what was voted.

    `voters` counts all ballots, the empty ones too: an empty ballot is a voter with a share of
    the budget and no wish. `order[i]` is the rank of idea i when ties are broken: the lower wins.
    `groups[i]` is the same for versions of one idea, of which one at most is chosen (empty: there
    are no versions).
    """

    ids: tuple[str, ...]
    prices: tuple[int, ...]
    budget: int
    voters: int
    kind: BallotKind
    ballots: Ballots
    order: tuple[int, ...]
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """Who supports what, and how much: the one shape that each rule starts from.

    By voter type: type t, `counts[t]` voters, supports `ideas[starts[t]:starts[t + 1]]` with
    `weights` beside it (empty: everybody has the same of an idea).
    """

    prices: tuple[int, ...]
    budget: int
    voters: int
    order: tuple[int, ...]
    starts: array[int]
    ideas: array[int]
    weights: array[int]
    counts: array[int]
    groups: tuple[int, ...] = ()

    def rivals(self, idea: int) -> list[int]:
        """The other versions of an idea: out as soon as it is chosen."""
        if not self.groups:
            return []
        group = self.groups[idea]
        return [other for other, one in enumerate(self.groups) if one == group and other != idea]

    @property
    def edges(self) -> int:
        """How many (voter type, idea) pairs there are: the size of the work."""
        return len(self.ideas)


def pack(
    rows: Iterable[Sequence[int]], counts: Iterable[int], points: Iterable[Sequence[int]] = ()
) -> Ballots:
    """Pack rows of ideas (and the points beside them) that were cast so many times each."""
    starts, ideas, flat = array("q", [0]), array("i"), array("q")
    for row in rows:
        ideas.extend(row)
        starts.append(len(ideas))
    for row in points:
        flat.extend(row)
    return Ballots(starts, ideas, flat, array("q", counts))


def order_by_id(ids: Sequence[str]) -> tuple[int, ...]:
    """Ties go to the id that comes first as a string ("10" before "2"), as pabutools does."""
    ranked = sorted(range(len(ids)), key=ids.__getitem__)
    order = [0] * len(ids)
    for rank, idea in enumerate(ranked):
        order[idea] = rank
    return tuple(order)


def order_by_lot(
    prices: Sequence[int], votes: Sequence[int], lots: Sequence[int]
) -> tuple[int, ...]:
    """The declared order for a community vote: lower price, then more votes, then the lot."""
    ranked = sorted(range(len(prices)), key=lambda idea: (prices[idea], -votes[idea], lots[idea]))
    order = [0] * len(prices)
    for rank, idea in enumerate(ranked):
        order[idea] = rank
    return tuple(order)


def check_election(election: Election) -> None:
    """Refuse what no rule can share out."""
    if not election.ids:
        raise Refused(AllocationRefusal.NO_IDEAS)
    if election.budget <= 0:
        raise Refused(AllocationRefusal.BUDGET_NOT_POSITIVE, budget=election.budget)
    for idea, price in zip(election.ids, election.prices, strict=True):
        if price < 0:
            raise Refused(AllocationRefusal.PRICE_NEGATIVE, idea=idea, price=price)
    if len(set(election.ids)) < len(election.ids):
        raise Refused(AllocationRefusal.IDEA_TWICE)
    if sorted(election.order) != list(range(len(election.ids))):
        raise Refused(AllocationRefusal.ORDER_INCOMPLETE)
    if any(points < 0 for points in election.ballots.points):
        raise Refused(AllocationRefusal.POINTS_NEGATIVE)


def votes_of(election: Election) -> list[int]:
    """How many voters support each idea: approved, ranked, or given more than 0 points."""
    support = support_of(election, Utility.CARDINALITY)
    return totals(support)


def totals(support: Support) -> list[int]:
    """What all voters together have of each idea: votes where the weights are even."""
    total = [0] * len(support.prices)
    starts, ideas, weights = support.starts, support.ideas.tolist(), support.weights.tolist()
    for row, count in enumerate(support.counts):
        start, end = starts[row], starts[row + 1]
        if weights:
            for place in range(start, end):
                total[ideas[place]] += count * weights[place]
        else:
            for idea in ideas[start:end]:
                total[idea] += count
    return total


def support_of(election: Election, utility: Utility) -> Support:
    """The support that a utility sees in an election's ballots; equal rows become one."""
    ballots = election.ballots
    if utility is Utility.POINTS and election.kind is not BallotKind.POINTS:
        raise Refused(AllocationRefusal.NO_POINTS_GIVEN)
    if utility is Utility.BORDA and election.kind is not BallotKind.RANKED:
        raise Refused(AllocationRefusal.NO_RANKS_GIVEN)
    if utility.is_even and not (election.kind is BallotKind.POINTS and 0 in ballots.points):
        return _support(election, ballots.starts, ballots.ideas, array("q"), ballots.counts)
    rows: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    starts, ideas, points = ballots.starts.tolist(), ballots.ideas.tolist(), ballots.points
    for row, count in enumerate(ballots.counts):
        named = ideas[starts[row] : starts[row + 1]]
        given: Sequence[int] = range(len(named) - 1, -1, -1)
        if election.kind is BallotKind.POINTS:
            given = points[starts[row] : starts[row + 1]]
        kept = [(idea, weight) for idea, weight in zip(named, given, strict=True) if weight]
        if utility.is_even:
            key = (tuple(sorted(idea for idea, _ in kept)), ())
        else:
            kept.sort()
            key = (tuple(idea for idea, _ in kept), tuple(weight for _, weight in kept))
        rows[key] = rows.get(key, 0) + count
    weights = () if utility.is_even else (key[1] for key in rows)
    packed = pack((key[0] for key in rows), rows.values(), weights)
    return _support(election, packed.starts, packed.ideas, packed.points, packed.counts)


def _support(
    election: Election,
    starts: array[int],
    ideas: array[int],
    weights: array[int],
    counts: array[int],
) -> Support:
    return Support(
        election.prices, election.budget, election.voters, election.order,
        starts, ideas, weights, counts, election.groups,
    )  # fmt: skip


def rows_of(support: Support) -> list[tuple[int, ...]]:
    """The ideas of each voter type as tuples: easier to read than the packed form."""
    starts, ideas = support.starts, support.ideas.tolist()
    return [tuple(ideas[starts[t] : starts[t + 1]]) for t in range(len(support.counts))]


def repriced(election: Election, prices: Mapping[str, int]) -> Election:
    """The same ballots with other prices, for co-funding and for "what if it cost less"."""
    changed = tuple(
        prices.get(idea, price) for idea, price in zip(election.ids, election.prices, strict=True)
    )
    return replace(election, prices=changed)


def struck(election: Election, ids: Iterable[str]) -> Election:
    """The same election with some ideas struck from each ballot, so that nobody supports them."""
    gone = set(ids)
    if not gone:
        return election
    out = {idea for idea, name in enumerate(election.ids) if name in gone}
    ballots = election.ballots
    starts, ideas, points = ballots.starts, ballots.ideas, ballots.points
    rows = [
        [place for place in range(starts[row], starts[row + 1]) if ideas[place] not in out]
        for row in range(len(ballots))
    ]
    named = ([ideas[place] for place in row] for row in rows)
    given = ([points[place] for place in row] for row in rows) if points else ()
    return replace(election, ballots=pack(named, ballots.counts, given))
