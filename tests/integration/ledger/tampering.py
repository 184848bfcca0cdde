"""What somebody with full power over the database can do: triggers off, edit, triggers back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import Engine

from ledger import models, models_paying
from ledger.rules.problems import PRIMARY_KEYS
from makeithappen.core.db import db, sqlite_module

assert models_paying  # its tables are known then, too
Row = dict[str, Any]
COLUMNS = {
    table: tuple(models.Base.metadata.tables[table].columns.keys()) for table in PRIMARY_KEYS
}


class NotTaken(Exception):
    """The database has no room for such a value, whoever asks."""


def quoted(columns: Iterable[str]) -> str:
    """Columns for a statement: `end` is a word of SQL."""
    return ", ".join(f'"{column}"' for column in columns)


class Tamperer:
    """Reads and edits rows with no trigger, foreign key or (on SQLite) CHECK in the way."""

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect.name
        if self.dialect == "sqlite":
            self.raw: Any = sqlite_module().connect(engine.url.database, isolation_level=None)
            self.raw.execute("PRAGMA foreign_keys=OFF")
            self.raw.execute("PRAGMA synchronous=OFF")
            self.raw.execute("PRAGMA ignore_check_constraints=ON")
            self.raw.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
            return
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self.raw = psycopg.connect(url, autocommit=True)
        self.raw.execute("SET session_replication_role = replica")

    def rows(self, table: str) -> list[Row]:
        keys = ", ".join(PRIMARY_KEYS[table])
        columns = quoted(COLUMNS[table])
        found = self.raw.execute(f"SELECT {columns} FROM {table} ORDER BY {keys}")
        return [dict(zip(COLUMNS[table], row, strict=True)) for row in found.fetchall()]

    def run(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        mark = "?" if self.dialect == "sqlite" else "%s"
        try:
            self.raw.execute(statement.replace("?", mark), values)
        except (psycopg.Error, sqlite_module().Error, UnicodeEncodeError, ValueError) as error:
            raise NotTaken(str(error)) from error

    def update(self, table: str, row: Row, **changes: Any) -> None:
        keys = " AND ".join(f"{key} = ?" for key in PRIMARY_KEYS[table])
        named = ", ".join(f'"{column}" = ?' for column in changes)
        values = (*changes.values(), *(row[key] for key in PRIMARY_KEYS[table]))
        self.run(f"UPDATE {table} SET {named} WHERE {keys}", values)

    def delete(self, table: str, row: Row) -> None:
        keys = " AND ".join(f"{key} = ?" for key in PRIMARY_KEYS[table])
        values = tuple(row[key] for key in PRIMARY_KEYS[table])
        self.run(f"DELETE FROM {table} WHERE {keys}", values)

    def insert(self, table: str, row: Row) -> None:
        marks = ", ".join("?" for _ in row)
        named = quoted(row)
        self.run(f"INSERT INTO {table} ({named}) VALUES ({marks})", tuple(row.values()))

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Many changes in one transaction."""
        self.raw.execute("BEGIN")
        yield
        self.raw.execute("COMMIT")

    def drop_unique(self) -> None:
        """Takes off what keeps two rows from having the same value (PostgreSQL only)."""
        if self.dialect == "sqlite":
            return
        found = self.raw.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE contype IN ('u', 'c') AND conrelid::regclass::text = ANY(%s)",
            (list(PRIMARY_KEYS),),
        )
        for table, name in found.fetchall():
            drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
            self.raw.execute(drop.format(sql.Identifier(table), sql.Identifier(name)))


@contextmanager
def tampering(app: Flask) -> Iterator[Tamperer]:
    """Triggers are off inside and back afterwards."""
    with app.app_context():
        tamperer = Tamperer(db.engine)
    taken_off: list[tuple[str, str]] = []
    if tamperer.dialect == "sqlite":
        found = tamperer.raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        taken_off = found.fetchall()
        for name, _ in taken_off:
            tamperer.raw.execute(f"DROP TRIGGER {name}")
    try:
        yield tamperer
    finally:
        for _, statement in taken_off:
            tamperer.raw.execute(statement)
        tamperer.raw.close()
