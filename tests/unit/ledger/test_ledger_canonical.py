"""Canonical text: one spelling per meaning, and no kind of value that has two."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.rules.canonical import Unsealable, canonical_json, is_hex, sha256_hex, time_text

TEXT = st.text(max_size=4)
PLAIN = st.recursive(
    st.none() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    assert canonical_json({"b": [1, None], "a": {"é": "x"}}) == '{"a":{"\\u00e9":"x"},"b":[1,null]}'


@settings(deadline=None)
@given(st.dictionaries(TEXT, PLAIN, max_size=4))
def test_the_text_says_the_same_and_is_a_fixed_point(value: dict[str, Any]) -> None:
    text = canonical_json(value)
    assert text.isascii()
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@pytest.mark.parametrize("value", [1.0, True, b"x", {1: "a"}, [0.5], {"a": {"b": False}}])
def test_what_has_more_than_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(Unsealable):
        canonical_json(cast("Any", {"value": value}))


def test_hexadecimal_digits_are_lower_case_and_counted() -> None:
    assert is_hex("0f", 2)
    assert [is_hex(value, 2) for value in ("0F", "0", "0ff", "0g", "", 15, None)] == [False] * 7
    assert is_hex(sha256_hex(b""), 64)


def test_a_time_in_utc_has_one_text() -> None:
    assert time_text(datetime(2026, 5, 14, 18, 0, tzinfo=UTC)) == "2026-05-14T18:00:00.000000Z"
    at = datetime(2026, 5, 14, 18, 0, 0, 123456, tzinfo=UTC)
    assert time_text(at) == "2026-05-14T18:00:00.123456Z"


def test_a_local_time_is_refused() -> None:
    summer = timezone(timedelta(hours=1))
    for at in (datetime(2026, 5, 14, 18, 0), datetime(2026, 5, 14, 18, 0, tzinfo=summer)):  # noqa: DTZ001
        with pytest.raises(Unsealable, match="UTC"):
            time_text(at)
