"""Numbers in the digits of any keyboard that families have."""

from __future__ import annotations

import pytest

from makeithappen.core.digits import parse_whole, plain_digits


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("-3", -3),
        ("007", 7),
        ("12,000", 12_000),
        ("1 000", 1_000),
        ("1\u00a0000\u202f000", 1_000_000),
        ("1,000,000", 1_000_000),
        ("999999999", 999_999_999),
        ("۳۰", 30),
        ("٣٠", 30),
        ("۱٬۰۰۰", 1_000),
    ],
)
def test_a_whole_number_is_read(typed: str, number: int) -> None:
    assert parse_whole(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        *("", "x", "²", "1²", "①", "५", "Ⅷ", "½", "1.5", "۱٫۵", "1e3", "--1", "+1", "1_000", "1\n"),
        *("1,0", "1,00,000", "1,000 000", "1  000", "1000,000", "1234567890", "1,000,000,000"),
    ],
)
def test_anything_else_is_no_number(typed: str) -> None:
    assert parse_whole(typed) is None


def test_other_words_stay() -> None:
    assert plain_digits("۱ slide, ² swings") == "1 slide, ² swings"
