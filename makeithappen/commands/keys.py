"""`makeithappen keys`: make the keys that a real installation needs."""

from __future__ import annotations

from pathlib import Path

import click

from ledger import sealing
from ledger.rules.subjects import ALL_FUNDS
from ledger.store import By
from ledger.store import key_changes as store
from makeithappen.commands.running import cannot, in_app
from makeithappen.core.db import now, transaction
from makeithappen.core.keys import write_keys
from makeithappen.core.signing import make_signing_key, name_of, public_part, signer_of


@click.group("keys")
def keys() -> None:
    """The keys for mail, digests and the ledger."""


@keys.command("new")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def new(folder: Path) -> None:
    """Make fresh keys in FOLDER; then name it in MIH_KEYS_DIR. Nothing is overwritten."""
    try:
        write_keys(folder)
    except OSError as error:
        cannot(f"The keys can't be made: {error.strerror}: {error.filename}")
    click.echo(f"Made. Set MIH_KEYS_DIR={folder.absolute()} and keep a copy elsewhere.", err=True)


@keys.command("rotate")
@in_app
def rotate() -> None:
    """Announce a new signing key in the ledger, under the old one; heads after it have the new."""
    with transaction() as session:
        sealing.take_turn(session, ALL_FUNDS)
        replaced = public_part(signer_of(store.announced_key_id(session)))
        fresh = make_signing_key(replaced)
        at = now(session)
        store.announce_key(session, By("command", at, f"rotate\n{fresh.hex()}"), fresh, replaced)
    sealing.seal_now()  # under the old key
    click.echo(f"Heads are signed with {name_of(fresh)} from the next one on. Back its file up.")
    click.echo("The replaced private key can be deleted; its .pub file must stay.", err=True)
