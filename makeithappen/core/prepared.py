"""Statements that are asked so often that SQLAlchemy's way to the driver is most of their cost.

A `Prepared` is put together once for each kind of database and then run by the driver, on the
connection and inside the transaction of the session that it is given. Values go in and come out as
the driver has them: text, whole numbers, None. Who listens to statements hears of these as well,
and what the driver raises is raised as SQLAlchemy's own error.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Row = Mapping[str, object]
_MANY = False  # what a listener is told of: each row is a statement of its own


class Prepared:
    """One statement. All rows that are given to it have the same columns; lists don't expand."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._made: dict[str, tuple[str, Callable[[Row], Any]]] = {}

    def rows(self, session: Session, **values: object) -> list[Any]:
        """What the statement finds for these values."""
        return self._run(session, [values]).fetchall()

    def write(self, session: Session, *rows: Row) -> None:
        """Write these rows."""
        self._run(session, rows)

    def _run(self, session: Session, rows: Sequence[Row]) -> Any:
        connection = session.connection()
        dialect = connection.dialect
        made = self._made.get(dialect.name) or self._make(dialect, rows[0])
        sql, given = made
        cursor = connection.connection.cursor()
        for row in rows:
            run(connection, cursor, sql, given(row))
        return cursor

    def _make(self, dialect: Dialect, row: Row) -> tuple[str, Callable[[Row], Any]]:
        made: Any = self._statement.compile(dialect=dialect, column_keys=list(row))
        fixed = {name: value for name, value in made.params.items() if value is not None}
        names: Sequence[str] | None = made.positiontup

        def by_place(values: Row) -> Sequence[object]:
            own = {**fixed, **values}
            return [own[name] for name in names or ()]

        def by_name(values: Row) -> Row:
            return {**fixed, **values}

        self._made[dialect.name] = (str(made), by_name if names is None else by_place)
        return self._made[dialect.name]


def run(connection: Connection, cursor: Any, sql: str, values: Any = ()) -> None:
    """Let the driver run this as it is."""
    for hears in connection.dispatch.before_cursor_execute:
        hears(connection, cursor, sql, values, None, _MANY)
    try:
        cursor.execute(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        _raise(connection, sql, error)


@contextmanager
def together(session: Session) -> Generator[None]:
    """What is written inside travels together: on PostgreSQL it is one round trip, whose first
    error is raised at the end. Nothing is read inside.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        _raise(connection, None, error)


def _raise(connection: Connection, sql: str | None, error: Any) -> NoReturn:
    """As SQLAlchemy would; a connection that is lost is not used again."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if lost:
        connection.invalidate(error)
    raise DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    ) from error
