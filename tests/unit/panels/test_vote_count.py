"""What came of all ballots: one per card, hidden where small, exact in a panel's result."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from panels.rules.allocation.choose import RuleName
from panels.rules.explain import Reason
from panels.rules.vote import AreaCards
from panels.rules.vote_alone import receipt_of, share_pot, winner
from panels.rules.vote_areas import (
    can_differ,
    grid_of,
    hidden_in_column,
    hidden_places,
    hide_small,
)
from panels.rules.vote_count import (
    AreaCount,
    CardUse,
    VoteCount,
    agreed,
    ballots_needed,
    count_votes,
    turnout,
    turnout_reached,
)
from panels.rules.vote_criterion import (
    Standing,
    VoteCriterion,
    on_scale,
    read_vote,
    vote_criterion,
    vote_in,
    with_vote,
)
from tests.unit.panels.vote_given import A_POT, BESIDE_A_DAY, SETTINGS, by_phone, counted, options

BESIDE = replace(SETTINGS, **BESIDE_A_DAY)
NONE = replace(SETTINGS, turnout_least=Fraction(0))


@pytest.mark.parametrize(
    ("papers", "reading"),
    [
        ({}, None),
        ({"m": (1,)}, None),
        ({"m": (1,), "i": (1,)}, (1,)),
        ({"m": (1,), "i": (2,)}, None),
        ({"m": (1,), "i": (2,), "j": (1,)}, (1,)),
        ({"m": (1,), "i": (2,), "j": (1,), "k": (2,)}, None),
    ],
)
def test_paper_counts_where_two_persons_read_the_same(
    papers: dict[str, tuple[int, ...]], reading: tuple[int, ...] | None
) -> None:
    assert agreed(papers) == reading
    assert CardUse("a1", None, papers).counted == reading
    assert CardUse("a1", None, papers).unsettled == (bool(papers) and reading is None)
    assert CardUse("a1", (3,), papers).counted == (3,)


def test_a_count_holds_each_ballot_once_and_says_what_was_set_aside() -> None:
    uses = [
        *by_phone((1,), (1,), (2, 3), (1, 2)),
        CardUse("a1", None, {"m": (3,), "i": (3,)}),
        CardUse("a1", (1,), {"m": (3,)}),
        CardUse("a1", None, {"m": (3,)}),
        CardUse("a1", None, {}),
    ]
    found = count_votes(replace(SETTINGS, areas=SETTINGS.areas[:1]), uses)
    box = (((1,), 3), ((1, 2), 1), ((2, 3), 1), ((3,), 1))
    assert found == VoteCount(6, box, (4, 2, 2), (), 1)
    assert found.share(1) == Fraction(2, 3)


def test_under_five_ballots_nothing_is_counted_or_kept() -> None:
    found = count_votes(SETTINGS, by_phone((1,), (1,), (1,), (2,)))
    assert found == VoteCount(None, (), (0, 0, 0), (), 0)
    assert (found.share(1), turnout(SETTINGS, found)) == (None, None)
    assert not turnout_reached(NONE, found)
    assert (winner(NONE, found), share_pot(replace(NONE, **A_POT), found)) == (None, None)


def test_areas_hide_what_is_small_and_what_gives_it_away() -> None:
    areas = (*SETTINGS.areas, AreaCards("a3", "West", 9))
    north = by_phone(*[(1,)] * 8, (1, 2), *[(2,)] * 6)
    south = by_phone(*[(1,)] * 8, (2,), area_id="a2")
    west = by_phone(*[(1,)] * 3, area_id="a3")
    found = count_votes(replace(SETTINGS, areas=areas), [*north, *south, *west])
    assert (found.ballots, found.approvals) == (27, (20, 8, 0))
    assert found.areas == (
        AreaCount(areas[0], 15, (9, None, None)),
        AreaCount(areas[1], None, (None, None, None)),
        AreaCount(areas[2], None, (None, None, None)),
    )


def test_hiding_in_a_column() -> None:
    assert hidden_in_column([]) == frozenset()
    assert hidden_in_column([9, 7]) == frozenset()
    assert hidden_in_column([9, 4, 7]) == {1, 2}
    assert hidden_in_column([9, 0, 1, 7]) == {1, 2, 3}
    assert hidden_in_column([0, 0]) == {0, 1}


def test_a_ring_that_is_stuck_in_both_directions_is_opened() -> None:
    table = [[7, 0, 30], [30, 6, 8], [9, 30, 0]]
    grid = grid_of([37, 44, 39], table, 1)
    ring = {(0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 0)}
    assert [can_differ(grid, ring, place) for place in sorted(ring)] == [False] * 6
    hidden = hidden_places(grid, ring)
    assert hidden > ring
    assert all(can_differ(grid, hidden, place) for place in hidden if place[1] < 3)


def test_a_count_that_can_only_be_everybody_gives_nothing_away_about_the_rest() -> None:
    grid = grid_of([9, 9], [[9, 0], [9, 0]], 1)
    assert hide_small(grid) == [[9, 9, None], [9, 9, None]]


def test_a_table_that_gives_all_away_is_hidden_whole() -> None:
    assert hide_small(grid_of([1, 2], [[1, 0], [2, 0]], 1)) == [[None] * 3, [None] * 3]
    assert hide_small(grid_of([9, 9], [[5, 5], [9, 7]], 2)) == [[9, 5, 5], [9, 9, 7]]


@pytest.mark.parametrize(
    ("least", "ballots", "reached"),
    [
        (Fraction(1, 4), 10, True),
        (Fraction(1, 4), 9, False),
        (Fraction(26, 100), 10, False),
        (Fraction(26, 100), 11, True),
        (Fraction(0), 5, True),
    ],
)
def test_the_turnout_is_exact(least: Fraction, ballots: int, *, reached: bool) -> None:
    settings = replace(SETTINGS, turnout_least=least)
    count = counted(ballots, 1, 1, 1)
    assert turnout(settings, count) == Fraction(ballots, 40)
    assert turnout_reached(settings, count) == reached
    assert (ballots >= ballots_needed(settings)) == reached


@pytest.mark.parametrize(("scale", "value"), [((0, 1, 2, 3, 4), "4/3"), ((1, 2, 3, 4, 5), "7/3")])
def test_a_share_stands_exactly_on_the_scale(scale: tuple[int, ...], value: str) -> None:
    assert on_scale(Fraction(1, 3), scale) == Fraction(value)
    assert (on_scale(Fraction(0), scale), on_scale(Fraction(1), scale)) == (scale[0], scale[-1])


def test_a_vote_weighs_once_its_turnout_is_reached() -> None:
    scale, pitch_ids = (0, 1, 2, 3, 4), ["p1", "p2", "p3"]
    values = {"p1": Fraction(4), "p2": Fraction(6, 5), "p3": Fraction(0)}

    def criterion(count: VoteCount, pitches: list[str]) -> VoteCriterion:
        vote = vote_in("v1", BESIDE, count)
        assert read_vote(vote.text()) == vote
        return vote_criterion(vote, scale=scale, pitch_ids=pitches)

    weighs = criterion(counted(10, 10, 3, 0), pitch_ids)
    assert weighs == VoteCriterion(Standing.WEIGHS, 2, values)
    below = criterion(counted(9, 9, 3, 0), pitch_ids)
    assert (below.standing, below.weight) == (Standing.BELOW_TURNOUT, 0)
    few = criterion(counted(None, 0, 0, 0), pitch_ids)
    assert few == VoteCriterion(Standing.TOO_FEW_BALLOTS, 0, {})
    other = criterion(counted(10, 10, 3, 0), [*pitch_ids, "p9"])
    assert (other.standing, other.weight) == (Standing.OTHER_IDEAS, 0)
    fewer = criterion(counted(10, 10, 3, 0), ["p2"])
    assert fewer == VoteCriterion(Standing.WEIGHS, 2, {"p2": values["p2"]})


def test_the_vote_moves_a_mean_by_its_weight_alone() -> None:
    criterion = VoteCriterion(Standing.WEIGHS, 2, {"p1": Fraction(4)})
    assert with_vote(Fraction(2), 4, criterion, "p1") == Fraction(8, 3)
    assert with_vote(Fraction(2), 4, None, "p1") == 2
    assert with_vote(Fraction(2), 4, replace(criterion, weight=0), "p9") == 2


def test_the_most_approvals_win_and_the_lot_breaks_a_tie() -> None:
    clear = winner(SETTINGS, counted(10, 4, 6, 5))
    assert clear is not None
    assert (clear.option, clear.approvals, clear.tied) == (options()[1], 6, (options()[1],))
    tied = winner(SETTINGS, counted(10, 6, 1, 6))
    assert tied is not None
    assert (tied.option.option_id, [one.option_id for one in tied.tied]) == ("o3", ["o1", "o3"])
    assert winner(SETTINGS, counted(9, 9, 0, 0)) is None


def test_a_pot_is_shared_by_the_declared_rule() -> None:
    ballots = by_phone(*[(1, 2)] * 6, *[(3,)] * 5)
    for rule, chosen in ((RuleName.GREEDY, [0, 1]), (RuleName.EQUAL_SHARES, [0, 2])):
        settings = replace(SETTINGS, **{**A_POT, "rule": rule})
        shared = share_pot(settings, count_votes(settings, ballots))
        assert shared is not None
        assert [story.idea for story in shared.stories if story.is_chosen] == chosen
        assert shared.left_pence == 0
        assert {story.reason for story in shared.stories if not story.is_chosen} <= set(Reason)
    assert share_pot(SETTINGS, count_votes(SETTINGS, ballots)) is None


def test_what_one_share_of_a_pot_paid_for() -> None:
    ballots = by_phone(*[(1, 2)] * 6, *[(3,)] * 5)
    settings = replace(SETTINGS, **{**A_POT, "rule": RuleName.EQUAL_SHARES})
    count = count_votes(settings, ballots)
    shared = share_pot(settings, count)
    assert shared is not None
    first = shared.stories[0].payment
    assert first is not None
    both = receipt_of(settings, count, ["o1", "o3"])
    assert both is not None
    assert (both.paid, both.unspent) == ({0: first, 2: both.share - first}, 0)
    assert receipt_of(replace(settings, rule=RuleName.GREEDY), count, ["o1"]) is None
    assert receipt_of(SETTINGS, count, ["o1"]) is None
