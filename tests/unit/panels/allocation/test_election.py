"""What an election is, what it refuses, and how ballots become support."""

from __future__ import annotations

from array import array
from dataclasses import replace

import pytest

from makeithappen.core.errors import Refused
from panels.rules.allocation.choose import (
    Completion,
    RuleName,
    RuleSettings,
    allocate,
    supports_wanted,
)
from panels.rules.allocation.election import (
    AllocationRefusal,
    BallotKind,
    Election,
    Utility,
    order_by_id,
    order_by_lot,
    pack,
    repriced,
    rows_of,
    struck,
    support_of,
    totals,
    votes_of,
)

APPROVED = Election(
    ("a", "b", "c"), (40, 60, 50), 100, 6, BallotKind.APPROVAL,
    pack([(0, 1), (2,), ()], [3, 2, 1]), (0, 1, 2),
)  # fmt: skip
SCORED = replace(
    APPROVED,
    kind=BallotKind.POINTS,
    ballots=pack([(0, 1), (1, 0), (2,)], [2, 1, 3], [(5, 0), (0, 5), (2,)]),
)
RANKED = replace(APPROVED, kind=BallotKind.RANKED, ballots=pack([(0, 1, 2), (1, 0)], [2, 4]))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (replace(APPROVED, ids=(), prices=(), order=()), AllocationRefusal.NO_IDEAS),
        (replace(APPROVED, budget=0), AllocationRefusal.BUDGET_NOT_POSITIVE),
        (replace(APPROVED, prices=(1, -1, 1)), AllocationRefusal.PRICE_NEGATIVE),
        (replace(APPROVED, ids=("a", "b", "a")), AllocationRefusal.IDEA_TWICE),
        (replace(APPROVED, order=(0, 1, 1)), AllocationRefusal.ORDER_INCOMPLETE),
        (
            replace(SCORED, ballots=pack([(0,)], [1], [(-1,)])),
            AllocationRefusal.POINTS_NEGATIVE,
        ),
    ],
)
def test_what_no_rule_can_share_out(changed: Election, code: AllocationRefusal) -> None:
    with pytest.raises(Refused) as caught:
        allocate(changed, RuleSettings(RuleName.GREEDY))
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("utility", "code"),
    [
        (Utility.POINTS, AllocationRefusal.NO_POINTS_GIVEN),
        (Utility.BORDA, AllocationRefusal.NO_RANKS_GIVEN),
    ],
)
def test_utilities_that_the_ballots_can_not_give(utility: Utility, code: AllocationRefusal) -> None:
    with pytest.raises(Refused) as caught:
        allocate(APPROVED, RuleSettings(RuleName.GREEDY, utility))
    assert caught.value.code is code
    assert not supports_wanted(BallotKind.APPROVAL, utility)
    assert supports_wanted(BallotKind.POINTS, Utility.POINTS)
    assert supports_wanted(BallotKind.RANKED, Utility.BORDA)
    assert supports_wanted(BallotKind.APPROVAL, Utility.COST)


def test_points_of_nothing_are_no_support_and_equal_ballots_merge() -> None:
    approvals = support_of(SCORED, Utility.COST)
    assert (rows_of(approvals), list(approvals.counts)) == ([(0,), (2,)], [3, 3])
    points = support_of(SCORED, Utility.POINTS)
    assert (rows_of(points), list(points.weights)) == ([(0,), (2,)], [5, 2])
    assert votes_of(SCORED) == [3, 0, 3]
    assert totals(points) == [15, 0, 6]


def test_the_last_of_a_ranking_has_nothing_by_borda() -> None:
    borda = support_of(RANKED, Utility.BORDA)
    assert (rows_of(borda), list(borda.weights)) == ([(0, 1), (1,)], [2, 1, 1])
    assert totals(borda) == [4, 6, 0]
    assert votes_of(RANKED) == [6, 6, 2]


def test_declared_orders_of_ties() -> None:
    assert order_by_id(["2", "10", "1"]) == (2, 1, 0)
    assert order_by_lot([5, 5, 4, 5], [1, 2, 0, 2], [0, 2, 3, 1]) == (3, 2, 0, 1)


def test_striking_ideas_and_changing_prices() -> None:
    assert struck(APPROVED, []) is APPROVED
    assert rows_of(support_of(struck(APPROVED, ["b"]), Utility.COST)) == [(0,), (2,), ()]
    without = struck(SCORED, ["a"])
    assert without.ballots == pack([(1,), (1,), (2,)], [2, 1, 3], [(0,), (0,), (2,)])
    assert repriced(APPROVED, {"b": 1}).prices == (40, 1, 50)


@pytest.mark.parametrize(
    ("settings", "chosen"),
    [
        (RuleSettings(RuleName.GREEDY), (0, 1)),
        (RuleSettings(RuleName.GREEDY, Utility.CARDINALITY), (0, 1)),
        (RuleSettings(RuleName.PHRAGMEN), (0, 2)),
        (RuleSettings(RuleName.EQUAL_SHARES), (0,)),
        (RuleSettings(RuleName.EQUAL_SHARES, completion=Completion.GREEDY), (0, 1)),
        (RuleSettings(RuleName.EQUAL_SHARES, completion=Completion.ADD1), (0, 2)),
        (RuleSettings(RuleName.EQUAL_SHARES, completion=Completion.ADD1_GREEDY), (0, 2)),
    ],
)
def test_each_rule_through_the_door(settings: RuleSettings, chosen: tuple[int, ...]) -> None:
    outcome = allocate(APPROVED, settings)
    assert tuple(sorted(outcome.chosen)) == chosen
    assert outcome.spent == sum(APPROVED.prices[idea] for idea in chosen)


def test_versions_of_one_idea_exclude_each_other() -> None:
    # "a" costs 40 in full or 20 at least; everybody who wants one wants the other.
    election = Election(
        ("a", "a-least", "b", "b-least"), (40, 20, 50, 0), 60, 4, BallotKind.APPROVAL,
        pack([(0, 1), (2, 3)], [3, 1]), (0, 1, 2, 3), (7, 7, 8, 8),
    )  # fmt: skip
    expected = {
        RuleSettings(RuleName.GREEDY): (0, 3),
        RuleSettings(RuleName.PHRAGMEN): (1, 3),
        RuleSettings(RuleName.EQUAL_SHARES): (0, 3),
        RuleSettings(RuleName.EQUAL_SHARES, completion=Completion.ADD1_GREEDY): (0, 3),
    }
    for settings, chosen in expected.items():
        assert tuple(sorted(allocate(election, settings).chosen)) == chosen, settings
    tight = replace(election, budget=30, prices=(40, 20, 50, 25))
    least = RuleSettings(RuleName.EQUAL_SHARES, completion=Completion.ADD1)
    assert allocate(tight, least).chosen == (1,)
    free = replace(election, prices=(0, 0, 50, 25))
    assert allocate(free, RuleSettings(RuleName.EQUAL_SHARES)).chosen == (0,)


def test_an_idea_without_a_supporter_is_never_funded() -> None:
    lonely = replace(APPROVED, ballots=pack([(0,), ()], [5, 1]), prices=(40, 1, 0))
    for name in RuleName:
        for completion in Completion:
            outcome = allocate(lonely, RuleSettings(name, completion=completion))
            assert outcome.chosen == (0,)


def test_nobody_wants_anything() -> None:
    empty = replace(APPROVED, ballots=pack([()], [6]))
    for name in RuleName:
        assert allocate(empty, RuleSettings(name, completion=Completion.ADD1)).chosen == ()
    assert array("q") == empty.ballots.points
