"""The smallest change with which an idea would have won, proved by running the rule again.

Rules are not monotone in theory, so the change that is given is one where the idea wins and with
one vote (or one unit of price) less change it does not: both were run.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace

from panels.rules.allocation.choose import RuleSettings, allocate
from panels.rules.allocation.election import BallotKind, Ballots, Election

POINTS_OF_A_FAN = 1
"""An added voter on a ballot with points gives the idea as much as the keenest voter did."""


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """More voters who support only this idea, or a price lower by so much; None: not even then."""

    more_votes: int | None
    price_lower_by: int | None


def smallest_change(election: Election, settings: RuleSettings, idea: int) -> SmallestChange:
    """What would have been enough for an idea that was not chosen."""

    def wins(changed: Election) -> bool:
        return idea in allocate(changed, settings).chosen

    more = _least(lambda votes: wins(with_more_votes(election, idea, votes)), election.voters)
    price = election.prices[idea]
    lower = _least(lambda less: wins(_cheaper(election, idea, less)), price - 1)
    return SmallestChange(more, lower)


def _least(wins: Callable[[int], bool], most: int) -> int | None:
    """A change of at most `most` that wins while one less does not; None when none was found."""
    high = 1
    while high < most and not wins(high):
        high *= 2
    high = min(high, most)
    if high < 1 or not wins(high):
        return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if wins(middle):
            high = middle
        else:
            low = middle
    return high


def with_more_votes(election: Election, idea: int, votes: int) -> Election:
    """The same election with so many more voters who support only this idea."""
    ballots = election.ballots
    keenest = max(ballots.points, default=POINTS_OF_A_FAN)
    named = [idea]
    if election.kind is BallotKind.RANKED:
        # A lone idea has 0 points in Borda's count, so it is ranked above one other.
        named.append((idea + 1) % len(election.ids))
    more = Ballots(
        ballots.starts + array("q", [len(ballots.ideas) + len(named)]),
        ballots.ideas + array("i", named),
        ballots.points + array("q", [keenest] if election.kind is BallotKind.POINTS else []),
        ballots.counts + array("q", [votes]),
    )
    return replace(election, ballots=more, voters=election.voters + votes)


def _cheaper(election: Election, idea: int, less: int) -> Election:
    prices = list(election.prices)
    prices[idea] -= less
    return replace(election, prices=tuple(prices))
