"""An older backup is brought back: noticed at the start, read only until a person knows."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from ledger import published, store
from ledger.published import Kept
from ledger.rules.accounts import FunderKind
from makeithappen.commands.worker import work
from makeithappen.config import Config
from makeithappen.core.db import db, sqlite_module, transaction
from makeithappen.core.errors import DomainError, ReadOnly, SettingError
from tests.integration.ledger.given import Books
from tests.support.fixtures import named, served
from tests.support.visitor import Visitor


def copied(config: Config) -> Config:
    """A backup of the database, with a name of its own."""
    url = make_url(config.database_url)
    assert url.database is not None
    if url.get_backend_name() == "sqlite":
        source, target = (sqlite_module().connect(url.database + end) for end in ("", ".backup"))
        source.backup(target)
        source.close()
        target.close()
        return replace(config, database_url=f"sqlite:///{url.database}.backup")
    server = named(config.database_url, "postgres").replace("+psycopg", "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {url.database}_backup WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {url.database}_backup TEMPLATE {url.database}")
    return replace(config, database_url=named(config.database_url, f"{url.database}_backup"))


def turn(app: Flask) -> None:
    """What the worker does every two seconds."""
    with app.app_context():
        work(app.extensions["settings"])


def receive(books: Books, pot_id: str) -> str:
    return books.write(store.receive, pot_id=pot_id, amount_pence=100)


@dataclass(frozen=True)
class Before:
    """A site until its disk broke: its backup, and the heads before and after it was made."""

    backup: Config
    pot_id: str
    saved: Kept
    newest: Kept


def until_the_disk_breaks(app: Flask, file: Path) -> Before:
    books = Books(app, seals=False)
    pot_id = books.open_pot("council", FunderKind.COUNCIL, 10_000)
    turn(app)
    saved = kept(file)
    with app.app_context():
        db.engine.dispose()
    backup = copied(app.extensions["settings"])
    receive(books, pot_id)
    turn(app)
    assert (leads_to(app, saved), leads_to(app, kept(file))) == (True, True)
    return Before(backup, pot_id, saved, kept(file))


def test_a_restored_backup_is_read_only_until_somebody_acknowledges_it(
    app: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "head.json"
    with app.app_context():
        db.engine.dispose()
    with served(replace(app.extensions["settings"], head_file=file)) as first:
        before = until_the_disk_breaks(first, file)
    assert (before.saved.head.size, before.newest.head.size, before.newest.head.epoch) == (2, 3, 1)
    with served(before.backup) as restored:
        people_can_only_read(restored, before)
        assert kept(file) == before.newest
        somebody_acknowledges(restored, file)
    with served(before.backup) as again:
        books = Books(again, seals=False)
        receive(books, before.pot_id)
        turn(again)
        assert (books.verify().problems, books.verify().unsealed) == ((), 0)
        head = kept(file).head
        assert (head.number, head.size, head.epoch) == (before.newest.head.number, 3, 2)
        heads = (before.saved, before.newest, kept(file))
        assert [leads_to(again, one) for one in heads] == [True, False, True]
        words_alone_may_change(again)


def kept(file: Path) -> Kept:
    found = published.read(file)
    assert found is not None
    return found


def leads_to(app: Flask, one: Kept) -> bool:
    return Books(app).read(lambda session: published.leads_to(session, one))


def people_can_only_read(app: Flask, before: Before) -> None:
    with pytest.raises(ReadOnly):
        receive(Books(app, seals=False), before.pot_id)
    with pytest.raises(ReadOnly):
        turn(app)
    visitor = Visitor(app.test_client())
    assert "Entries 2" in visitor.open("/proof").text
    answer = visitor.send("/sign-in", email="sam@example.org")
    assert (answer.status, "You can only read just now" in answer.text) == (503, True)


def somebody_acknowledges(app: Flask, file: Path) -> None:
    words = {"name": "Morag", "reason": "The disk broke. One gift is typed in again."}
    with app.app_context():
        app.extensions["guard"] = lambda: None
        with transaction() as session:
            assert published.acknowledge(session, file, **words) == 2
        with pytest.raises(DomainError, match="nothing was lost"), transaction() as session:
            published.acknowledge(session, file, **words)


def words_alone_may_change(app: Flask) -> None:
    """What was lost stays on record; who said so, and why, can be erased."""
    facts = ("epoch", "acknowledged_at", "lost_number", "lost_size", "lost_head")
    changes = [f"UPDATE restores SET {one} = {one}" for one in facts]
    for statement in (*changes, "DELETE FROM restores"):
        refusing = pytest.raises(DatabaseError, match="append only")
        with app.app_context(), refusing, transaction() as session:
            session.execute(text(statement))
    with app.app_context(), transaction() as session:
        session.execute(text("UPDATE restores SET name = '', reason = ''"))


def test_a_file_that_holds_no_head_stops_the_site_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "head.json"
    assert published.read(file) is None
    for words in ("", "{}", "[]", "\xff", json.dumps({"peaks": [], "signature": "x"})):
        file.write_text(words, encoding="latin-1")
        with pytest.raises(SettingError, match="MIH_HEAD_FILE: no head can be read"):
            published.read(file)
    with pytest.raises(SettingError, match="should name a file in a folder"):
        Config.from_env({"MIH_HEAD_FILE": str(tmp_path)})
