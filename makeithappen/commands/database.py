"""`makeithappen migrate`: bring the database up to date."""

from __future__ import annotations

import click

from makeithappen import migrating
from makeithappen.commands.running import in_app


@click.command("migrate")
@in_app
def migrate() -> None:
    """Create the tables, or bring them up to date."""
    migrating.migrate()
    click.echo("The database is up to date.", err=True)
