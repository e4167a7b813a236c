"""Migrations: up, down and up again on both databases, several at once, and no drift."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from psycopg.rows import TupleRow
from sqlalchemy import inspect, text

from plugin_oauth.database import Base, db
from plugin_oauth.plugin.tasks.models import Task
from plugin_oauth.users.accounts import create_user
from tests.conftest import PASSWORD, both_databases
from tests.databases import SECRET_KEY

PATIENCE = 60  # seconds
LOCK = 0x706C7567  # as in migrations/env.py
TABLES = {table.name for table in Base.metadata.tables.values()} | {"note_index"}


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """The app in its context: the commands of migrations work in one."""
    with app.app_context():
        yield app


def tables() -> set[str]:
    """Return the names of the tables, without what SQLite keeps beside a full-text index."""
    names = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    db.session.rollback()
    return {name for name in names if not name.startswith("note_index_")}


@both_databases
@pytest.mark.usefixtures("app")
def test_the_schema_goes_down_and_up_again() -> None:
    assert tables() == TABLES
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == TABLES


@both_databases
@pytest.mark.usefixtures("app")
def test_the_migrations_make_what_the_models_say() -> None:
    """`check` leaves by SystemExit if a revision is missing."""
    check()
    downgrade(revision="base")
    upgrade()
    check()


@both_databases
@pytest.mark.usefixtures("app")
def test_what_is_stored_survives_an_upgrade() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    user = create_user("ada@example.com", PASSWORD)
    db.session.add(Task(user_id=user.id, title="Buy milk", created_at=at))
    db.session.commit()
    upgrade()
    rows = db.session.execute(
        text("SELECT email, title FROM users JOIN task ON user_id = users.id")
    )
    assert [tuple(row) for row in rows] == [("ada@example.com", "Buy milk")]


@pytest.mark.parametrize("database_uri", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("app")
def test_sqlite_watches_foreign_keys_again_after_a_migration() -> None:
    upgrade()
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize("database_uri", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("app")
def test_three_processes_may_migrate_one_empty_sqlite_file(
    database_uri: str, tmp_path: Path
) -> None:
    empty()
    with upgrading(database_uri, tmp_path) as processes:
        assert [finish(process) for process in processes] == [0, 0, 0]
    assert tables() == TABLES


@pytest.mark.parametrize("database_uri", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("app")
def test_on_postgresql_one_process_migrates_and_the_others_wait_for_it(
    database_uri: str, tmp_path: Path
) -> None:
    """Several containers start at once. The test holds the lock until all three queue for it."""
    empty()
    with psycopg.connect(database_uri, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with upgrading(database_uri, tmp_path) as processes:
            wait_for(connection, waiting=3)
            connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            assert [finish(process) for process in processes] == [0, 0, 0]
    assert tables() == TABLES


def wait_for(connection: "psycopg.Connection[TupleRow]", *, waiting: int) -> None:
    """Wait until so many processes queue for the lock."""
    count = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    end = time.monotonic() + PATIENCE
    while connection.execute(count, [LOCK]).fetchall() != [(waiting,)]:
        assert time.monotonic() < end, "the processes do not queue for the lock"
        time.sleep(0.05)


@contextmanager
def upgrading(database_uri: str, instance: Path) -> "Iterator[list[subprocess.Popen[str]]]":
    """Give three processes that run `plugin-oauth db upgrade`."""
    environment = os.environ | {
        "PLUGIN_OAUTH_INSTANCE_PATH": str(instance),
        "PLUGIN_OAUTH_SECRET_KEY": SECRET_KEY,
        "PLUGIN_OAUTH_SQLALCHEMY_DATABASE_URI": database_uri,
    }
    command = [sys.executable, "-m", "plugin_oauth", "db", "upgrade"]
    processes = [
        subprocess.Popen(  # noqa: S603 -- our own command
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(3)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def finish(process: "subprocess.Popen[str]") -> int:
    """Wait for the process and return its exit status; what it wrote is in pytest's output."""
    print(process.communicate(timeout=PATIENCE)[0])  # noqa: T201 -- shown when the test fails
    return process.returncode


def empty() -> None:
    """Leave nothing at all in the database, not even Alembic's own table."""
    db.session.execute(text("DROP TABLE alembic_version"))
    db.session.execute(text("DROP TABLE note_index"))
    db.session.commit()
    Base.metadata.drop_all(db.engine)
    db.engine.dispose()
