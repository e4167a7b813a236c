"""Migrations: up, down and up again on both databases, several at once, and no drift."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text

from plugin_oauth.database import Base, db
from plugin_oauth.plugin.models import Task
from plugin_oauth.users.accounts import create_user
from tests.conftest import PASSWORD, both_databases
from tests.databases import SECRET_KEY

TABLES = {table.name for table in Base.metadata.tables.values()}


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """The app in its context: the commands of migrations work in one."""
    with app.app_context():
        yield app


def tables() -> set[str]:
    found = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    db.session.rollback()
    return found


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


@pytest.mark.parametrize("database_uri", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.usefixtures("app")
def test_three_processes_may_migrate_one_empty_database(database_uri: str, tmp_path: Path) -> None:
    """Several containers start at once; one of them migrates and the others wait for it."""
    empty()
    environment = os.environ | {
        "PLUGIN_OAUTH_INSTANCE_PATH": str(tmp_path),
        "PLUGIN_OAUTH_SECRET_KEY": SECRET_KEY,
        "PLUGIN_OAUTH_SQLALCHEMY_DATABASE_URI": database_uri,
    }
    command = [sys.executable, "-m", "plugin_oauth", "db", "upgrade"]
    running = [
        subprocess.Popen(  # noqa: S603 -- our own command
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(3)
    ]
    outputs = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], outputs
    assert tables() == TABLES


def empty() -> None:
    """Leave nothing at all in the database, not even Alembic's own table."""
    db.session.execute(text("DROP TABLE alembic_version"))
    db.session.commit()
    Base.metadata.drop_all(db.engine)
    db.engine.dispose()
