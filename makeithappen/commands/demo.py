"""`makeithappen demo`: a database with something in it to look at."""

from __future__ import annotations

import click
from flask import current_app
from sqlalchemy import func, select

from makeithappen import demo as content
from makeithappen import migrating
from makeithappen.commands.running import in_app
from makeithappen.core.db import db, now, reading, transaction
from makeithappen.core.errors import SettingError
from makeithappen.core.keys import Keys, find_demo, mark_demo
from makeithappen.people.models import Person


@click.command("demo")
@click.option("--if-missing", is_flag=True, help="Do nothing where the demo is there already.")
@in_app
def demo(*, if_missing: bool) -> None:
    """Create the tables and load the demo into an empty database."""
    migrating.migrate()
    if find_demo(db.engine) is not None:
        if not if_missing:
            raise SettingError("This database holds the demo already.")
        return
    if reading().scalar(select(func.count()).select_from(Person)):
        raise SettingError("MIH_DATABASE_URL should name an empty database: this one has people.")
    current_app.extensions["keys"] = fresh = Keys.fresh()
    with transaction() as session:
        mark_demo(session, fresh)
        content.fill(session, now(session))
    click.echo("The demo is loaded. `makeithappen serve` shows it.", err=True)
