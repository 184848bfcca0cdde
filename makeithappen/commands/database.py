"""`makeithappen migrate`: bring the database up to date."""

from __future__ import annotations

import functools
import os

import click
from sqlalchemy.engine import make_url

from makeithappen import granting, migrating
from makeithappen.commands.running import in_app, make_migrating_app
from makeithappen.config import Config
from makeithappen.core.db import db


@click.command("migrate")
@functools.partial(in_app, make=make_migrating_app)
def migrate() -> None:
    """Create the tables, or bring them up to date; say what the site's own role may do."""
    migrating.migrate()
    role = _site_role()
    if role is not None:
        with db.engine.begin() as connection:
            granting.grant(connection, role)
        click.echo(f"{role} may read all, add to the ledger, and change nothing of it.", err=True)
    click.echo("The database is up to date.", err=True)


def _site_role() -> str | None:
    """Who serves the site, where that is somebody else than who owns the tables."""
    config = Config.from_env(os.environ)
    serves, owns = make_url(config.database_url), config.migration_url
    if owns is None or serves.get_backend_name() != "postgresql":
        return None
    return serves.username if serves.username != make_url(owns).username else None
