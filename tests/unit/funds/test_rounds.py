"""When a round opens, and on which days it takes ideas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeithappen.core.errors import Refused
from makeithappen.funds.rules.rounds import (
    Refusal,
    Round,
    Standing,
    Structure,
    check_dates,
    check_due,
    check_may_change,
    check_may_close,
    check_may_open,
    standing,
    takes_ideas,
)

FIRST, LAST = date(2027, 3, 1), date(2027, 3, 31)
PREPARED = Round(FIRST, LAST, opened=False, closed=False)
OPEN = replace(PREPARED, opened=True)
WHOLE = Structure("Harbour Trust", "Grace", "Bo", "01234 567890", "Cy, 01234 567891")
EMPTY = Structure("", " ", "", "", "")


def test_a_round_opens_once_somebody_answers_for_the_fund() -> None:
    assert check_may_open(PREPARED, WHOLE) is None


def test_the_parts_that_are_missing_are_named_in_the_order_of_the_page() -> None:
    with pytest.raises(Refused) as refused:
        check_may_open(PREPARED, replace(WHOLE, review_contact="", money_held_by=" "))
    assert refused.value.code is Refusal.STRUCTURE_INCOMPLETE
    assert refused.value.facts == {"missing": ("money_held_by", "review_contact"), "count": 2}


@pytest.mark.parametrize(
    ("round_", "structure", "code"),
    [
        (Round(LAST, FIRST, opened=True, closed=True), EMPTY, Refusal.STRUCTURE_INCOMPLETE),
        (Round(LAST, FIRST, opened=True, closed=True), WHOLE, Refusal.DATES_OUT_OF_ORDER),
        (OPEN, WHOLE, Refusal.ALREADY_OPEN),
        (replace(OPEN, closed=True), WHOLE, Refusal.ALREADY_OPEN),
    ],
)
def test_refusals_to_open_come_in_their_order(
    round_: Round, structure: Structure, code: Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        check_may_open(round_, structure)
    assert refused.value.code is code


def test_a_round_of_one_day_is_fine() -> None:
    assert check_dates(FIRST, FIRST) is None


def test_the_structure_may_be_emptied_only_while_no_round_is_open() -> None:
    assert check_may_change(EMPTY, open_rounds=0) is None
    assert check_may_change(WHOLE, open_rounds=2) is None
    with pytest.raises(Refused) as refused:
        check_may_change(EMPTY, open_rounds=1)
    assert refused.value.code is Refusal.STRUCTURE_INCOMPLETE


def test_only_an_open_round_closes() -> None:
    assert check_may_close(OPEN) is None
    for round_ in (PREPARED, replace(OPEN, closed=True)):
        with pytest.raises(Refused) as refused:
            check_may_close(round_)
        assert refused.value.code is Refusal.NOT_OPEN


@pytest.mark.parametrize(
    ("round_", "today", "stands"),
    [
        (PREPARED, FIRST, Standing.PREPARED),
        (OPEN, FIRST - timedelta(days=1), Standing.TO_COME),
        (OPEN, FIRST, Standing.TAKES_IDEAS),
        (OPEN, LAST, Standing.TAKES_IDEAS),
        (OPEN, LAST + timedelta(days=1), Standing.OVER),
        (replace(OPEN, closed=True), FIRST, Standing.OVER),
        (replace(OPEN, closed=True), FIRST - timedelta(days=1), Standing.OVER),
    ],
)
def test_where_a_round_stands(round_: Round, today: date, stands: Standing) -> None:
    assert standing(round_, today) is stands


@given(
    st.builds(Round, st.dates(), st.dates(), opened=st.booleans(), closed=st.booleans()),
    st.dates(),
)
def test_ideas_are_taken_on_the_days_between_and_on_no_others(round_: Round, today: date) -> None:
    between = round_.opens_on <= today <= round_.closes_on
    assert takes_ideas(round_, today) == (between and round_.opened and not round_.closed)


def test_an_answer_is_promised_for_a_day_after_the_last() -> None:
    assert check_due(LAST, LAST + timedelta(1)) is None
    with pytest.raises(Refused) as refused:
        check_due(LAST, LAST)
    assert refused.value.code is Refusal.DUE_TOO_EARLY
