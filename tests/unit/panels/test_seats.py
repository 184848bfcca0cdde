"""The sums behind a seat's code: what guessing one would cost, and when a code or a phone ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from makeithappen.core.errors import Refused
from panels.rules.day import State
from panels.rules.seats import (
    CODE_PLACES,
    CODE_SPAN,
    CODES_MAX,
    IDLE_SPAN,
    NETWORK_BUDGET,
    SITE_BUDGET,
    Budget,
    SeatRefusal,
    check_giving_codes,
    code_holds,
    odds_of_a_guess,
    spoken_seat_code,
    still_joined,
    tidy_seat_code,
)

AT = datetime(2026, 5, 14, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_budget_of_a_day_and_of_a_codes_whole_life() -> None:
    assert CODE_PLACES == 656_100_000_000
    assert (NETWORK_BUDGET.tries(DAY), SITE_BUDGET.tries(DAY)) == (5_820, 194_000)
    assert (NETWORK_BUDGET.tries(CODE_SPAN), SITE_BUDGET.tries(CODE_SPAN)) == (40_380, 1_346_000)
    one_address_a_day = odds_of_a_guess(NETWORK_BUDGET.tries(DAY))
    one_address_always = odds_of_a_guess(NETWORK_BUDGET.tries(CODE_SPAN))
    all_day = odds_of_a_guess(SITE_BUDGET.tries(DAY))
    always = odds_of_a_guess(SITE_BUDGET.tries(CODE_SPAN))
    assert one_address_a_day < Fraction(3, 1_000_000)
    assert one_address_always < Fraction(1, 54_000)
    assert all_day < Fraction(1, 11_000)
    assert always == Fraction(673 * 2_000 * 300, CODE_PLACES) < Fraction(1, 1_600)
    assert odds_of_a_guess(SITE_BUDGET.tries(CODE_SPAN), codes=20) < Fraction(1, 24_000)


def test_a_shorter_code_would_not_do() -> None:
    tries = SITE_BUDGET.tries(CODE_SPAN)
    assert [30**places > 1_000 * tries * CODES_MAX for places in (6, 7, 8)] == [False, False, True]


def test_a_span_that_begins_within_a_window_touches_one_more() -> None:
    assert Budget(10, 900).tries(timedelta(seconds=901)) == 30


def test_a_code_is_read_with_or_without_its_dash() -> None:
    assert tidy_seat_code(" k7m2-9qxz ") == tidy_seat_code("K7M29 QXZ") == "K7M29QXZ"
    assert spoken_seat_code("K7M29QXZ") == "K7M2-9QXZ"


def test_no_code_for_a_confirmed_day_and_none_beyond_what_is_safe() -> None:
    check_giving_codes(State.SETUP, held=CODES_MAX - 6, more=6)
    check_giving_codes(State.ALLOCATION, held=0, more=6)
    for given, code in (
        ({"state": State.CONFIRMED, "held": CODES_MAX, "more": 1}, SeatRefusal.SEATS_ARE_OVER),
        ({"state": State.OPEN, "held": CODES_MAX, "more": 1}, SeatRefusal.TOO_MANY_SEAT_CODES),
    ):
        with pytest.raises(Refused) as refused:
            check_giving_codes(**given)
        assert refused.value.code is code


def test_codes_and_phones_end_by_themselves() -> None:
    assert code_holds(AT, AT + CODE_SPAN - timedelta(microseconds=1))
    assert not code_holds(AT, AT + CODE_SPAN)
    ends_at = AT + timedelta(hours=12)
    assert still_joined(last_seen_at=AT, ends_at=ends_at, now=AT + IDLE_SPAN - timedelta(seconds=1))
    assert not still_joined(last_seen_at=AT, ends_at=ends_at, now=AT + IDLE_SPAN)
    assert not still_joined(last_seen_at=ends_at, ends_at=ends_at, now=ends_at)
