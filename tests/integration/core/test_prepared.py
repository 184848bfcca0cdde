"""Statements that the driver runs itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from makeithappen.core.db import Base, db, reading, transaction
from makeithappen.core.intents import Intent
from makeithappen.core.prepared import Prepared, together

Way = Callable[[Session], AbstractContextManager[None]]
WRITES = Prepared(insert(Base.metadata.tables["intents"]).inline())
FINDS = Prepared(
    select(Intent.key, Intent.place)
    .where(Intent.scope == "test", Intent.actor_id == bindparam("actor_id"))
    .order_by(Intent.key)
)


def row(key: str, actor_id: str = "ann") -> dict[str, object]:
    return {"key": key, "scope": "test", "actor_id": actor_id, "body_hash": "", "place": f"/{key}"}


def found(actor_id: str = "ann") -> list[Any]:
    return FINDS.rows(reading(), actor_id=actor_id)


def test_rows_go_in_and_come_out(app: Flask, statements: Any) -> None:
    with app.app_context(), statements() as said:
        with transaction() as session:
            WRITES.write(session, row("a"), row("b"))
            WRITES.write(session, row("c", "bob' OR '%'='"))
        assert (found(), found("bob' OR '%'='"), found("cy")) == (
            [("a", "/a"), ("b", "/b")],
            [("c", "/c")],
            [],
        )
    assert [statement.split()[0] for statement in said] == ["INSERT"] * 3 + ["SELECT"] * 3


def write(*rows: dict[str, object], way: Way = nullcontext) -> None:
    with transaction() as session, way(session):
        for one in rows:
            WRITES.write(session, one)


@pytest.mark.parametrize("way", [nullcontext, together])
def test_what_the_driver_refuses_undoes_all(app: Flask, way: Way) -> None:
    with app.app_context():
        with pytest.raises(IntegrityError):
            write(row("a"), row("b"), row("a"), row("c"), way=way)
        assert found() == []
        write(row("a"), way=way)
        assert found() == [("a", "/a")]


def cut_off(way: Way) -> None:
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with transaction() as session:
        own: Any = session.connection().connection.dbapi_connection
        with psycopg.connect(address) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (own.info.backend_pid,))
        with way(session):
            WRITES.write(session, row("a"))


@pytest.mark.parametrize("way", [nullcontext, together])
def test_a_connection_that_was_cut_is_left(app: Flask, way: Way) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            pytest.skip("there is no server that could go")
        with pytest.raises(OperationalError) as error:
            cut_off(way)
        assert (error.value.connection_invalidated, found()) == (True, [])
        write(row("a"))
        assert found() == [("a", "/a")]
