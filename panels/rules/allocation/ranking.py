"""For a panel: fund the best-scored ideas that fit; and beside it, the best total there could be.

Rank-and-fund is the default of a panel day: above the threshold, highest count first, skip what no
longer fits. The knapsack is shown beside it for comparison and never decides. An idea may be had
in a full and in a smallest version; at most one of the two is funded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import lcm
from types import MappingProxyType

from makeithappen.core.errors import Refused
from panels.rules.allocation.election import AllocationRefusal

KNAPSACK_IDEAS_MAX = 30


class Standing(StrEnum):
    """What became of an idea, and why."""

    FULL = "full"
    PART = "part"
    BELOW_THRESHOLD = "below_threshold"
    NO_QUORUM = "no_quorum"
    NO_SUPPORTER = "no_supporter"
    DID_NOT_FIT = "did_not_fit"

    @property
    def is_funded(self) -> bool:
        """Whether the idea gets money."""
        return self in (Standing.FULL, Standing.PART)


class Tie(StrEnum):
    """What settles an exact tie of the means. The lot that was drawn always has the last word."""

    LOWER_MEDIAN = "lower_median"
    SUPPORTERS = "supporters"
    SMALLER_ASK = "smaller_ask"
    PANEL_VOTE = "panel_vote"


TIES = tuple(Tie)


@dataclass(frozen=True, slots=True)
class Entry:
    """An idea as the panel's rule sees it; amounts in pence.

    `smallest_pence` is the least that would still work (the ask itself where there is no less);
    `pledged_pence` is confirmed money from elsewhere for this idea. `mean` and `lower_median` are
    None without a complete sheet; `supporters` are the members at or above the threshold. `lot` was
    drawn before scoring opened; `panel_votes` are of a recorded vote on a tie, 0 without one.
    """

    idea: str
    asked_pence: int
    smallest_pence: int
    pledged_pence: int
    mean: Fraction | None
    lower_median: Fraction | None
    supporters: int
    quorum_met: bool
    panel_votes: int
    lot: int

    @property
    def full_pence(self) -> int:
        """What the pot has to give for the whole idea."""
        return max(0, self.asked_pence - self.pledged_pence)

    @property
    def least_pence(self) -> int:
        """What the pot has to give for the smallest version."""
        return max(0, self.smallest_pence - self.pledged_pence)


@dataclass(frozen=True, slots=True)
class Placed:
    """The result for one idea: what the pot gives, and what was left when its turn came."""

    idea: str
    standing: Standing
    amount_pence: int
    left_before_pence: int


def ranked(entries: Sequence[Entry], ties: Sequence[Tie] = TIES) -> list[Entry]:
    """The exact order of the means, best first; equal means by the declared order of ties.

    The ask before co-funding counts: money from elsewhere buys no priority.
    """

    return sorted(entries, key=lambda entry: (*_key(entry, ties), entry.lot))


def before_the_vote(entry: Entry, ties: Sequence[Tie] = TIES) -> tuple[bool, *tuple[Fraction, ...]]:
    """What is settled of an entry's place before the panel's vote is asked; equal is tied."""
    at = ties.index(Tie.PANEL_VOTE) if Tie.PANEL_VOTE in ties else len(ties)
    return _key(entry, ties[:at])


def _key(entry: Entry, ties: Sequence[Tie]) -> tuple[bool, *tuple[Fraction, ...]]:
    behind = entry.mean is None or not entry.quorum_met
    return (behind, -(entry.mean or Fraction(0)), *(_SETTLES[tie](entry) for tie in ties))


_SETTLES: Mapping[Tie, Callable[[Entry], Fraction]] = MappingProxyType(
    {
        Tie.LOWER_MEDIAN: lambda entry: -(entry.lower_median or Fraction(0)),
        Tie.SUPPORTERS: lambda entry: Fraction(-entry.supporters),
        Tie.SMALLER_ASK: lambda entry: Fraction(entry.asked_pence),
        Tie.PANEL_VOTE: lambda entry: Fraction(-entry.panel_votes),
    }
)


def rank_and_fund(
    entries: Sequence[Entry],
    budget_pence: int,
    threshold: Fraction,
    *,
    part_funding: bool,
    ties: Sequence[Tie] = TIES,
) -> tuple[Placed, ...]:
    """Fund in the order of `ranked`."""
    return fund(ranked(entries, ties), budget_pence, threshold, part_funding=part_funding)


def fund(
    entries: Sequence[Entry], budget_pence: int, threshold: Fraction, *, part_funding: bool
) -> tuple[Placed, ...]:
    """Fund in the order given.

    An idea that does not fit in full is offered what is left only when that is at least its
    smallest amount and `part_funding` is allowed; the rest of the pot then goes on to the next.
    """
    placed: list[Placed] = []
    left = budget_pence
    for entry in entries:
        standing, amount = _place(entry, left, threshold, part_funding=part_funding)
        placed.append(Placed(entry.idea, standing, amount, left))
        left -= amount
    return tuple(placed)


def without_cofunding(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The same ideas as if nobody had pledged anything."""
    return tuple(replace(entry, pledged_pence=0) for entry in entries)


