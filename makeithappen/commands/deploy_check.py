"""`makeithappen deploy-check`: what must be put right before real people use this."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask import current_app
from sqlalchemy import text

from makeithappen import granting
from makeithappen.app import check_ready_to_serve
from makeithappen.cli import EXIT_BROKEN
from makeithappen.commands.running import in_app
from makeithappen.config import Config
from makeithappen.core.access import Role
from makeithappen.core.db import SAFE_WAL, db, reading, sqlite_module
from makeithappen.core.errors import SettingError
from makeithappen.migrating import alembic
from makeithappen.people import store

POSTGRES_DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


@click.command("deploy-check")
@in_app
def deploy_check() -> None:
    """Look at settings, keys and database. Exits 3 where something is not fit for real use."""
    config: Config = current_app.extensions["settings"]
    problems = [*_settings(config), *_database(config), *_people()]
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(EXIT_BROKEN)
    click.echo("Nothing to put right.", err=True)


def _settings(config: Config) -> Iterator[str]:
    try:
        check_ready_to_serve(current_app)
    except SettingError as error:
        yield str(error)
    if current_app.extensions["demo"]:
        yield "MIH_DATABASE_URL names a demo: real people need a database of their own."
    if not config.public_url.startswith("https://"):
        yield "MIH_PUBLIC_URL should begin with https://: cookies are only sent there."
    if not set(config.hosts) - {"127.0.0.1", "localhost"}:
        yield "MIH_HOSTS should hold the name that people type, like ideas.example.org."
    if config.proxy_hops == 0:
        yield "MIH_PROXY_HOPS should be 1 behind one reverse proxy, which brings https."
    if config.smtp_url is None:
        yield "MIH_SMTP_URL is empty: nobody gets a code to sign in."
    if config.head_file is None:
        yield "MIH_HEAD_FILE is empty: nobody notices that an older backup was restored."
    if not config.help_contact:
        yield "MIH_HELP_CONTACT should name a person and a phone number: it stands on each page."


def _database(config: Config) -> Iterator[str]:
    here = {script.revision for script in alembic.current()}
    wanted = {script.revision for script in alembic.heads()}
    if here != wanted:
        yield "The database is not up to date: run `makeithappen migrate`."
    if db.engine.dialect.name == "sqlite":
        version = sqlite_module().sqlite_version_info
        if version < SAFE_WAL:
            number = ".".join(map(str, version))
            yield f"SQLite {number} is old: install pysqlite3 or use PostgreSQL."
        return
    for setting, wanted_value in POSTGRES_DURABLE.items():
        value = reading().scalar(text(f"SHOW {setting}"))
        if value != wanted_value:
            yield f"PostgreSQL's {setting} is {value}: it should be {wanted_value}."
    if here and granting.may_alter(reading().connection()):
        yield 'The role in MIH_DATABASE_URL can alter the ledger: see "Database" in operations.md.'
    if config.migration_url is not None:
        yield "MIH_MIGRATION_URL is set: only `makeithappen migrate` should be able to read it."


def _people() -> Iterator[str]:
    if not store.people_with_role(reading(), [Role.ADMINISTRATOR]):
        yield "Nobody is administrator: `makeithappen people add --role administrator ...`."
    if not store.people_with_role(reading(), [Role.APPROVER]):
        yield "Nobody is approver: money can't be paid without a second person."
