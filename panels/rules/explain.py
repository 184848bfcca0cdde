"""Why an idea was chosen or not, as data: who paid what, what was left, what would have helped.

Nothing here decides. All of it is worked out again from the election, the settings and the rounds,
and each "would have won" is proved by running the rule once more (`what_if.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import lcm

from panels.rules.allocation.choose import RuleName, RuleSettings
from panels.rules.allocation.election import (
    Ballots,
    Election,
    Support,
    Utility,
    rows_of,
    support_of,
    votes_of,
)
from panels.rules.allocation.greedy import greedy
from panels.rules.allocation.outcome import Outcome, Round, Step


class Reason(StrEnum):
    """Why an idea was chosen or not."""

    PAID_BY_SUPPORTERS = "paid_by_supporters"
    MOST_VOTES = "most_votes"
    MONEY_LEFT_OVER = "money_left_over"
    NEEDS_NO_MONEY = "needs_no_money"
    NO_SUPPORTER = "no_supporter"
    DEARER_THAN_BUDGET = "dearer_than_budget"
    SUPPORTERS_MONEY_SPENT = "supporters_money_spent"
    DID_NOT_FIT = "did_not_fit"
    OTHER_VERSION_CHOSEN = "other_version_chosen"


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to one idea. Amounts are in the election's smallest unit, exact.

    Under Equal Shares `supporters_had` is what its supporters started with, `spent_on` what they
    paid for other ideas, `supporters_left` the rest, `gap` what was missing. `support_percent` is
    the part of its price that its supporters could still pay at the end.
    """

    idea: int
    votes: int
    price: int
    reason: Reason
    round_number: int | None
    payment: Fraction | None
    left_in_pot: int
    supporters_had: Fraction | None
    spent_on: Mapping[int, Fraction]
    supporters_left: Fraction | None
    gap: Fraction | None
    support_percent: Fraction | None

    @property
    def is_chosen(self) -> bool:
        return self.round_number is not None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the share of a voter paid for, and what was not spent: for that voter only."""

    share: Fraction
    paid: Mapping[int, Fraction]
    unspent: Fraction


@dataclass(frozen=True, slots=True)
class Comparison:
    """A result beside the one of most-votes-first."""

    only_here: tuple[int, ...]
    only_greedy: tuple[int, ...]
    without_win: int
    without_win_greedy: int
    mean_wins: Fraction
    mean_wins_greedy: Fraction


def stories(election: Election, settings: RuleSettings, outcome: Outcome) -> tuple[Story, ...]:
    """What happened to each idea, in the order of the election."""
    support = support_of(election, utility_of(settings))
    votes = votes_of(election)
    books = Books(support, outcome) if outcome.share is not None else None
    numbers = {one.idea: number for number, one in enumerate(outcome.rounds, start=1)}
    left = election.budget - outcome.spent
    return tuple(
        _story(election, outcome, books, idea, votes[idea], numbers.get(idea), left)
        for idea in range(len(election.ids))
    )


def utility_of(settings: RuleSettings) -> Utility:
    """What a voter has of a chosen idea, by these settings."""
    return Utility.CARDINALITY if settings.name is RuleName.PHRAGMEN else settings.utility


def _story(
    election: Election,
    outcome: Outcome,
    books: Books | None,
    idea: int,
    votes: int,
    number: int | None,
    left: int,
) -> Story:
    price = election.prices[idea]
    one = outcome.rounds[number - 1] if number else None
    had = spent = rest = gap = percent = None
    if books is not None and votes:
        had, rest = books.started[idea], books.left(idea)
        spent = books.spent_on(idea)
        if one is None:
            gap = max(Fraction(0), price - rest)
            percent = min(Fraction(100), rest * 100 / price) if price else None
    reason = _lost(election, outcome, books, idea, votes)
    if one is not None:
        reason = _won(one, shared=books is not None)
    payment = one.payment if one else None
    return Story(
        idea, votes, price, reason, number, payment, left, had, spent or {}, rest, gap, percent
    )


def _won(one: Round, *, shared: bool) -> Reason:
    if one.step is Step.FREE:
        return Reason.NEEDS_NO_MONEY
    if one.step is Step.GREEDY:
        return Reason.MONEY_LEFT_OVER if shared else Reason.MOST_VOTES
    return Reason.PAID_BY_SUPPORTERS


def _lost(
    election: Election, outcome: Outcome, books: Books | None, idea: int, votes: int
) -> Reason:
    if not votes:
        return Reason.NO_SUPPORTER
    if election.groups and any(
        election.groups[other] == election.groups[idea] for other in outcome.chosen
    ):
        return Reason.OTHER_VERSION_CHOSEN
    if election.prices[idea] > election.budget:
        return Reason.DEARER_THAN_BUDGET
    if books is not None and books.left(idea) < election.prices[idea]:
        return Reason.SUPPORTERS_MONEY_SPENT
    return Reason.DID_NOT_FIT


class Books:
    """Who paid what in each round of Equal Shares, over one common denominator.

    `support` may be that of some of the voters only: what one pays doesn't depend on the others.
    """

    def __init__(self, support: Support, outcome: Outcome) -> None:
        share = outcome.share or Fraction(0)
        paying = [one for one in outcome.rounds if one.step is Step.EQUAL_SHARES]
        self._over = lcm(
            share.denominator, *(one.payment.denominator for one in paying if one.payment)
        )
        self._support = support
        self._rows = rows_of(support)
        start = int(share * self._over)
        self._money = [start] * len(self._rows)
        self.paid: list[dict[int, int]] = [{} for _ in self._rows]
        self.started: dict[int, Fraction] = {}
        backers: dict[int, list[int]] = {}
        for voter, row in enumerate(self._rows):
            for idea in row:
                backers.setdefault(idea, []).append(voter)
        self._backers = backers
        for idea, voters in backers.items():
            voices = sum(support.counts[voter] for voter in voters)
            self.started[idea] = voices * share
        for one in paying:
            self._pay(one)

    def _pay(self, one: Round) -> None:
        asked = int((one.payment or Fraction(0)) * self._over)
        for voter in self._backers.get(one.idea, ()):
            paid = min(self._money[voter], asked * self._weight(voter, one.idea))
            if paid:
                self._money[voter] -= paid
                self.paid[voter][one.idea] = paid

    def _weight(self, voter: int, idea: int) -> int:
        if not self._support.weights:
            return 1
        return self._support.weights[self._support.starts[voter] + self._rows[voter].index(idea)]

    def left(self, idea: int) -> Fraction:
        """What the supporters of an idea have left together."""
        counts = self._support.counts
        left = sum(counts[voter] * self._money[voter] for voter in self._backers.get(idea, ()))
        return Fraction(left, self._over)

    def spent_on(self, idea: int) -> dict[int, Fraction]:
        """What the supporters of an idea paid together for each other idea."""
        spent: dict[int, int] = {}
        for voter in self._backers[idea]:
            for other, paid in self.paid[voter].items():
                if other != idea:
                    spent[other] = spent.get(other, 0) + paid * self._support.counts[voter]
        return {other: Fraction(paid, self._over) for other, paid in sorted(spent.items())}

    def paid_by_all(self) -> dict[int, Fraction]:
        """What all voters paid together for each idea."""
        total: dict[int, int] = {}
        for count, paid in zip(self._support.counts, self.paid, strict=True):
            for idea, each in paid.items():
                total[idea] = total.get(idea, 0) + each * count
        return {idea: Fraction(paid, self._over) for idea, paid in sorted(total.items())}

    def receipt(self, voter: int, share: Fraction) -> Receipt:
        """The receipt of one voter type."""
        paid = {idea: Fraction(each, self._over) for idea, each in self.paid[voter].items()}
        return Receipt(share, paid, Fraction(self._money[voter], self._over))


def receipts(
    election: Election, settings: RuleSettings, outcome: Outcome
) -> Iterator[tuple[tuple[int, ...], Receipt]]:
    """For each kind of ballot (the ideas it supports) what a share paid for; Equal Shares only."""
    if outcome.share is None:
        return
    support = support_of(election, utility_of(settings))
    books = Books(support, outcome)
    for voter, row in enumerate(rows_of(support)):
        yield row, books.receipt(voter, outcome.share)


def receipt_for(
    election: Election, settings: RuleSettings, outcome: Outcome, ballot: Ballots
) -> Receipt | None:
    """What a share paid for on one ballot, cast or not: it tells nothing of any other voter.

    None where the rule gives no shares. Raises Refused where the utility needs another ballot.
    """
    if outcome.share is None:
        return None
    support = support_of(replace(election, ballots=ballot), utility_of(settings))
    return Books(support, outcome).receipt(0, outcome.share)


def compare_with_greedy(election: Election, outcome: Outcome) -> Comparison:
    """The result beside most-votes-first: which ideas change, and how many voters have a win."""
    support = support_of(election, Utility.CARDINALITY)
    simple = greedy(support, per_cost=False)
    here, there = set(outcome.chosen), set(simple.chosen)
    none_here, mean_here = wins(support, here)
    none_there, mean_there = wins(support, there)
    return Comparison(
        tuple(sorted(here - there)), tuple(sorted(there - here)),
        none_here, none_there, mean_here, mean_there,
    )  # fmt: skip


def wins(support: Support, chosen: set[int]) -> tuple[int, Fraction]:
    """How many voters have no win, and how many wins a voter has on average.

    Voters with an empty ballot are among those without a win.
    """
    wins = [sum(idea in chosen for idea in row) for row in rows_of(support)]
    counts: Sequence[int] = support.counts
    total = sum(count * each for count, each in zip(counts, wins, strict=True))
    winners = sum(count for count, each in zip(counts, wins, strict=True) if each)
    return support.voters - winners, Fraction(total, support.voters)
