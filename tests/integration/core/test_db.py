"""Transactions, the clock, and what is durable."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from makeithappen.core.db import db, now, reading, sqlite_module, sqlite_pragmas, transaction
from makeithappen.core.events import Event, record


def note(app: Flask, what: str = "noted") -> None:
    with app.app_context(), transaction() as session:
        record(session, at=now(session), actor_id="a", what=what, subject_id="s")


def write_nothing() -> None:
    with transaction():
        pass


def test_an_error_leaves_nothing_behind(app: Flask) -> None:
    def fail() -> None:
        with transaction() as session:
            record(session, at=now(session), actor_id="a", what="noted", subject_id="s")
            raise ValueError("no")

    with app.app_context(), pytest.raises(ValueError, match="no"):
        fail()
    with app.app_context():
        assert reading().scalar(select(func.count()).select_from(Event)) == 0


def test_a_transaction_inside_a_transaction_is_a_mistake(app: Flask) -> None:
    with app.app_context(), transaction(), pytest.raises(RuntimeError, match="inside"):
        write_nothing()


def test_a_get_must_not_write(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(RuntimeError, match="GET"):
        write_nothing()


def test_a_request_writes_once(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        write_nothing()
        with pytest.raises(RuntimeError, match="second"):
            write_nothing()


def test_fifty_writers_at_once_all_get_through(app: Flask) -> None:
    with ThreadPoolExecutor(25) as pool:
        list(pool.map(lambda turn: note(app, f"turn {turn}"), range(50)))
    with app.app_context():
        assert reading().scalar(select(func.count()).select_from(Event)) == 50


def test_the_clock_is_the_databases_and_in_utc(app: Flask) -> None:
    with app.app_context():
        at = now(reading())
    assert at.utcoffset() == timedelta(0)
    assert abs(at - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize("statement", ["UPDATE events SET what = 'x'", "DELETE FROM events"])
def test_the_audit_trail_is_append_only(app: Flask, statement: str) -> None:
    note(app)
    with (
        app.app_context(),
        pytest.raises(DatabaseError, match="append only"),
        transaction() as session,
    ):
        session.execute(text(statement))


def test_sqlite_is_recent_durable_and_checks_keys(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            assert reading().scalar(text("SHOW synchronous_commit")) == "on"
            return
        said = [
            reading().scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert sqlite_module().sqlite_version_info >= (3, 51, 3)
    assert said == ["wal", 2, 1]


def test_an_old_sqlite_does_without_the_write_ahead_log() -> None:
    old = SimpleNamespace(sqlite_version_info=(3, 40, 1))
    assert sqlite_pragmas(old)[:2] == ["journal_mode=DELETE", "synchronous=EXTRA"]  # type: ignore[arg-type]
