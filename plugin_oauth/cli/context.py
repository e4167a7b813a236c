"""The app that a command works in, and one line for whatever goes wrong in it."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from plugin_oauth.app import create_app
from plugin_oauth.cli.errors import fail
from plugin_oauth.config import ConfigError
from plugin_oauth.database import db

P = ParamSpec("P")
R = TypeVar("R")

AppFactory = Callable[[], Flask]


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
