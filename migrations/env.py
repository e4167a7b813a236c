"""Runs the migrations with the app's own engine, safely on SQLite and on PostgreSQL.

SQLite rebuilds a table to change it, and dropping the old one would fire ON DELETE CASCADE: foreign
keys are off meanwhile, by a PRAGMA on the driver's connection, because inside a transaction it does
nothing. On PostgreSQL an advisory lock lets one of several starting processes migrate.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine
from sqlalchemy.types import TypeEngine

from plugin_oauth.database import AwareDateTime, Base

ADVISORY_LOCK = 0x706C7567  # "plug"; any number, the same for every process of this app


def run() -> None:
    engine: Engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _turn_foreign_keys_off(connection)
        _migrate(connection)


def _turn_foreign_keys_off(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    connection.detach()  # closed in the end: nobody gets it out of the pool as it is now


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=_render_item,
        include_name=_include_name,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(
                sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK}
            )
        context.run_migrations()


def _include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the full-text index, which is no model, and the tables SQLite makes beside it."""
    return not (kind == "table" and name and name.partition("_index")[:2] == ("note", "_index"))


def _render_item(kind: str, item: object, _autogenerate: object) -> str | bool:
    """Write our own types as the plain ones they are, so that revisions import nothing of ours."""
    if kind == "type" and isinstance(item, TypeEngine) and isinstance(item, AwareDateTime):
        return "sa.DateTime(timezone=True)"
    return False


run()
