"""`makeithappen scrutineer`: make the key and open the envelope, on the scrutineer's own machine.

Needs neither database nor settings.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from makeithappen.cli import EXIT_CANNOT
from makeithappen.core.envelopes import new_key, open_with
from makeithappen.core.errors import Refused
from panels.rules.links import PURPOSE

File = click.Path(path_type=Path, dir_okay=False)


@click.group("scrutineer")
def scrutineer() -> None:
    """For the scrutineer of a day: who alone can tell whose sheets were whose."""


@scrutineer.command("new")
@click.option("--out", required=True, type=File, help="Where the private key goes.")
def new(*, out: Path) -> None:
    """Make a key pair. The private key goes into a new file, the public one is printed."""
    private_key, public_key = new_key()
    _write(out, private_key)
    click.echo(public_key)
    click.echo(f"Keep {out} to yourself. The line above goes into the day's settings.", err=True)


@scrutineer.command("open")
@click.argument("envelope", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--key", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--out", required=True, type=File, help="Where the opened list goes.")
def open_envelope(*, envelope: Path, key: Path, out: Path) -> None:
    """Open the envelope of a day, as `makeithappen day envelope` wrote it."""
    try:
        text = open_with(key.read_text(), envelope.read_text(), PURPOSE)
    except Refused:
        _cannot(f"{key} does not open {envelope}. Use the private key that belongs to the day.")
    except (OSError, UnicodeDecodeError) as error:
        _cannot(f"A file can't be read: {error}")
    else:
        _write(out, text)
        click.echo(
            f"Written: {out}. It tells who scored what: delete it when it is used.", err=True
        )


def _write(out: Path, text: str) -> None:
    """Write a new file that is its owner's alone."""
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text + "\n")
    except OSError as error:
        _cannot(f"{out} can't be written: {error.strerror}.")


def _cannot(words: str) -> None:
    click.echo(words, err=True)
    raise SystemExit(EXIT_CANNOT)
