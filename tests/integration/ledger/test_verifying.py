"""Verification over real databases: quiet on clean books; what is edited: test_tamper_matrix."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from ledger import store
from ledger.rules.problems import Problem
from ledger.rules.records import RECORD_KEYS
from ledger.verifying import verify
from makeithappen.core.db import db
from makeithappen.core.keys import keys
from tests.integration.ledger.given import Books
from tests.integration.ledger.given_kinds import every_kind
from tests.integration.ledger.tampering import tampering

MANY = 52


@pytest.fixture
def books(app: Flask) -> Books:
    return every_kind(app)


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
            "subjects",
            "closes",
            "seals",
            "heads",
            "balances",
            "pot_months",
        ),
    )
    assert report.entries == report.sealed == MANY


def test_an_empty_ledger_is_sound(app: Flask) -> None:
    report = Books(app).verify()
    assert (report.ok, report.entries, report.sealed) == (True, 0, 0)


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
