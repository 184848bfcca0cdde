"""The site in a role of its own on PostgreSQL: all of it works, and nothing alters the ledger."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, ProgrammingError

from ledger import sealing, store
from ledger.enforcement import APPEND_ONLY, RESERVING_TABLES
from ledger.rules.records import RECORD_KEYS
from makeithappen import demo, granting
from makeithappen.config import Config
from makeithappen.core.db import db, now, transaction
from tests.integration.ledger.given import Books, whole_way
from tests.support.fixtures import named, served

COMMAND = str(Path(sys.executable).with_name("makeithappen"))
LEDGER = (
    *(*APPEND_ONLY, *RESERVING_TABLES, *RECORD_KEYS),
    *("balances", "unsealed", "closes", "subjects", "pot_months", "subject_keys"),
)
COLUMN = {
    "unsealed": "number",
    "entries": "content_hash",
    "heads": "root",
    "pot_months": "month",
    "subject_keys": "wrapped",
}


def of_role(address: str, role: str) -> str:
    return make_url(address).set(username=role).render_as_string(hide_password=False)


@pytest.fixture
def roles(postgres: str) -> Iterator[tuple[str, str, str]]:
    """An empty database, the role that owns it, and the role that serves the site."""
    owner, site = (f"{name}_{secrets.token_hex(4)}" for name in ("owner", "site"))
    with psycopg.connect(postgres, autocommit=True) as connection:
        for role in (owner, site):
            connection.execute(f"CREATE ROLE {role} LOGIN")
        connection.execute(f"CREATE DATABASE {owner} OWNER {owner}")
    yield named(postgres, owner), owner, site
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {owner} WITH (FORCE)")
        for role in (owner, site):
            connection.execute(f"DROP ROLE {role}")


@pytest.fixture
def site(roles: tuple[str, str, str], config: Config) -> Iterator[Flask]:
    """The app as its own role, after `makeithappen migrate` as who owns the tables."""
    address, owner, role = roles
    urls = {
        "MIH_DATABASE_URL": of_role(address, role),
        "MIH_MIGRATION_URL": of_role(address, owner),
        "MIH_KEYS_DIR": str(config.keys_dir),
    }
    said = subprocess.run(
        [COMMAND, "migrate"], env={**os.environ, **urls}, capture_output=True, text=True, check=True
    )
    assert said.stderr == (
        f"{role} may read all, add to the ledger, and change nothing of it.\n"
        "The database is up to date.\n"
    )
    with served(replace(config, database_url=urls["MIH_DATABASE_URL"])) as app:
        yield app


def denied(app: Flask, statement: str, words: str = "permission denied|must be owner") -> None:
    with app.app_context(), pytest.raises(ProgrammingError, match=words), transaction() as session:
        session.execute(text(statement))


def test_the_whole_way_of_the_money_works_and_nothing_of_it_can_be_altered(site: Flask) -> None:
    books = whole_way(site)
    assert books.verify().problems == ()
    for table in LEDGER:
        column = COLUMN.get(table, "entry_id")
        denied(site, f"UPDATE {table} SET {column} = {column}")
        if table != "subject_keys":
            denied(site, f"DELETE FROM {table}")
        denied(site, f"TRUNCATE {table} CASCADE")
        denied(site, f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        denied(site, f"ALTER TABLE {table} ADD COLUMN more text")
        denied(site, f"DROP TABLE {table} CASCADE")
    denied(site, "INSERT INTO balances (account_id, balance_pence) VALUES ('x', 0)")
    denied(site, "INSERT INTO unsealed (entry_id) VALUES ('x')")
    denied(site, "INSERT INTO pot_months (pot_id) VALUES ('x')")
    denied(site, "UPDATE events SET what = what")
    denied(site, "UPDATE alembic_version SET version_num = '0001'")
    denied(site, "SET session_replication_role = replica")
    denied(site, "CREATE TABLE seals_too (id int)")
    denied(site, "DROP FUNCTION ledger_balances_typed() CASCADE")
    with site.app_context(), db.engine.connect() as connection:
        assert not granting.may_alter(connection)
    assert books.verify().problems == ()


def test_somebody_can_be_erased_and_no_key_goes_otherwise(site: Flask) -> None:
    books = whole_way(site)
    kept = pytest.raises(IntegrityError, match="kept until erased")
    with site.app_context(), kept, transaction() as session:
        session.execute(text("DELETE FROM subject_keys"))
    going = {"idea_ids": ["idea-1"], "second_actor_id": "person-cy"}
    books.write(store.erase_subject, "person-ann", actor_id="bo", **going)
    tails = books.read(lambda session: session.scalars(text("SELECT tail FROM payees")).all())
    assert (set(tails), books.verify().problems) == ({""}, ())


def test_what_acts_as_the_owner_serves_only_its_own_tables(site: Flask) -> None:
    """A trigger on a table of one's own would move balances a second time."""
    books = Books(site)
    functions = ("accounts_balance", "postings_balance", "entries_wait", "seals_stand")
    functions += ("entries_months",)
    for name in functions:
        denied(
            site,
            "CREATE TEMP TABLE mine (id text, entry_id text, account_id text, amount_pence int);"
            f"CREATE TRIGGER x AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION ledger_{name}()",
            "permission denied for function",
        )
    assert books.verify().ok


def test_the_whole_site_works_in_its_own_role(site: Flask) -> None:
    with site.app_context():
        with transaction() as session:
            demo.fill(session, now(session))
        with transaction() as session:
            by = store.By("person-ann", now(session), "one more")
            pot_id = session.execute(text("SELECT id FROM pots ORDER BY id LIMIT 1")).scalar_one()
            store.receive(session, by, pot_id=pot_id, amount_pence=1)
        assert sealing.seal_now() == 1
    assert Books(site).verify().problems == ()


def test_an_owner_could_alter_the_ledger(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect() as connection:
                assert granting.may_alter(connection)
