"""A process killed, a disk that is full, a database that goes away, a clock that jumps: nothing
that was said to be kept is lost, nothing is half there, and trying again helps."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Engine, event, select

from ledger import models, store
from ledger.rules.entry import EntryKind
from makeithappen.core.access import Role
from makeithappen.core.db import db, transaction
from tests.integration.ledger.given import Books, two_pots
from tests.integration.ledger.test_pages_reading import name_the_fund
from tests.support.visitor import Visitor

SAID = 25
Enter = Callable[..., Visitor]


@pytest.fixture
def books(app: Flask) -> Books:
    return two_pots(app)


def receipts(books: Books) -> list[str]:
    """The ids of all receipts."""
    own = select(models.Entry.id).where(models.Entry.kind == EntryKind.RECEIPT.value)
    return books.read(lambda session: sorted(session.scalars(own)))


def test_what_was_committed_outlives_the_process_that_is_killed(books: Books) -> None:
    before, settings = set(receipts(books)), books.app.extensions["settings"]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MIH_")},
        "MIH_DATABASE_URL": settings.database_url,
        "MIH_KEYS_DIR": str(settings.keys_dir),
        "MIH_SECRET_KEY": secrets.token_urlsafe(32),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.ledger.killed", books.pots["council"]],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = [process.stdout.readline().strip() for _line in range(SAID)]
    process.send_signal(signal.SIGKILL)
    said += process.stdout.read().split()
    assert (process.wait(), all(said)) == (-signal.SIGKILL, True)
    process.stdout.close()
    kept = set(receipts(books)) - before
    assert set(said) <= kept
    assert len(kept) - len(said) in {0, 1}  # one may be kept that nobody was told of
    books.seal()
    report = books.verify()
    assert (report.problems, report.unsealed) == ((), 0)
    assert books.balances()["council:held"] == 30_000 + len(kept)


@contextmanager
def full_disk(engine: Engine) -> Iterator[None]:
    """SQLite gets not a single page more."""

    def limit(connection: Any, *_rest: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def lift(connection: Any, *_rest: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1073741823")

    event.listen(engine, "checkout", limit)
    yield
    event.remove(engine, "checkout", limit)
    event.listen(engine, "checkout", lift)


@contextmanager
def cut_off(engine: Engine) -> Iterator[None]:
    """PostgreSQL ends the connection that is about to write an entry."""

    def end(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO entries"):
            address = engine.url.set(drivername="postgresql")
            backend = connection.connection.dbapi_connection.info.backend_pid
            with psycopg.connect(address.render_as_string(hide_password=False)) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (backend,))

    event.listen(engine, "before_cursor_execute", end)
    yield
    event.remove(engine, "before_cursor_execute", end)


def test_a_disk_that_is_full_or_a_database_that_goes_is_a_sentence(
    books: Books, enter: Enter
) -> None:
    app = books.app
    name_the_fund(app)
    holder = enter(Role.FUND_HOLDER)
    on = {"received_on__day": "1", "received_on__month": "4", "received_on__year": "2022"}
    typed = {"pot": books.pots["council"], "amount": "0.01", **on}
    with app.app_context():
        engine = db.engine
    goes = full_disk if engine.dialect.name == "sqlite" else cut_off
    with goes(engine):
        for _try in range(200):
            before, page = receipts(books), holder.open("/ledger/funds/fund-1/receipts/new")
            failed = holder.fill(page, **typed)
            if failed.status != 200:
                break
    assert (failed.status, "Sent twice, it counts once." in failed.text) == (503, True)
    assert receipts(books) == before
    assert [holder.fill(page, **typed).status for _try in range(2)] == [200, 200]
    assert len(receipts(books)) == len(before) + 1  # the same page, sent again, counts once
    books.seal()
    assert books.verify().problems == ()


CLOCK = (
    datetime(2027, 3, 28, 0, 59, 50, tzinfo=UTC),  # in Glasgow it is summer ten seconds later
    datetime(2027, 3, 28, 1, 0, 10, tzinfo=UTC),
    datetime(2027, 3, 25, 1, 0, 10, tzinfo=UTC),  # three days back
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # the hour that comes twice: 1:30 in summer
    datetime(2027, 10, 31, 1, 30, tzinfo=UTC),  # and 1:30 in winter
    datetime(2027, 11, 3, 1, 30, tzinfo=UTC),  # three days on
    datetime(2027, 6, 30, 23, 30, tzinfo=UTC),  # half past midnight there
)


def test_a_clock_that_jumps_changes_neither_order_nor_sums(books: Books) -> None:
    zones, made = {"fund-1": ZoneInfo("Europe/London")}, list[str]()
    for number, at in enumerate(CLOCK):
        with books.app.app_context(), transaction() as session:
            by = store.By("person-ann", at, f"clock-{number}", zones=zones)
            pot = {"pot_id": books.pots["council"], "amount_pence": 10**number}
            made.append(store.receive(session, by, **pot))
    books.seal()
    entry, seal = models.Entry, models.Seal
    found = books.read(
        lambda session: session.execute(
            select(entry.id, entry.effective_on)
            .join(seal, seal.entry_id == entry.id)
            .order_by(seal.position)
        ).all()[-len(CLOCK) :]
    )
    days = [(3, 28), (3, 28), (3, 25), (10, 31), (10, 31), (11, 3), (7, 1)]
    expected = [
        (entry_id, date(2027, month, day))
        for entry_id, (month, day) in zip(made, days, strict=True)
    ]
    assert [(entry_id, on) for entry_id, on in found] == expected
    assert books.balances()["council:held"] == 30_000 + 1_111_111
    assert books.verify().problems == ()
