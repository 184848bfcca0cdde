"""The database: one engine, one visible transaction per write, one clock.

SQLite and PostgreSQL behave alike from here on. On SQLite writers queue behind one lock, so that
nobody ever reads "database is locked"; BEGIN IMMEDIATE and the busy timeout are the fallback.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import select
import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from flask import current_app, g, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import BigInteger, Dialect, Engine, MetaData, String, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from makeithappen.core.errors import Refused
from makeithappen.core.prepared import Prepared, run
from makeithappen.core.refusing import note

Pence = BigInteger
"""Column type for amounts: whole pence."""

SAFE_WAL = (3, 51, 3)
"""From this SQLite on, write-ahead logging is safe with several connections."""


class Base(DeclarativeBase):
    """The base of all tables; named constraints, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcTime(TypeDecorator[datetime]):
    """A UTC time, kept as text with microseconds: the same on both databases, and it sorts."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else utc_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def utc_text(at: datetime) -> str:
    """An aware time as text, such as "2026-11-21T10:00:00.123456Z"."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


db = SQLAlchemy(session_options={"expire_on_commit": False})


def engine_options(database_url: str) -> dict[str, Any]:
    """What create_engine needs for this address. Raises ArgumentError for one it can't read."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return {
            "url": url,
            "pool_size": 8,
            "max_overflow": 8,
            "hide_parameters": True,
        }
    options = {"module": sqlite_module(), "connect_args": {"timeout": 10}}
    return {"url": url, "hide_parameters": True, **options}


def sqlite_module() -> ModuleType:
    """The newest SQLite to be had: a recent one from its wheel, else Python's own."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def prepare_engine(engine: Engine) -> None:
    """Set each new connection up, and let `transaction()` say how a transaction begins."""
    if engine.dialect.name != "sqlite":
        event.listen(engine, "checkout", _check_alive)
        return

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None
        for pragma in sqlite_pragmas(sqlite_module()):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        how = connection.get_execution_options().get("begin", "")
        run(connection, connection.connection.cursor(), f"BEGIN {how}")


def _check_alive(connection: Any, record: Any, proxy: Any) -> None:
    """Leave a kept connection whose server has gone; asking the server would cost a round trip.

    Nothing is to be read from an idle connection, except that its other end was closed.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise DisconnectionError


def sqlite_pragmas(module: ModuleType) -> list[str]:
    """Durable settings; the write-ahead log only where it is safe with several connections."""
    safe = module.sqlite_version_info >= SAFE_WAL
    journal = ["journal_mode=WAL", "synchronous=FULL"]
    if not safe:
        journal = ["journal_mode=DELETE", "synchronous=EXTRA"]
    return [*journal, "foreign_keys=ON", "recursive_triggers=ON", "secure_delete=ON", "mmap_size=0"]


def reading() -> Session:
    """The request's session, for reading only."""
    return db.session


def reading_afresh() -> Session:
    """The request's session in one new transaction, after what was only glanced at: for rows that
    come piece by piece, which PostgreSQL gives in a transaction alone.
    """
    db.session.rollback()
    return db.session


def glancing() -> Session:
    """The request's session for a few statements that each stand alone, as a poll asks them.

    On PostgreSQL each is a transaction of its own, which spares two round trips.
    """
    session = db.session
    if not session.in_transaction() and db.engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
    return session


@contextmanager
def transaction() -> Generator[Session]:
    """The one write of a request: all of it is committed, or nothing.

    What was read before is let go first, so that a decision only rests on what is read inside.
    Raises Refused where the view needs a fresh one-time code and there is none (`step_up`), and
    ReadOnly where the app's guard says so. A refusal that ends it is noted in the log.
    """
    try:
        with _transaction() as session:
            yield session
    except Refused as refused:
        note(refused.code)
        raise


@contextmanager
def _transaction() -> Generator[Session]:
    session = db.session
    if session.info.get("writing"):
        raise RuntimeError("a transaction inside a transaction")
    if has_request_context():
        if request.method in {"GET", "HEAD"}:
            raise RuntimeError("a GET must not write")
        if g.get("has_written", False):
            raise RuntimeError("a second transaction in one request")
        if (unproven := g.get("unproven")) is not None:
            raise unproven
        g.has_written = True
    session.rollback()
    current_app.extensions["guard"]()
    with _writing(session):
        yield session


@contextmanager
def side_transaction() -> Generator[Session]:
    """A small write of its own: last-seen times, counters, proofs, kept texts only."""
    with db.sessionmaker() as session, _writing(session):
        yield session


@contextmanager
def _writing(session: Session) -> Generator[None]:
    session.info["writing"] = True
    try:
        with _queue(db.engine):
            session.connection(execution_options={"begin": "IMMEDIATE"})
            yield
            session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False


_NOW = {
    "sqlite": Prepared(text("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")),
    "postgresql": Prepared(text("SELECT clock_timestamp()")),
}


def now(session: Session) -> datetime:
    """The time by the database's clock, UTC. Decisions take it from here and pass it on."""
    [(at,)] = _NOW[session.get_bind().dialect.name].rows(session)
    return datetime.fromisoformat(at) if isinstance(at, str) else at.astimezone(UTC)


_threads = threading.Lock()
_waiting: dict[str, threading.RLock] = {}


@contextmanager
def _queue(engine: Engine) -> Generator[None]:
    """Let one writer at a time through to a SQLite file: threads by a lock, processes by a file."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        yield
        return
    with _threads:
        turn = _waiting.setdefault(name, threading.RLock())
    with turn:
        file = os.open(f"{name}.writer", os.O_WRONLY | os.O_CREAT, 0o666)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)  # and with it the lock
