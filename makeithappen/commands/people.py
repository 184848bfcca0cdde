"""`makeithappen people`: the first administrators, before anybody can sign in."""

from __future__ import annotations

from typing import TextIO

import click

from makeithappen import erasing
from makeithappen.commands.running import in_app
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.emails import EMAIL, tidy_email
from makeithappen.people import store


@click.group("people")
def people() -> None:
    """People and their roles."""


@people.command("add")
@click.option("--first-name", required=True)
@click.option("--email", required=True)
@click.option("--role", "roles", multiple=True, type=click.Choice([str(role) for role in Role]))
@in_app
def add(first_name: str, email: str, roles: tuple[str, ...]) -> None:
    """Add somebody who can then sign in with a code. For setting up; later use the People page."""
    address = tidy_email(email) or ""
    if not EMAIL.fullmatch(address):
        raise click.BadParameter("should be an e-mail address, like name@example.org")
    with transaction() as session:
        at = now(session)
        person_id = store.add_person(
            session, first_name=first_name, email=address, actor_id="command", at=at
        )
        for role in roles:
            store.give_role(session, person_id=person_id, role=role, actor_id="command", at=at)
    click.echo(person_id)


@people.command("erased")
@in_app
def erased() -> None:
    """Who was erased, one id and time a line: keep this list outside, beside the backups."""
    for person_id, at in erasing.erased(reading()):
        click.echo(f"{person_id} {at.isoformat()}")


@people.command("erase-again")
@click.argument("kept", type=click.File())
@in_app
def erase_again(kept: TextIO) -> None:
    """Erase those whom a restored backup brought back. KEPT is what `people erased` wrote."""
    listed = [line.split()[0] for line in kept if line.strip()]
    with transaction() as session:
        at = now(session)
        gone = [one for one in listed if erasing.erase_again(session, one, at=at)]
    erasing.wipe_log()
    for person_id in gone:
        click.echo(person_id)
    click.echo(f"{len(gone)} erased again, {len(listed) - len(gone)} were gone.", err=True)
