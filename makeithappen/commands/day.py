"""`makeithappen day`: a day's decision as one file, and whether it is still what was sealed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from makeithappen import awarding, heads
from makeithappen.cli import EXIT_BROKEN
from makeithappen.commands.running import cannot, in_app
from makeithappen.core.db import now, reading, transaction
from panels import store
from panels.rules.bundle import Form, bundle_text

DAYS_MAX = 100_000


@click.group("day")
def day() -> None:
    """Investment days: list, export and verify them."""


@day.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@in_app
def list_days(*, as_json: bool) -> None:
    """List the days, the newest first."""
    lines = store.list_days(reading(), most=DAYS_MAX)
    if as_json:
        rows = [{"id": one.day_id, "name": one.name, "state": str(one.shown)} for one in lines]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in lines:
        click.echo(f"{one.day_id}  {one.shown:<10} {one.name}")


@day.command("export")
@click.argument("day_id", metavar="DAY")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--linked", is_flag=True, help="With the sheets under pseudonyms; this is logged.")
@in_app
def export(*, day_id: str, out: Path, linked: bool) -> None:
    """Write the decision bundle of a confirmed day; `makeithappen decide` recounts it."""
    form = Form.LINKED if linked else Form.PUBLIC
    made = store.day_bundle(reading(), day_id, form)
    bundle = heads.with_head(reading(), store.load_day(reading(), day_id), made)
    if linked:
        # Noted before the file is there: a log that can't be written keeps the file from being.
        with transaction() as session:
            store.log_linked_export(session, day_id, actor_id="command", at=now(session))
    _write(out, bundle_text(bundle), private=linked)
    click.echo(f"Written: {out}, digest {bundle['digest']}", err=True)


@day.command("envelope")
@click.argument("day_id", metavar="DAY")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@in_app
def envelope(*, day_id: str, out: Path) -> None:
    """Write the sealed list of whose sheets were whose; its scrutineer alone can open it."""
    sealed = store.sealed_links(reading(), day_id)
    if sealed is None:
        cannot("This day has no envelope: it isn't confirmed, or it has no scrutineer.")
    else:
        _write(out, sealed + "\n", private=True)


def _write(out: Path, text: str, *, private: bool) -> None:
    """Write a file; a private one is its owner's alone."""
    try:
        if private:
            out.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(out, flags, 0o600 if private else 0o644), "w") as file:
            file.write(text)
    except OSError as error:
        cannot(f"{out} can't be written: {error.strerror}.")


@day.command("verify")
@click.argument("day_id", metavar="DAY")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@in_app
def verify(*, day_id: str, as_json: bool) -> None:
    """Compare the database with the digest that was sealed. Exits 3 where anything differs."""
    found = store.check_bundle(reading(), day_id)
    problems = [*found.problems, *awarding.awards_that_differ(reading(), day_id)]
    if as_json:
        said = {"ok": not problems, "sealed": found.sealed_digest, "digest": found.digest}
        click.echo(json.dumps({**said, "problems": problems}))
    else:
        for problem in problems:
            click.echo(f"Not as it was: {problem}")
        state = "NOT as it was sealed" if problems else "as it was sealed"
        click.echo(f"The day is {state}: {found.sealed_digest or 'no digest'}")
    if problems:
        raise SystemExit(EXIT_BROKEN)
