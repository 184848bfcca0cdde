"""`makeithappen ledger head` and `ledger bundle`: what an outsider needs to check everything."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from ledger import exporting
from ledger.sealing import seal_now
from makeithappen.commands.running import cannot, in_app
from makeithappen.core.db import db
from makeithappen.core.errors import Missing
from makeithappen.core.signing import our_public_keys

OUT = click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file."
)


@click.command("head")
@OUT
@in_app
def head(*, out: Path) -> None:
    """Write the newest signed head, to be kept where nobody of us can change it."""
    seal_now()
    write(out, lambda: [exporting.newest_head_file(db.engine, our_public_keys())])


@click.command("bundle")
@OUT
@in_app
def bundle(*, out: Path) -> None:
    """Write the whole ledger for `verify_ledger.py`; the same head gives the same bytes."""
    seal_now()
    write(out, lambda: exporting.bundle_lines(db.engine, our_public_keys()))


def write(out: Path, lines: Callable[[], Iterable[str]]) -> None:
    """Write lines beside the file, then put them in its place, so that it is never half there."""
    beside: str | None = None
    try:
        descriptor, beside = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
        with os.fdopen(descriptor, "w", encoding="ascii", newline="\n") as file:
            file.writelines(lines())
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(out)
        beside = None
    except Missing:
        cannot("The ledger has no entries yet.")
    except OSError as error:
        cannot(f"{out} can't be written: {error.strerror}")
    finally:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
    click.echo(f"Written: {out}", err=True)
