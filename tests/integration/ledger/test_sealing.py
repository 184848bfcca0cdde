"""Sealing later: in the order of the commits, by one at a time, and nothing gets lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from ledger import models, sealing, store
from ledger.models_sealing import Unsealed
from ledger.rules.accounts import FunderKind
from ledger.rules.problems import Problem
from makeithappen.core.access import Role
from makeithappen.core.db import db, now, transaction
from makeithappen.core.errors import Refused
from tests.integration.ledger.given import Books, wanted
from tests.integration.ledger.tampering import tampering
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]


def one_pot(app: Flask, pence: int = 10_000) -> Books:
    """Two entries that are sealed; what comes then waits."""
    books = Books(app)
    books.open_pot("council", FunderKind.COUNCIL, pence)
    books.seals = False
    return books


def receive(books: Books, pence: int = 1) -> str:
    return books.write(store.receive, pot_id=books.pots["council"], amount_pence=pence)


def queue(books: Books) -> list[str]:
    return books.read(
        lambda s: list(s.scalars(select(Unsealed.entry_id).order_by(Unsealed.number)))
    )


def sealed(books: Books) -> list[str]:
    order = select(models.Seal.entry_id).order_by(models.Seal.position)
    return books.read(lambda session: list(session.scalars(order)))


def test_what_is_posted_waits_and_the_worker_seals_it_in_order(app: Flask) -> None:
    books = one_pot(app)
    before = sealed(books)
    posted = [receive(books, pence) for pence in (1, 2, 3)]
    lag = books.read(sealing.lag)
    assert (queue(books), lag.entries, lag.since is None) == (posted, 3, False)
    report = books.verify()
    assert (report.ok, report.entries, report.sealed, report.unsealed) == (True, 5, 2, 3)
    with app.app_context():
        assert [sealing.seal_now(wait=False), sealing.seal_now(wait=False)] == [3, 0]
    assert (queue(books), sealed(books)) == ([], [*before, *posted])
    head = books.read(store.newest_head)
    assert head is not None
    assert (head.head.number, head.head.size, books.read(sealing.lag).entries) == (3, 5, 0)
    assert books.verify().problems == ()


def test_a_long_queue_takes_more_heads(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.sealing.ENTRIES_MAX", 2)
    books = one_pot(app)
    posted = [receive(books) for _ in range(5)]
    assert (books.seal(), sealed(books)[2:]) == (5, posted)
    head = books.read(store.newest_head)
    assert head is not None
    assert (head.head.number, head.head.size) == (5, 7)
    assert books.verify().ok


def test_what_waits_is_read_and_undone_as_if_it_were_sealed(app: Flask) -> None:
    books = Books(app, seals=False)
    books.open_pot("council", FunderKind.COUNCIL, 10_000)
    award_id = books.award(amount_pence=4_000)
    payment_id = books.prepare(award_id, 1_000)
    lines = books.read(lambda session: store.entries_of_award(session, award_id))
    assert [(line.position, str(line.entry.kind)) for line in lines] == [
        (None, "award"),
        (None, "ratification"),
        (None, "agreement_offered"),
        (None, "agreement_accepted"),
        (None, "payment_prepared"),
    ]
    assert [line.payment.id for line in books.read(store.payments_waiting)] == [payment_id]
    books.write(store.refuse_payment, payment_id, actor_id="bo")
    books.write(store.release_day, "day-1")
    assert books.balances() == {"council:held": 10_000, "council:free": 10_000}
    assert (books.verify().unsealed, books.verify().problems) == (10, ())
    books.seal()
    assert books.verify().problems == ()


def test_a_day_and_a_payment_are_sealed_with_what_came_before(app: Flask) -> None:
    books = Books(app, seals=False)
    books.open_pot("council", FunderKind.COUNCIL, 10_000)
    payment_id = books.prepare(books.award(amount_pence=4_000), 1_000)
    assert books.read(sealing.lag).entries == 7
    paid = books.write(store.approve_payment, payment_id, actor_id="bo")
    assert (books.read(sealing.lag).entries, sealed(books)[-1]) == (0, paid)


def test_a_demo_has_no_worker_and_seals_at_once(app: Flask) -> None:
    books = one_pot(app)
    app.extensions["demo"] = True
    receive(books)
    assert (queue(books), books.verify().unsealed) == ([], 0)


def test_what_dies_while_it_seals_leaves_all_of_it_to_the_next_turn(app: Flask) -> None:
    books = one_pot(app)
    posted = [receive(books), receive(books)]

    def dies() -> None:
        with transaction() as session:
            assert sealing.seal_waiting(session) == 2
            raise KeyboardInterrupt

    with app.app_context(), pytest.raises(KeyboardInterrupt):
        dies()
    assert (queue(books), books.verify().unsealed) == (posted, 2)
    assert (books.seal(), queue(books), books.verify().problems) == (2, [], ())


def test_many_sealers_at_once_make_one_chain(app: Flask) -> None:
    books = one_pot(app)

    def act(number: int) -> int:
        if number % 2:
            receive(books)
            return 0
        return books.seal()

    with ThreadPoolExecutor(8) as pool:
        done = sum(pool.map(act, range(40)))
    assert done + books.seal() == 20
    report = books.verify()
    assert (report.problems, report.sealed, report.unsealed) == ((), 22, 0)


def on_postgresql(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            pytest.skip("SQLite has one writer")


def open_second_fund(books: Books) -> str:
    """A pot of another fund."""
    return books.write(
        store.open_pot,
        fund_id="fund-2",
        funder_id=books.funders["council"],
        name="Another",
        restriction="anything",
    )


def test_two_funds_never_wait_for_each_other_and_a_late_number_is_not_lost(app: Flask) -> None:
    """The first fund takes the lower number and commits last: it is sealed all the same."""
    on_postgresql(app)
    books = one_pot(app)
    pots = {"fund-1": books.pots["council"], "fund-2": open_second_fund(books)}
    books.seal()
    posted, may_commit = Event(), Event()

    def slow() -> str:
        with app.app_context(), transaction() as session:
            by = store.By("person-ann", now(session), "slow")
            made = store.receive(session, by, pot_id=pots["fund-1"], amount_pence=1)
            posted.set()
            assert may_commit.wait(30)
        return made

    def quick(fund_id: str) -> str:
        return books.write(store.receive, pot_id=pots[fund_id], amount_pence=2)

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(slow)
        assert posted.wait(30)
        other = pool.submit(quick, "fund-2").result(timeout=30)
        same = pool.submit(quick, "fund-1")
        with pytest.raises(TooLong):
            same.result(timeout=0.5)
        assert (queue(books), books.seal(), sealed(books)[-1]) == ([other], 1, other)
        may_commit.set()
        expected = [first.result(timeout=30), same.result(timeout=30)]
    numbers = books.read(lambda s: list(s.scalars(select(Unsealed.number))))
    assert (queue(books), len(numbers)) == (expected, 2)
    assert (books.seal(), sealed(books)[-3:]) == (2, [other, *expected])
    assert books.verify().problems == ()


def test_one_that_seals_is_not_waited_for_by_the_worker(app: Flask) -> None:
    on_postgresql(app)
    books = one_pot(app)
    receive(books)

    def other() -> int:
        with app.app_context():
            return sealing.seal_now(wait=False)

    with app.app_context(), transaction() as session, ThreadPoolExecutor(1) as pool:
        assert sealing.seal_waiting(session) == 1
        assert pool.submit(other).result(timeout=30) == 0
    assert books.verify().unsealed == 0


def test_the_queue_is_kept_by_the_database_alone(app: Flask) -> None:
    books = one_pot(app)
    receive(books)
    first = sealed(books)[0]
    for statement, words in (
        ("UPDATE unsealed SET number = number", "unsealed: append only"),
        ("DELETE FROM unsealed", "unsealed: it is not sealed yet"),
        (f"INSERT INTO unsealed (entry_id) VALUES ('{first}')", "unsealed: it is sealed already"),
        ("INSERT INTO unsealed (entry_id) SELECT entry_id FROM unsealed", "(?i)duplicate|unique"),
        ("INSERT INTO unsealed (entry_id) VALUES ('entry-none')", "(?i)foreign key"),
    ):
        with app.app_context(), pytest.raises(DatabaseError, match=words), transaction() as session:
            session.execute(text(statement))
    assert books.verify().unsealed == 1


def test_an_entry_that_nobody_will_seal_is_a_finding(app: Flask) -> None:
    books = one_pot(app)
    kept, lost = receive(books), receive(books)
    with tampering(app) as tamperer:
        tamperer.run("DELETE FROM unsealed WHERE entry_id = ?", (lost,))
        reason = "it is neither sealed nor in the queue"
        assert books.verify().problems == (Problem("entries", lost, reason),)
        tamperer.run("INSERT INTO unsealed (number, entry_id) VALUES (90, ?)", (lost,))
        assert books.verify().problems == ()
        tamperer.run("INSERT INTO unsealed (number, entry_id) VALUES (91, 'entry-none')")
        sound = sealed(books)[0]
        tamperer.run("INSERT INTO unsealed (number, entry_id) VALUES (92, ?)", (sound,))
        assert books.verify().problems == (
            Problem("unsealed", "91", "it stands for an entry that does not exist"),
            Problem("unsealed", "92", "its entry is sealed already"),
        )
        tamperer.run("DELETE FROM unsealed WHERE number > 90")
        tamperer.run("UPDATE postings SET amount_pence = 2 WHERE entry_id = ?", (kept,))
        named = {(one.table, one.row) for one in books.verify().problems}
        assert named == {
            ("postings", f"{kept}/{books.pots['council']}:{kind}") for kind in ("held", "free")
        }


def test_the_lag_is_said_on_each_page_that_shows_a_head(
    app: Flask, enter: Enter, visitor: Visitor
) -> None:
    books = one_pot(app)
    auditor = enter(Role.AUDITOR)
    said = "2 new entries are not sealed yet"
    pages = ("/ledger/verify", "/proof")
    assert [path for path in pages if said in auditor.open(path).text] == []
    entry_id = [receive(books), receive(books)][0]
    assert [path for path in pages if said not in auditor.open(path).text] == []
    assert "Not sealed yet" in auditor.open("/ledger/entries").text
    assert "This entry is not sealed yet." in auditor.open(f"/ledger/entries/{entry_id}").text
    books.seal()
    assert [path for path in pages if said in auditor.open(path).text] == []
    assert "This entry is not sealed yet." not in auditor.open(f"/ledger/entries/{entry_id}").text


def at_once(act: Callable[[int], Any], times: int) -> Counter[Any]:
    with ThreadPoolExecutor(40) as pool:
        return Counter(pool.map(act, range(times)))


def test_one_intent_key_by_forty_hands_makes_one_entry(app: Flask) -> None:
    books = one_pot(app)

    def receive_once(_number: int) -> str:
        try:
            with app.app_context(), transaction() as session:
                by = store.By("person-ann", now(session), "the same key")
                store.receive(session, by, pot_id=books.pots["council"], amount_pence=5)
        except DatabaseError:
            return "refused"
        return "received"

    assert at_once(receive_once, 40) == {"received": 1, "refused": 39}
    assert (books.balances()["council:held"], books.verify().entries) == (10_005, 3)


def test_four_hundred_awards_at_once_spend_exactly_what_is_there(app: Flask) -> None:
    books = one_pot(app, 100_000)

    def award(number: int) -> str:
        try:
            books.write(store.make_award, wanted(f"idea-{number}", 1_000))
        except Refused as refused:
            return str(refused.code)
        return "awarded"

    assert at_once(award, 400) == {"awarded": 100, "exceeds_available": 300}
    assert books.balances() == {"council:held": 100_000, "council:reserved": 100_000}
    assert (books.seal(), books.verify().problems) == (100, ())


def command(app: Flask, *words: str) -> subprocess.CompletedProcess[str]:
    settings = app.extensions["settings"]
    urls = {"MIH_DATABASE_URL": settings.database_url, "MIH_KEYS_DIR": str(settings.keys_dir)}
    name = str(Path(sys.executable).with_name("makeithappen"))
    own = {**os.environ, **urls}
    return subprocess.run([name, *words], env=own, capture_output=True, text=True, check=False)


def test_the_commands_count_what_waits_and_the_worker_needs_no_mail(app: Flask) -> None:
    books = one_pot(app)
    receive(books)
    found = command(app, "ledger", "verify", "--json", "--require-sealed")
    report = json.loads(found.stdout)
    counts = (report["ok"], report["entries"], report["sealed"], report["unsealed"])
    assert (found.returncode, counts) == (3, (True, 3, 2, 1))
    worked = command(app, "worker", "--once")
    said = "MIH_SMTP_URL is empty: entries are sealed, mail waits.\n"
    assert (worked.returncode, worked.stderr) == (0, said)
    found = command(app, "ledger", "verify", "--require-sealed")
    said = "Everything fits: 3 entries, 3 sealed, 0 not yet.\n"
    assert (found.returncode, found.stdout) == (0, said)
