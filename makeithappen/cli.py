"""The `makeithappen` command.

Each command lives in a module of its own that is loaded only when it is called, so that
`allocate` and `decide` start without Flask and SQLAlchemy. Results go to standard output,
messages to standard error. Exit codes: 0 well, 2 can't, 3 found broken.
"""

from __future__ import annotations

import importlib

import click

EXIT_CANNOT = 2
EXIT_BROKEN = 3

COMMANDS = {
    "allocate": "panels.cli_allocate:allocate_command",
    "config": "makeithappen.commands.config:show",
    "day": "makeithappen.commands.day:day",
    "decide": "panels.cli_allocate:decide_command",
    "demo": "makeithappen.commands.demo:demo",
    "deploy-check": "makeithappen.commands.deploy_check:deploy_check",
    "keys": "makeithappen.commands.keys:keys",
    "ledger": "makeithappen.commands.ledger:ledger",
    "migrate": "makeithappen.commands.database:migrate",
    "people": "makeithappen.commands.people:people",
    "scrutineer": "panels.cli_scrutineer:scrutineer",
    "serve": "makeithappen.commands.serve:serve",
    "unit-costs": "ledger.cli_unit_costs:unit_costs",
    "worker": "makeithappen.commands.worker:worker",
}


class Commands(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _colon, name = COMMANDS[cmd_name].partition(":")
        return getattr(importlib.import_module(module), name)


@click.command(cls=Commands)
@click.version_option(package_name="makeithappen")
def main() -> None:
    """Make it Happen: ideas, panels of parents, and a ledger that proves itself."""
