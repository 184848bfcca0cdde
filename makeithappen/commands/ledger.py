"""`makeithappen ledger`: prove that nothing was altered, and say what the money did."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from typing import IO

import click
from flask import current_app

from ledger import published, store, verifying
from ledger.rules.canonical import Unsealable
from ledger.rules.kept import read_kept
from ledger.rules.problems import Problem
from makeithappen.cli import EXIT_BROKEN
from makeithappen.commands.ledger_export import bundle, head
from makeithappen.commands.running import in_app
from makeithappen.config import Config
from makeithappen.core.db import db, reading, transaction
from makeithappen.core.errors import SettingError
from makeithappen.core.keys import keys
from makeithappen.core.money import format_pence
from makeithappen.core.signatures import signed
from makeithappen.core.signing import our_public_keys

SUMS = (
    "confirmed_pence",
    "received_pence",
    "awarded_pence",
    "cancelled_pence",
    "paid_pence",
    "returned_pence",
    "available_pence",
    "held_pence",
    "receivable_pence",
    "reserved_pence",
    "at_risk_pence",
    "lost_pence",
    "interest_pence",
    "fees_pence",
    "corrected_pence",
    "set_aside_pence",
)


@click.group("ledger")
def ledger() -> None:
    """The ledger: every penny from receipt to result."""


ledger.add_command(head)
ledger.add_command(bundle)


@ledger.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--require-sealed", is_flag=True, help="Exit 3 while any entry waits for its seal.")
@click.option("--against", type=click.File("r"), help="A head that somebody kept: HEAD.json.")
@in_app
def verify(*, as_json: bool, require_sealed: bool, against: IO[str] | None) -> None:
    """Recompute everything from the rows. Exits 3 where anything does not fit."""
    found = _verified(against, _told_on_terminal() if not as_json else nullcontext())
    if as_json:
        click.echo(json.dumps(asdict(found)))
    else:
        _tell(found)
    if not found.ok or (require_sealed and found.unsealed):
        raise SystemExit(EXIT_BROKEN)


def _verified(
    against: IO[str] | None, telling: AbstractContextManager[Callable[[int], None] | None]
) -> verifying.Report:
    """A head that was altered is a finding like any other, and then the only one."""
    try:
        kept = None if against is None else read_kept(against.read(), signed)
    except (Unsealable, UnicodeDecodeError) as error:
        problem = Problem("kept head", against.name if against else "", str(error))
        return verifying.Report(False, 0, 0, 0, (), (problem,))  # noqa: FBT003
    wrapper = keys().wrapper() if keys().wrapping else None
    with telling as progress:
        return verifying.verify(db.engine, our_public_keys(), progress, kept, wrapper)


@contextmanager
def _told_on_terminal() -> Iterator[Callable[[int], None] | None]:
    """A bar on a terminal; nothing where the output goes into a file."""
    count, hidden = verifying.seals(db.engine), not sys.stderr.isatty()
    with click.progressbar(length=count, label="Checking", file=sys.stderr, hidden=hidden) as bar:
        yield lambda done: bar.update(done - bar.pos)


def _tell(found: verifying.Report) -> None:
    for problem in found.problems:
        click.echo(f"{problem.table} {problem.row}: {problem.reason}")
    state = "Everything fits" if found.ok else f"{len(found.problems)} problems"
    counts = f"{found.entries} entries, {found.sealed} sealed, {found.unsealed} not yet"
    click.echo(f"{state}: {counts}.")


@ledger.command("acknowledge-restore")
@click.option("--name", required=True, help="Who says so.")
@click.option("--reason", required=True, help="What happened, and what became of the lost entries.")
@in_app
def acknowledge_restore(*, name: str, reason: str) -> None:
    """Say that an older backup was restored on purpose: writing goes on in a new epoch."""
    config: Config = current_app.extensions["settings"]
    if config.head_file is None:
        raise SettingError("MIH_HEAD_FILE should name the file in which the newest head is kept.")
    current_app.extensions["guard"] = lambda: None  # this is the one write that it waits for
    with transaction() as session:
        epoch = published.acknowledge(session, config.head_file, name=name, reason=reason)
    click.echo(f"The next head begins epoch {epoch}.", err=True)


@ledger.command("summary")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@in_app
def summary(*, as_json: bool) -> None:
    """What was received, awarded, paid and returned, and who gave what was awarded."""
    found = store.summary(reading())
    sums = {name: getattr(found.totals, name) for name in SUMS}
    sums |= {"to_commit_pence": sums["available_pence"], "to_pay_pence": sums["held_pence"]}
    by_funder = {line.funder.name: line.totals.awarded_pence for line in found.by_funder}
    if as_json:
        click.echo(json.dumps({**sums, "by_funder": by_funder}))
        return
    for name, amount_pence in sums.items():
        click.echo(f"{name.removesuffix('_pence'):<30} {format_pence(amount_pence):>14}")
    for funder, amount_pence in by_funder.items():
        click.echo(f"{'awarded by ' + funder:<30} {format_pence(amount_pence):>14}")
