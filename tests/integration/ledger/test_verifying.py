"""Verification over real databases: quiet on clean books, naming whatever is edited by SQL."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

import pytest
from flask import Flask

from ledger import store
from ledger.rules.problems import PRIMARY_KEYS, Problem, row_key
from ledger.rules.records import RECORD_KEYS
from ledger.verifying import Report, verify
from makeithappen.core.db import db
from makeithappen.core.keys import keys
from tests.integration.ledger.given import Books, to_the_result
from tests.integration.ledger.tampering import COLUMNS, NotTaken, Row, Tamperer, tampering

MANY = 46
STRANGE: list[Any] = [None, "\udcff", b"\xff", 1.5]


@pytest.fixture
def books(app: Flask) -> Books:
    made = to_the_result(app)
    made.rotate()
    return made


def named(report: Report) -> set[tuple[str, str]]:
    json.dumps(asdict(report))
    assert report.ok is not bool(report.problems)
    return {(problem.table, problem.row) for problem in report.problems}


def some(rows: list[Row]) -> list[Row]:
    """One in the middle, and the last."""
    return [rows[place] for place in sorted({len(rows) // 2, len(rows) - 1})]


def other(value: Any) -> Any:
    """Another value that could pass for the true one."""
    if isinstance(value, int):
        return value + 1
    if not isinstance(value, str):
        return "entry-x" if value is None else value.replace(day=value.day % 27 + 1)
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def test_clean_books_are_quiet(books: Books) -> None:
    report = books.verify()
    assert (report.ok, report.problems, report.tables) == (
        True,
        (),
        (
            "entries",
            "postings",
            "accounts",
            "awards",
            "pledges",
            "payments",
            "conditions",
            "condition_marks",
            "key_changes",
            "payment_payees",
            "payment_runs",
            "spends",
            *RECORD_KEYS,
            "seals",
            "heads",
            "balances",
        ),
    )
    assert report.entries == report.sealed == MANY


def test_an_empty_ledger_is_sound(app: Flask) -> None:
    report = Books(app).verify()
    assert (report.ok, report.entries, report.sealed) == (True, 0, 0)


def test_any_edited_value_names_its_row(books: Books) -> None:
    with tampering(books.app) as tamperer:
        tamperer.drop_unique()
        for table in PRIMARY_KEYS:
            row = tamperer.rows(table)[-1]
            for column in COLUMNS[table]:
                taken = [
                    value
                    for value in [other(row[column]), *STRANGE]
                    if edited(books, tamperer, table, row, column, value)
                ]
                assert taken, (table, column)
    assert books.verify().ok


def edited(books: Books, tamperer: Tamperer, table: str, row: Row, column: str, value: Any) -> bool:
    """Edits one value, checks that its row is named, puts it back; False if nothing changed."""
    before = tamperer.rows(table)
    try:
        tamperer.update(table, row, **{column: value})
    except NotTaken:
        return False
    changed = [one for one in tamperer.rows(table) if one not in before]
    if not changed:
        return False
    found = named(books.verify())
    keys_of_it = {(table, row_key(table, row)), (table, row_key(table, changed[0]))}
    if column in PRIMARY_KEYS[table] or (table, column) == ("seals", "entry_id"):
        assert found & keys_of_it, (column, value, found)
        assert {name for name, _ in found} <= {table, "entries"}, (column, value, found)
    else:
        assert found == keys_of_it, (column, value, found)
    tamperer.update(table, changed[0], **{column: row[column]})
    return True


def test_a_deleted_row_is_named(books: Books) -> None:
    with tampering(books.app) as tamperer:
        for table in PRIMARY_KEYS:
            for row in some(tamperer.rows(table)):
                tamperer.delete(table, row)
                found = named(books.verify())
                assert (table, row_key(table, row)) in found
                assert {name for name, _ in found} <= {table, "entries"}
                tamperer.insert(table, row)
    assert books.verify().ok


def test_an_inserted_row_is_named(books: Books) -> None:
    with tampering(books.app) as tamperer:
        for table in PRIMARY_KEYS:
            row = tamperer.rows(table)[0]
            more = dict(row)
            for column in PRIMARY_KEYS[table]:
                more[column] = 99 if isinstance(row[column], int) else f"{row[column]}-x"
            if table == "entries":
                none = dict.fromkeys(("pledge_id", "payment_id", "reverses_id"))
                more |= {"intent_key": "x", **none}
            if table in {"awards", "seals"}:
                more |= {name: "x" for name in ("idea_id", "entry_id") if name in more}
            tamperer.insert(table, more)
            assert (table, row_key(table, more)) in named(books.verify())
            tamperer.delete(table, more)
    assert books.verify().ok


def test_swapped_rows_are_both_named(books: Books) -> None:
    with tampering(books.app) as tamperer:
        for table, keys_of in PRIMARY_KEYS.items():
            for first, second in unlike(table, tamperer.rows(table)):
                swapped = [
                    first | {key: second[key] for key in keys_of},
                    second | {key: first[key] for key in keys_of},
                ]
                replace(tamperer, table, [first, second], swapped)
                found = named(books.verify())
                assert {(table, row_key(table, row)) for row in swapped} <= found
                replace(tamperer, table, swapped, [first, second])
    assert books.verify().ok


def unlike(table: str, rows: list[Row]) -> list[tuple[Row, Row]]:
    """Two rows that differ in more than their keys, if the table has them."""
    first = rows[0]
    for second in rows[1:]:
        if first | {key: second[key] for key in PRIMARY_KEYS[table]} != second:
            return [(first, second)]
    return []


def replace(tamperer: Tamperer, table: str, old: list[Row], new: list[Row]) -> None:
    for row in old:
        tamperer.delete(table, row)
    for row in new:
        tamperer.insert(table, row)


def test_a_head_of_another_key_is_named(books: Books) -> None:
    with books.app.app_context():
        report = verify(db.engine, {"another": keys().public_key()})
    assert report.problems[0] == Problem("heads", "1", "it is signed with an unknown key")


def test_progress_is_told(books: Books) -> None:
    told: list[int] = []
    with books.app.app_context():
        report = verify(db.engine, {keys().key_id(): keys().public_key()}, told.append)
    assert (report.ok, told) == (True, [MANY])


def test_more_rows_than_one_chunk(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.verifying.CHUNK", 2)
    assert books.verify().ok


def test_problems_stop_somewhere(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.verifying.PROBLEMS_MAX", 3)
    with tampering(books.app) as tamperer:
        tamperer.run("UPDATE entries SET fund_id = 'fund-x'")
    report = books.verify()
    assert (report.ok, len(report.problems)) == (False, 3)


def test_books_can_be_written_on_after_a_verification(books: Books) -> None:
    assert books.verify().ok
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=1)
    assert books.verify().sealed == MANY + 1


def test_writing_during_a_verification_raises_no_alarm(books: Books) -> None:
    def receive(_: int) -> str:
        return books.write(store.receive, pot_id=books.pots["council"], amount_pence=1)

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(receive, number) for number in range(20)]
        reports = [books.verify() for _ in range(5)]
        assert len({done.result() for done in writing}) == 20
    assert [report.problems for report in reports] == [()] * 5
    assert books.verify().sealed == MANY + 20
