"""`makeithappen serve`: the web server."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import OperationalError

from makeithappen.app import check_ready_to_serve, create_app
from makeithappen.commands.running import cannot
from makeithappen.config import Config
from makeithappen.core.access import Role
from makeithappen.core.db import db, reading
from makeithappen.core.errors import DomainError, ReadOnly, SettingError
from makeithappen.core.refusing import tell_on_stderr
from makeithappen.people import store
from makeithappen.people.words import ROLE_NAMES

KEPT_SECONDS = 10
"""A phone on a running day asks every 1.8 seconds: it keeps its connection in between."""


class Server(BaseApplication):
    """Gunicorn with our settings in place of its own command line."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """In each worker: a connection of the parent's must not be shared."""
        with self.app.app_context():
            db.engine.dispose(close=False)
        gc.collect()
        gc.freeze()  # what is loaded now stays: no later collection has to walk through it
        return self.app


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: MIH_PORT.")
def serve(port: int | None) -> None:
    """Serve the site. A demo is served to this machine only."""
    try:
        config = Config.from_env(os.environ)
        port = port or config.port
        if "MIH_PUBLIC_URL" not in os.environ:
            config = replace(config, public_url=f"http://127.0.0.1:{port}")
        app = create_app(config)
        check_ready_to_serve(app)
        _check_host(app, config.host)
    except DomainError as error:
        cannot(str(error))
        return
    except OperationalError as error:
        cannot(f"The database in MIH_DATABASE_URL can't be used: {error.orig}")
        return
    _tell_if_read_only(app)
    tell_on_stderr()
    address = f"http://{config.host}:{port}"
    click.echo(f"Serving on {address} (stop with Ctrl+C)", err=True)
    if app.extensions["demo"]:
        click.echo(f"This is a demo. Press a button on {address}/demo to enter as", err=True)
        click.echo("\n".join(_who(app)), err=True)
    options = {
        "bind": f"{config.host}:{port}",
        "workers": config.workers,
        "threads": config.threads,
        "worker_class": "gthread",
        "keepalive": KEPT_SECONDS,
        "control_socket_disable": True,
        "loglevel": "warning",
        "preload_app": False,
    }
    Server(app, options).run()


def _tell_if_read_only(app: Flask) -> None:
    """Serving goes on: everything can be read."""
    try:
        with app.app_context():
            app.extensions["guard"]()
    except ReadOnly as error:
        click.echo(str(error), err=True)


def _who(app: Flask) -> list[str]:
    """A line for each role, with the first names that hold it in the demo."""
    with app.app_context():
        people = [one for one in store.people_with_role(reading(), list(Role)) if one.email]
        return [
            f"  {name}: " + ", ".join(one.first_name for one in people if role in one.roles)
            for role, name in ROLE_NAMES.items()
        ]


def _check_host(app: Flask, host: str) -> None:
    if app.extensions["demo"] and host != "localhost" and not ip_address(host).is_loopback:
        raise SettingError("MIH_HOST should be 127.0.0.1: a demo is served to this machine only.")
