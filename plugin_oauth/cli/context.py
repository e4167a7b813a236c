"""What commands share: the app they work in, one line for every error, lists for two readers."""

import functools
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from flask import Flask
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from plugin_oauth.app import create_app
from plugin_oauth.config import ConfigError
from plugin_oauth.database import db

P = ParamSpec("P")
R = TypeVar("R")

AppFactory = Callable[[], Flask]

BAD_INPUT = 2
WIDE = 10_000  # columns: a pipe has no edge to wrap at

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")


def fail(sentence: str) -> NoReturn:
    """Print one line on standard error and leave with exit status 2."""
    click.echo(f"plugin-oauth: {sentence}", err=True)
    sys.exit(BAD_INPUT)


def app_factory() -> AppFactory:
    """Return what makes the app of these commands: create_app, or what run_commands was given."""
    given: AppFactory | None = click.get_current_context().find_root().obj
    return given or create_app


def in_app(command: Callable[P, R]) -> Callable[P, R]:
    """Decorate a command: it runs in the app, its changes are committed when it ends well."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with app_factory()().app_context():
                try:
                    result = command(*args, **kwargs)
                    db.session.commit()
                    return result
                finally:
                    # SQLite clears its -wal and -shm files away with the last connection.
                    db.session.remove()
                    db.engine.dispose()
        except (ConfigError, ValueError) as error:
            fail(str(error))
        except OSError as error:
            fail(f"{error.strerror}: {error.filename}" if error.filename else str(error))
        except SQLAlchemyError as error:
            fail(describe(error))

    return wrapped


def describe(error: SQLAlchemyError) -> str:
    """Return one line about a database error: the driver's own first line, and the usual cure."""
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if "no such table" in cause or ("relation" in cause and "does not exist" in cause):
        return f"the database is not set up ({cause}): run `plugin-oauth init`."
    return f"the database cannot be used: {cause}."


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> None:
    """Print rows under their columns, aligned; in colour on a terminal, plain into a pipe."""
    if not rows:
        click.echo(nothing)
        return
    is_terminal = sys.stdout.isatty()
    console = Console(
        width=None if is_terminal else WIDE, no_color="NO_COLOR" in os.environ, highlight=False
    )
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    with console.capture() as captured:
        console.print(table, soft_wrap=not is_terminal)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
