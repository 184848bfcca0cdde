"""`makeithappen keys`: make the keys that a real installation needs."""

from __future__ import annotations

from pathlib import Path

import click

from makeithappen.commands.running import cannot
from makeithappen.core.keys import write_keys


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
