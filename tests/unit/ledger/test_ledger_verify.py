"""Verification: silent on clean rows, and naming table and row of whatever else is done to them."""

from __future__ import annotations

import pytest

from ledger.rules.problems import PRIMARY_KEYS, Problem, row_key
from ledger.rules.verify import TABLES
from tests.unit.ledger.ledger_kinds import every_kind
from tests.unit.ledger.ledger_world import Row, verify, whole_way

CLEAN = every_kind().tables
COLUMNS = [(table, column) for table in TABLES for column in CLEAN[table][0]]
STRANGE: list[object] = [
    None,
    "",
    "x",
    "\udcff",
    "[" * 100_000,
    b"\xff",
    -1,
    0,
    2**63 - 1,
    1.5,
    float("nan"),
    "2026-13-01",
]


def tables() -> dict[str, list[Row]]:
    return {table: [dict(row) for row in rows] for table, rows in CLEAN.items()}


def named(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.table, problem.row) for problem in problems}


def lookalike(value: object) -> object:
    """Another value that could pass for the true one."""
    if isinstance(value, int):
        return value + 1
    if not isinstance(value, str):
        return "entry-001"
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def test_clean_rows_raise_no_alarm() -> None:
    assert verify(tables()) == []


def test_one_head_over_many_seals_raises_no_alarm() -> None:
    assert verify(whole_way(head_each=False).tables) == []


def test_the_sample_fills_every_table() -> None:
    assert {table for table in TABLES if CLEAN[table]} == set(PRIMARY_KEYS)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_an_altered_value_names_its_row_and_no_other(table: str, column: str) -> None:
    last = len(CLEAN[table]) - 1
    for place in {0, last // 2, last}:
        row = CLEAN[table][place]
        for value in [*(STRANGE if place == last else ()), None, lookalike(row[column])]:
            if value == row[column] and type(value) is type(row[column]):
                continue
            edited = tables()
            edited[table][place][column] = value
            found = named(verify(edited))
            own = {(table, row_key(table, row)), (table, row_key(table, edited[table][place]))}
            if column in PRIMARY_KEYS[table] or (table, column) == ("seals", "entry_id"):
                assert found & own
                assert {name for name, _ in found} <= {table, "entries"}
            else:
                assert found == own, value


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_row_is_named(table: str) -> None:
    for place, row in enumerate(CLEAN[table]):
        edited = tables()
        del edited[table][place]
        found = verify(edited)
        assert (table, row_key(table, row)) in named(found), row
        assert {name for name, _ in named(found)} <= {table, "entries"}, found


@pytest.mark.parametrize("table", TABLES)
def test_a_row_too_many_is_named(table: str) -> None:
    for row in CLEAN[table]:
        edited = tables()
        more = dict(row)
        for column in PRIMARY_KEYS[table]:
            more[column] = 99 if isinstance(row[column], int) else f"{row[column]}-x"
        edited[table].append(more)
        assert (table, row_key(table, more)) in named(verify(edited)), row


@pytest.mark.parametrize("table", TABLES)
def test_rows_that_change_places_are_both_named(table: str) -> None:
    rows = CLEAN[table]
    for place in range(len(rows) - 1):
        edited = tables()
        first, second = edited[table][place], edited[table][place + 1]
        for column in PRIMARY_KEYS[table]:
            first[column], second[column] = second[column], first[column]
        changed = {
            (table, row_key(table, row))
            for row, now in ((first, rows[place + 1]), (second, rows[place]))
            if row != now
        }
        assert changed <= named(verify(edited)), (first, second)


def test_a_row_under_another_existing_entry_is_named() -> None:
    edited = tables()
    edited["accounts"][0]["entry_id"] = "entry-003"
    assert verify(edited) == [
        Problem("accounts", "pot-council:receivable", "it is missing"),
        Problem("accounts", "pot-council:receivable", "its entry does not hold it"),
    ]


def test_a_wrong_posting_does_not_hide_a_wrong_balance() -> None:
    edited = tables()
    edited["postings"][0]["amount_pence"] = -29_999
    edited["balances"][2]["balance_pence"] = 18_401 - 1
    assert verify(edited) == [
        Problem(
            "postings",
            "entry-003/pot-council:free",
            "amount_pence is -29999, but the sealed entry says -30000",
        ),
        Problem(
            "balances",
            "pot-council:free",
            "balance_pence is 18400, but the sum of the postings says 18401",
        ),
    ]
