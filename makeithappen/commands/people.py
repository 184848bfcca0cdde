"""`makeithappen people`: the first administrators, before anybody can sign in."""

from __future__ import annotations

import click

from makeithappen.commands.running import in_app
from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
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
