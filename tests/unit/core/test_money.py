"""Money: what people type, what they read, and shares that add up."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeithappen.core.money import (
    PENCE_MAX,
    AmountProblem,
    BadAmount,
    format_pence,
    parse_pence,
    split_pence,
)


@pytest.mark.parametrize(
    ("typed", "amount_pence"),
    [
        ("1", 100),
        ("250", 25000),
        ("250.5", 25050),
        ("250.50", 25050),
        ("£1,250", 125000),
        (" £ 12.05 ", 1205),
        ("0.01", 1),
        ("1,234,567.89", 123456789),
        ("007", 700),
        ("1 000", 100000),
        ("1\u202f250.50", 125050),
        ("۱٬۲۵۰٫۵۰", 125050),
        ("£ ٣٠", 3000),
        ("5.", 500),
        ("100000000000", PENCE_MAX),
    ],
)
def test_reads_pounds_as_people_type_them(typed: str, amount_pence: int) -> None:
    assert parse_pence(typed) == amount_pence


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", AmountProblem.EMPTY),
        ("  ", AmountProblem.EMPTY),
        ("£", AmountProblem.EMPTY),
        ("-1", AmountProblem.NOT_POSITIVE),
        ("0", AmountProblem.NOT_POSITIVE),
        ("0.00", AmountProblem.NOT_POSITIVE),
        ("-0.5", AmountProblem.NOT_POSITIVE),
        ("1e3", AmountProblem.NOT_A_NUMBER),
        ("NaN", AmountProblem.NOT_A_NUMBER),
        ("inf", AmountProblem.NOT_A_NUMBER),
        ("ten", AmountProblem.NOT_A_NUMBER),
        ("1,23", AmountProblem.NOT_A_NUMBER),
        ("1 00", AmountProblem.NOT_A_NUMBER),
        ("1,000 000", AmountProblem.NOT_A_NUMBER),
        ("५", AmountProblem.NOT_A_NUMBER),
        ("1²", AmountProblem.NOT_A_NUMBER),
        ("۰", AmountProblem.NOT_POSITIVE),
        ("٠٫٠٠١", AmountProblem.TOO_MANY_DECIMALS),
        (".", AmountProblem.NOT_A_NUMBER),
        ("12.345", AmountProblem.TOO_MANY_DECIMALS),
        (str(2**63), AmountProblem.TOO_LARGE),
        ("100000000000.01", AmountProblem.TOO_LARGE),
        ("9" * 5000, AmountProblem.TOO_LARGE),
    ],
)
def test_refuses_what_is_no_amount(typed: str, problem: AmountProblem) -> None:
    with pytest.raises(BadAmount) as refused:
        parse_pence(typed)
    assert refused.value.code == problem


@given(st.integers(1, PENCE_MAX))
def test_what_is_shown_reads_back(amount_pence: int) -> None:
    assert parse_pence(format_pence(amount_pence)) == amount_pence


@given(st.text(max_size=30) | st.text("0123456789.,£p -", max_size=16))
def test_any_text_is_read_or_refused(typed: str) -> None:
    with suppress(BadAmount):
        assert 1 <= parse_pence(typed) <= PENCE_MAX


def test_shows_pounds() -> None:
    shown = [format_pence(pence) for pence in (0, 5, 105, 313000, -5, -25767300)]
    assert shown == ["£0", "£0.05", "£1.05", "£3,130", "-£0.05", "-£257,673"]


@given(st.integers(0, PENCE_MAX), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_shares_add_up_to_the_penny(total_pence: int, weights: list[int]) -> None:
    if sum(weights) == 0:
        weights[0] = 1
    parts = split_pence(total_pence, weights)
    assert sum(parts) == total_pence
    for part, weight in zip(parts, weights, strict=True):
        assert total_pence * weight // sum(weights) <= part
        assert part <= total_pence * weight // sum(weights) + 1


def test_equal_remainders_go_to_the_earlier_part() -> None:
    assert split_pence(100, [1, 1, 1]) == [34, 33, 33]


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [0]), (1, [-1, 2]), (1, [])])
def test_a_share_needs_sense(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="a total and weights"):
        split_pence(total, weights)
