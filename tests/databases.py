"""Databases for tests: each test gets one of its own, copied from one that was migrated once."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask_migrate import upgrade
from psycopg import sql

from plugin_oauth.app import create_app

POSTGRESQL = os.environ.get(
    "PLUGIN_OAUTH_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres"
)
SECRET_KEY = "a secret key that is used in tests only"


def require(name: str, how: str) -> None:
    """Skip for want of a service, with the line that says how to get it; CI's switch fails."""
    line = f"{name} is not there: {how}"
    if os.environ.get(f"REQUIRE_{name.upper()}"):
        pytest.fail(line)
    pytest.skip(line)


def migrate(uri: str) -> None:
    app = create_app({"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": uri})
    with app.app_context():
        upgrade()
        app.extensions["sqlalchemy"].engine.dispose()


class SqliteDatabases:
    """SQLite files: the template is a file, a copy is a copy."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.db"
        migrate(f"sqlite:///{self.template}")

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        path = folder / "test.db"
        shutil.copyfile(self.template, path)
        yield f"sqlite:///{path}"


class PostgresqlDatabases:
    """PostgreSQL databases under names of their own, dropped when done."""

    def __init__(self) -> None:
        self.run = f"plugin_oauth_{uuid.uuid4().hex[:12]}"
        self.template = f"{self.run}_template"
        self._execute("CREATE DATABASE {}", self.template)
        migrate(self._uri(self.template))

    def _uri(self, name: str) -> str:
        return f"{POSTGRESQL.rpartition('/')[0]}/{name}"

    @staticmethod
    def _execute(statement: str, *names: str) -> None:
        with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextmanager
    def copy(self, _folder: Path) -> Iterator[str]:
        name = f"{self.run}_{uuid.uuid4().hex[:8]}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, self.template)
        try:
            yield self._uri(name)
        finally:
            self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def drop(self) -> None:
        self._execute("DROP DATABASE {} WITH (FORCE)", self.template)
