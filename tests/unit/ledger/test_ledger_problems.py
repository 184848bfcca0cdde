"""Findings: keys and values that can be printed anywhere, types that count."""

from __future__ import annotations

from ledger.rules.problems import Problem, altered, row_key, shown


def test_keys_as_text() -> None:
    assert row_key("postings", {"entry_id": "e", "account_id": "a"}) == "e/a"
    assert row_key("postings", {"entry_id": None}) == "NULL/NULL"
    assert row_key("seals", {"position": 5}) == "5"
    assert row_key("entries", {"id": b"\xff"}) == "b'\\xff'"
    assert row_key("entries", {"id": "a\udcffb"}) == "a\\udcffb"
    assert len(row_key("entries", {"id": "x" * 1_000})) == 500


def test_values_as_reasons_quote_them() -> None:
    assert shown(None) == "NULL"
    assert shown("é") == "'\\xe9'"
    assert shown(5) == "5"
    assert shown("x" * 200) == "'" + "x" * 79 + "..."


def test_the_type_of_a_value_counts() -> None:
    expected = {"a": 5, "b": "x", "c": None}
    assert list(altered("awards", "k", expected, {"a": 5, "b": "x", "c": None})) == []
    assert list(altered("awards", "k", expected, {"a": 5.0, "b": b"x", "c": ""})) == [
        Problem("awards", "k", "a is 5.0, but the sealed entry says 5"),
        Problem("awards", "k", "b is b'x', but the sealed entry says 'x'"),
        Problem("awards", "k", "c is '', but the sealed entry says NULL"),
    ]
