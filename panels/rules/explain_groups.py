"""What each group's share of the budget bought, and whose money paid for each chosen idea.

Under Equal Shares each voter has the same share, so a group has one share per voter; what it paid
follows from the rounds, as for one voter's receipt. Other rules give voters no money: of a group
only its wins are known then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from panels.rules.allocation.choose import RuleSettings
from panels.rules.allocation.election import Utility, support_of
from panels.rules.allocation.outcome import Outcome
from panels.rules.explain import Books, utility_of, wins
from panels.rules.voter_groups import VoterGroup


@dataclass(frozen=True, slots=True)
class GroupShare:
    """What became of one group's share. Amounts are in the election's smallest unit, exact.

    `had`, `paid` (by idea) and `unspent` are None where the rule gives voters no money.
    """

    group: VoterGroup
    had: Fraction | None
    paid: Mapping[int, Fraction] | None
    unspent: Fraction | None
    without_win: int
    mean_wins: Fraction

    @property
    def voters(self) -> int:
        return self.group.election.voters


def group_shares(
    groups: Sequence[VoterGroup], settings: RuleSettings, outcome: Outcome
) -> tuple[GroupShare, ...]:
    """What each group's share bought, in the order of the groups."""
    return tuple(_share(group, settings, outcome) for group in groups)


def _share(group: VoterGroup, settings: RuleSettings, outcome: Outcome) -> GroupShare:
    election, chosen = group.election, set(outcome.chosen)
    none, mean = wins(support_of(election, Utility.CARDINALITY), chosen)
    if outcome.share is None:
        return GroupShare(group, None, None, None, none, mean)
    paid = Books(support_of(election, utility_of(settings)), outcome).paid_by_all()
    had = election.voters * outcome.share
    return GroupShare(group, had, paid, had - sum(paid.values(), Fraction(0)), none, mean)