def changed_by_cofunding(
    entries: Sequence[Entry], budget_pence: int, threshold: Fraction, *, part_funding: bool
) -> tuple[str, ...]:
    """The ideas that stand elsewhere than they would without co-funding, in the order given."""
    runs = (
        fund(each, budget_pence, threshold, part_funding=part_funding)
        for each in (entries, without_cofunding(entries))
    )
    here, there = ({one.idea: one.standing for one in run} for run in runs)
    return tuple(sorted(idea for idea in here if here[idea] is not there[idea]))


def _place(
    entry: Entry, left: int, threshold: Fraction, *, part_funding: bool
) -> tuple[Standing, int]:
    if entry.mean is None or not entry.quorum_met:
        return Standing.NO_QUORUM, 0
    if entry.mean < threshold:
        return Standing.BELOW_THRESHOLD, 0
    if not entry.supporters:
        return Standing.NO_SUPPORTER, 0
    if entry.full_pence <= left:
        return Standing.FULL, entry.full_pence
    if part_funding and 0 < entry.least_pence <= left:
        return Standing.PART, left
    return Standing.DID_NOT_FIT, 0


@dataclass(frozen=True, slots=True)
class Version:
    """One way to fund an idea: its price, and what it is worth; both at least 0."""

    price_pence: int
    worth: Fraction


@dataclass(frozen=True, slots=True)
class BestTotal:
    """The most worth that the budget can buy: the chosen version of each idea, None for none."""

    worth: Fraction
    spent_pence: int
    chosen: tuple[int | None, ...]


def best_total(ideas: Sequence[Sequence[Version]], budget_pence: int) -> BestTotal:
    """The exact best total over all ways to fund, at most one version per idea.

    Keeps, idea by idea, only the ways that no other way beats in both price and worth. Among
    equal totals the cheaper one counts, then the one that funds the earlier ideas.
    """
    if len(ideas) > KNAPSACK_IDEAS_MAX:
        raise Refused(AllocationRefusal.TOO_MANY_IDEAS, ideas=len(ideas), most=KNAPSACK_IDEAS_MAX)
    scale = lcm(*(version.worth.denominator for idea in ideas for version in idea))
    ways: list[tuple[int, int, tuple[int | None, ...]]] = [(0, 0, ())]
    for idea in ideas:
        options: list[tuple[int, int, int | None]] = [(0, 0, None)]
        for number, version in enumerate(idea):
            options.append((version.price_pence, int(version.worth * scale), number))
        found = [
            (price + more, worth + extra, (*chosen, number))
            for more, extra, number in options
            for price, worth, chosen in ways
            if price + more <= budget_pence
        ]
        ways = _undominated(found)
    price, worth, chosen = ways[-1]
    return BestTotal(Fraction(worth, scale), price, chosen)


def _undominated(
    ways: list[tuple[int, int, tuple[int | None, ...]]],
) -> list[tuple[int, int, tuple[int | None, ...]]]:
    """By price upwards, only those that are worth more than all cheaper ones."""
    ways.sort(key=lambda way: (way[0], -way[1], tuple(n is None for n in way[2])))
    kept: list[tuple[int, int, tuple[int | None, ...]]] = []
    for way in ways:
        if not kept or way[1] > kept[-1][1]:
            kept.append(way)
    return kept
