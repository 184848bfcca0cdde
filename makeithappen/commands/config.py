"""`makeithappen config`: the settings, as they hold now."""

from __future__ import annotations

import json
import os

import click

from makeithappen.commands.running import cannot
from makeithappen.config import Config
from makeithappen.core.errors import SettingError


@click.command("config")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(*, as_json: bool) -> None:
    """List each setting with its value, default and meaning. Secrets are not shown."""
    try:
        settings = Config.from_env(os.environ).described()
    except SettingError as error:
        cannot(str(error))
        return
    if as_json:
        click.echo(json.dumps(settings, indent=2))
        return
    for setting in settings:
        click.echo(f"{setting['name']}={setting['value']}")
        click.echo(f"    {setting['meaning']} (default: {setting['default'] or 'none'})")
