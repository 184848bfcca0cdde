"""How a command gets the app, and how an error becomes a sentence and an exit code.

Flask's own `with_appcontext` finds the app through the ScriptInfo that is made here.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo, with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from makeithappen.app import create_app
from makeithappen.cli import EXIT_CANNOT
from makeithappen.config import Config
from makeithappen.core.errors import DomainError, Refused
from makeithappen.core.sentences import sentence


def in_app(
    command: Callable[..., Any], make: Callable[[], Flask] | None = None
) -> Callable[..., Any]:
    """Run a command inside the app, with our errors as one sentence and exit code 2."""
    inside = with_appcontext(command)

    @click.pass_context
    @functools.wraps(command)
    def run(context: click.Context, *args: Any, **kwargs: Any) -> Any:
        context.obj = ScriptInfo(create_app=make or make_app, set_debug_flag=False)
        try:
            return context.invoke(inside, *args, **kwargs)
        except Refused as refused:
            cannot(refused_sentence(refused))
        except DomainError as error:
            cannot(str(error))
        except ProgrammingError:
            cannot("The database lacks tables. Run `makeithappen migrate` first.")
        except OperationalError as error:
            if "no such table" in str(error.orig):
                cannot("The database lacks tables. Run `makeithappen migrate` first.")
            cannot(f"The database in MIH_DATABASE_URL can't be used: {error.orig}")

    return run


def refused_sentence(refused: Refused) -> str:
    """A refusal in words; the app that knows them has just been left."""
    with make_app().test_request_context():
        return sentence(refused)


def make_app() -> Flask:
    """The app as the environment's settings describe it."""
    return create_app(Config.from_env(os.environ))


def make_migrating_app() -> Flask:
    """The same app, in the role that owns the tables where there is one."""
    config = Config.from_env(os.environ)
    return create_app(replace(config, database_url=config.migration_url or config.database_url))


def cannot(sentence: str) -> None:
    """Say on standard error why it can't be done, and end with exit code 2."""
    click.echo(sentence, err=True)
    raise SystemExit(EXIT_CANNOT)
