"""The database: one declarative base, aware times, SQLite's settings, one transaction a request."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

from flask import Flask, current_app, g, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

P = ParamSpec("P")
R = TypeVar("R")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Serialization failure, deadlock, and a row that was referred to and went meanwhile.
RETRIED_SQLSTATES = frozenset({"40001", "40P01", "23503"})
MAXIMUM_ATTEMPTS = 4


class AwareDateTime(TypeDecorator[datetime]):
    """A time with its zone, always UTC: SQLite hands back naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone was given to the database")
        if value is not None and dialect.name == "sqlite":
            return value.astimezone(UTC).replace(tzinfo=None)
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The parent of every model."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: AwareDateTime}


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def init_database(app: Flask) -> None:
    """Bind the database to the app; errors and logs never show bound values (hide_parameters)."""
    options: dict[str, Any] = {"hide_parameters": True}
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        # Without the ping, connections that died while the database was away fail once more each.
        options |= {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10, "pool_timeout": 5}
        options["connect_args"] = {"connect_timeout": 5, "options": "-c statement_timeout=15000"}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine, synchronous=app.config["SQLITE_SYNCHRONOUS"])


def _prepare_sqlite(engine: Engine, *, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions: begin() does
        for pragma in (
            "journal_mode=WAL",
            "busy_timeout=5000",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that turns writer half-way fails at once when somebody wrote in between, so
        # whoever may write takes the write lock first and waits for it (busy_timeout).
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _may_write() else "BEGIN")


def _may_write() -> bool:
    if not has_request_context():
        return True
    return bool(g.get("expects_writes", request.method not in SAFE_METHODS))


def expect_writes() -> None:
    """Tell the database that this GET request may write; call it before the first statement."""
    g.expects_writes = True


def expect_reads() -> None:
    """Tell the database that this POST request only reads, until begin_writing says otherwise."""
    g.expects_writes = False


def begin_writing() -> None:
    """End the transaction that only read, and let the next one write."""
    db.session.commit()
    expect_writes()


def unit_of_work(view: Callable[P, R]) -> Callable[P, R]:
    """Decorate a view: one transaction, committed at its end, also when it answers with an error.

    A refused request may have ended a family of tokens, which must stand. A transaction that lost a
    conflict with another one is run again from the start, a bounded number of times. Whatever the
    view raises rolls back.
    """

    @functools.wraps(view)
    def committed(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, MAXIMUM_ATTEMPTS + 1):
            try:
                answer = view(*args, **kwargs)
                db.session.commit()
            except DBAPIError as error:
                db.session.rollback()
                if attempt == MAXIMUM_ATTEMPTS or not _lost_a_conflict(error):
                    raise
            except BaseException:
                db.session.rollback()
                raise
            else:
                return answer
        raise AssertionError("unreachable: the last attempt returns or raises")

    return committed


def _lost_a_conflict(error: DBAPIError) -> bool:
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate in RETRIED_SQLSTATES:
        current_app.logger.info("a transaction lost a conflict and runs again", exc_info=False)
        return True
    return False
