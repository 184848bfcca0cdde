"""The door to the rules: which rule, with which settings, on which election."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from panels.rules.allocation.election import (
    BallotKind,
    Election,
    Support,
    Utility,
    check_election,
    support_of,
)
from panels.rules.allocation.equal_shares import Progress, add1, equal_shares
from panels.rules.allocation.greedy import greedy
from panels.rules.allocation.outcome import Outcome
from panels.rules.allocation.phragmen import phragmen


class RuleName(StrEnum):
    """The rules that share a budget by votes."""

    GREEDY = "greedy"
    EQUAL_SHARES = "equal-shares"
    PHRAGMEN = "phragmen"


class Completion(StrEnum):
    """What Equal Shares does with the money that is left."""

    NONE = "none"
    GREEDY = "greedy"
    ADD1 = "add1"
    ADD1_GREEDY = "add1+greedy"

    @property
    def raises(self) -> bool:
        """Whether the shares are raised step by step."""
        return self in (Completion.ADD1, Completion.ADD1_GREEDY)

    @property
    def fills(self) -> bool:
        """Whether greedy goes over what is left at the end."""
        return self in (Completion.GREEDY, Completion.ADD1_GREEDY)


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """All that changes a result besides the ballots. `increment` is in the smallest unit."""

    name: RuleName
    utility: Utility = Utility.COST
    completion: Completion = Completion.NONE
    increment: int = 1
    stop_when_exhaustive: bool = True


COMMUNITY_DEFAULT = RuleSettings(
    RuleName.EQUAL_SHARES, Utility.COST, Completion.ADD1_GREEDY, increment=100
)
"""Approval votes in pence: Equal Shares by cost, raised by a pound a head, then greedy."""


def allocate(
    election: Election,
    settings: RuleSettings,
    *,
    full_log: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Share the budget; with `full_log` each round knows its runner-up."""
    check_election(election)
    support = support_of(election, settings.utility)
    if settings.name is RuleName.PHRAGMEN:
        approvals = support_of(election, Utility.CARDINALITY)
        return phragmen(approvals, full_log=full_log)
    if settings.name is RuleName.GREEDY:
        return greedy(support, per_cost=settings.utility is not Utility.COST)
    return _equal_shares(support, settings, progress, full_log=full_log)


def _equal_shares(
    support: Support, settings: RuleSettings, progress: Progress | None, *, full_log: bool
) -> Outcome:
    by_cost = settings.utility is Utility.COST
    if settings.completion.raises:
        one = add1(
            support,
            settings.increment,
            by_cost=by_cost,
            stop_when_exhaustive=settings.stop_when_exhaustive,
            full_log=full_log,
            progress=progress,
        )
    else:
        share = Fraction(support.budget, support.voters)
        one = equal_shares(support, share, by_cost=by_cost, full_log=full_log)
    if not settings.completion.fills:
        return one
    more = greedy(support, per_cost=not settings.utility.is_even, done=one.chosen)
    return Outcome(one.rounds + more.rounds, more.spent, one.share, one.increments)


def supports_wanted(kind: BallotKind, utility: Utility) -> bool:
    """Whether a utility can be read from ballots of a kind."""
    if utility is Utility.POINTS:
        return kind is BallotKind.POINTS
    return utility is not Utility.BORDA or kind is BallotKind.RANKED
