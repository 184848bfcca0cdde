"""Who may score, what a sheet must hold, and the count of one idea."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from makeithappen.core.errors import Refused
from panels.rules.conflicts import USUAL, Degree
from panels.rules.day import Standing, State
from panels.rules.refusal import Refusal
from panels.rules.scoring import (
    Place,
    Tally,
    check_counts_open,
    check_is_given,
    check_may_score,
    check_result_open,
    check_values,
    complete_values,
    decimal_text,
    ranking,
    sheet_value,
    tally,
)
from tests.unit.panels.given import COUNTED, NOT_COUNTED, SEALED, TWO, sheet

ROOM = Standing(
    State.SCORING,
    frozenset({"m1", "m2"}),
    frozenset({"m1"}),
    "digest",
    order=("p1", "p2"),
    heard=frozenset({"p1"}),
)
BEFORE = list(State)[:7]
AFTER = list(State)[7:]


def test_who_is_in_the_room_and_unconflicted_may_score() -> None:
    check_may_score(ROOM, "p1", "m1", Degree.NONE, USUAL)
    check_may_score(ROOM, "p1", "m1", Degree.KNOW, USUAL)
    check_may_score(replace(ROOM, state=State.BREAK), "p1", "m1", Degree.NONE, USUAL)


@pytest.mark.parametrize("state", AFTER)
def test_scoring_not_open(state: State) -> None:
    with pytest.raises(Refused) as refused:
        check_may_score(replace(ROOM, state=state), "p1", "m1", Degree.NONE, USUAL)
    assert refused.value.code is Refusal.SCORING_NOT_OPEN
    assert refused.value.facts == {"state": state}


def test_an_idea_is_scored_when_it_has_been_heard() -> None:
    with pytest.raises(Refused) as refused:
        check_may_score(ROOM, "p2", "m1", Degree.NONE, USUAL)
    assert refused.value.code is Refusal.SCORING_NOT_YET
    assert refused.value.facts == {"state": State.SCORING}


def test_member_away() -> None:
    with pytest.raises(Refused) as refused:
        check_may_score(ROOM, "p1", "m2", Degree.NONE, USUAL)
    assert refused.value.code is Refusal.MEMBER_AWAY


def test_conflict_not_declared() -> None:
    with pytest.raises(Refused) as refused:
        check_may_score(ROOM, "p1", "m1", None, USUAL)
    assert refused.value.code is Refusal.CONFLICT_NOT_DECLARED


@pytest.mark.parametrize("degree", [Degree.CLOSE, Degree.BENEFIT])
def test_conflict_bars_scoring(degree: Degree) -> None:
    with pytest.raises(Refused) as refused:
        check_may_score(ROOM, "p1", "m1", degree, USUAL)
    assert refused.value.code is Refusal.CONFLICT_BARS_SCORING
    assert refused.value.facts == {"degree": degree}


@pytest.mark.parametrize("state", BEFORE)
def test_counts_still_private(state: State) -> None:
    with pytest.raises(Refused) as refused:
        check_counts_open(state)
    assert refused.value.code is Refusal.COUNTS_STILL_PRIVATE
    assert refused.value.facts == {"state": state}


@pytest.mark.parametrize("state", AFTER)
def test_counts_are_shown_once_scoring_has_closed(state: State) -> None:
    check_counts_open(state)


def test_the_moment_comes_before_the_person() -> None:
    with pytest.raises(Refused) as refused:
        check_may_score(replace(ROOM, state=State.DELIBERATION), "p1", "m2", None, USUAL)
    assert refused.value.code is Refusal.SCORING_NOT_OPEN


def test_a_value_or_cannot_say_for_each_criterion_is_taken() -> None:
    check_values(TWO, {"c1": 0, "c2": 4})
    check_values(TWO, {"c1": None, "c2": None})


def test_not_a_criterion() -> None:
    with pytest.raises(Refused) as refused:
        check_values(TWO, {"c1": 1, "c2": 1, "c9": 1})
    assert refused.value.code is Refusal.NOT_A_CRITERION
    assert refused.value.facts == {"criterion_id": "c9"}


def test_criterion_unanswered() -> None:
    with pytest.raises(Refused) as refused:
        check_values(TWO, {"c1": 9})
    assert refused.value.code is Refusal.CRITERION_UNANSWERED
    assert refused.value.facts == {"criterion": "Name of c2"}


@pytest.mark.parametrize("value", [-1, 5])
def test_value_off_scale(value: int) -> None:
    with pytest.raises(Refused) as refused:
        check_values(TWO, {"c1": None, "c2": value})
    assert refused.value.code is Refusal.VALUE_OFF_SCALE
    assert refused.value.facts == {"criterion": "Name of c2", "value": value}


@pytest.mark.parametrize(
    ("degree", "values", "counts"),
    [
        (Degree.NONE, {"c1": 1, "c2": 0}, True),
        (Degree.KNOW, {"c1": 1, "c2": 0}, True),
        (Degree.CLOSE, {"c1": 1, "c2": 0}, False),
        (Degree.BENEFIT, {"c1": 1, "c2": 0}, False),
        (None, {"c1": 1, "c2": 0}, False),
        (Degree.NONE, None, False),
        (Degree.NONE, {"c1": 1, "c2": None}, False),
        (Degree.NONE, {"c1": 1}, False),
    ],
)
def test_which_sheets_are_complete(
    degree: Degree | None, values: Mapping[str, int | None] | None, *, counts: bool
) -> None:
    found = complete_values(TWO, sheet("m1", degree, values))
    assert found == (values if counts else None)


def test_a_sheet_is_weighted() -> None:
    assert sheet_value(TWO, {"c1": 4, "c2": 1}) == Fraction(13, 4)


def test_the_count_of_an_idea() -> None:
    sheets = [
        sheet("m1", Degree.NONE, {"c1": 4, "c2": 1}),
        sheet("m2", Degree.KNOW, {"c1": 1, "c2": 4}),
        sheet("m3", Degree.NONE, {"c1": 0, "c2": 0}),
        sheet("m4", Degree.NONE, {"c1": 4, "c2": None}),
        sheet("m5", Degree.NONE, None),
        sheet("m6", None, None),
        sheet("m7", Degree.CLOSE, {"c1": 4, "c2": 4}),
        sheet("m8", Degree.BENEFIT, None),
    ]
    assert tally("p1", sheets, SEALED) == Tally(
        pitch_id="p1",
        complete=3,
        missing=3,
        abstained=2,
        quorum_met=True,
        mean=Fraction(5, 3),
        reaches_threshold=False,
        per_criterion={"c1": Fraction(5, 3), "c2": Fraction(5, 3)},
        shown=1,
    )


def test_nothing_to_count_is_not_a_zero() -> None:
    assert tally("p1", [sheet(), sheet("m2", None)], SEALED) == Tally(
        pitch_id="p1",
        complete=0,
        missing=2,
        abstained=0,
        quorum_met=False,
        mean=None,
        reaches_threshold=False,
        per_criterion={"c1": None, "c2": None},
    )


def test_the_threshold_itself_is_enough() -> None:
    sheets = [sheet(f"m{at}", Degree.NONE, {"c1": 2, "c2": 2}) for at in range(3)]
    assert tally("p1", sheets, SEALED).reaches_threshold is True


def test_ties_share_a_place_and_no_quorum_has_none() -> None:
    tallies = [
        replace(COUNTED, pitch_id="p1", mean=Fraction(2)),
        replace(COUNTED, pitch_id="p2", mean=Fraction(3)),
        replace(COUNTED, pitch_id="p3", mean=Fraction(4, 2)),
        replace(NOT_COUNTED, pitch_id="p4", mean=Fraction(4)),
        replace(COUNTED, pitch_id="p5", mean=Fraction(1)),
        replace(COUNTED, pitch_id="p6", mean=None),
    ]
    assert ranking(tallies) == (Place(1, ("p2",)), Place(2, ("p1", "p3")), Place(4, ("p5",)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(19, 6), "3.17"),
        (Fraction(0), "0.00"),
        (Fraction(1, 200), "0.01"),
        (Fraction(1, 201), "0.00"),
        (Fraction(5, 2), "2.50"),
        (Fraction(4), "4.00"),
        (Fraction(1999, 1000), "2.00"),
    ],
)
def test_two_decimals_half_up(value: Fraction, text: str) -> None:
    assert decimal_text(value) == text


@pytest.mark.parametrize("state", list(State))
def test_members_see_the_result_before_confirming_and_after_telling(state: State) -> None:
    if state is not State.CONFIRMED:
        check_result_open(state)
        return
    with pytest.raises(Refused) as refused:
        check_result_open(state)
    assert refused.value.code is Refusal.RESULT_NOT_TOLD


def test_only_the_ideas_that_were_shared_out_to_a_member_are_theirs() -> None:
    check_is_given(None, "p1")
    check_is_given({"p1", "p2"}, "p1")
    for ideas in (set[str](), {"p2"}):
        with pytest.raises(Refused) as refused:
            check_is_given(ideas, "p1")
        assert refused.value.code is Refusal.NOT_YOUR_IDEA
