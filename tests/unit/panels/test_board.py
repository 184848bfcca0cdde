"""How far sheets lie apart, what is near the line, and who may look at all."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeithappen.core.errors import Refused
from panels.rules.board import Unseen, apart, check_board_open, is_near, why_unseen
from panels.rules.board_refusal import BoardRefusal
from panels.rules.conflicts import Degree
from panels.rules.day import State
from panels.rules.refusal import Refusal
from tests.unit.panels.given import sheet

VALUES = st.lists(st.fractions(0, 4, max_denominator=12), max_size=8)


def test_two_sheets_lie_apart_by_the_mean_over_all_pairs() -> None:
    assert apart([Fraction(1)]) is None
    assert apart([Fraction(1), Fraction(4), Fraction(2)]) == 2
    assert apart([Fraction(3)] * 5) == 0


@given(VALUES)
def test_apart_is_what_comparing_each_pair_gives(values: list[Fraction]) -> None:
    pairs = [abs(one - other) for one, other in combinations(values, 2)]
    assert apart(values) == (sum(pairs, Fraction(0)) / len(pairs) if pairs else None)


@pytest.mark.parametrize(
    ("values", "near"),
    [
        ([], False),
        ([2], True),
        ([2, 2], True),
        ([3, 2], False),
        ([3, 1], True),
        ([2, 1], True),
        ([1, 1], False),
        ([3, 3, 1], False),
        ([3, 3, 2], False),
        ([2, 2, 1], True),
        ([2, 1, 1], False),
    ],
)
def test_an_idea_is_near_when_one_step_of_one_member_crosses_the_line(
    values: list[int], near: bool
) -> None:
    """The line is 2, and who is exactly on it has reached it: so [3, 3, 1] is not near."""
    assert is_near([Fraction(one) for one in values], Fraction(2)) is near


def test_a_member_sees_an_idea_only_with_a_sheet_of_their_own() -> None:
    values = {"c1": 3, "c2": None}
    assert why_unseen(None) is Unseen.NO_SHEET
    assert why_unseen(sheet(degree=None)) is Unseen.NO_SHEET
    assert why_unseen(sheet()) is Unseen.NO_SHEET
    assert why_unseen(sheet(values=values)) is None
    assert why_unseen(sheet(degree=Degree.KNOW, values=values)) is None
    for degree in (Degree.CLOSE, Degree.BENEFIT):
        assert why_unseen(sheet(degree=degree)) is Unseen.STEPPED_BACK
        assert why_unseen(sheet(degree=degree, values=values)) is Unseen.STEPPED_BACK


def test_the_board_is_there_between_scoring_and_confirming() -> None:
    said: dict[State, object] = {}
    for state in State:
        try:
            check_board_open(state)
        except Refused as refused:
            said[state] = refused.code
    early, late = Refusal.COUNTS_STILL_PRIVATE, BoardRefusal.BOARD_CLOSED
    assert said == {
        **{state: early for state in State if not state.is_scored},
        **{state: late for state in State if state.is_confirmed},
    }
