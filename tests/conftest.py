"""Fixtures every room's tests share: a clock that stands still, a database, an app, people."""

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from plugin_oauth.app import create_app
from plugin_oauth.config import PREFIX
from plugin_oauth.database import db
from plugin_oauth.instance import INSTANCE_PATH_VARIABLE
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.tokens import begin_family
from plugin_oauth.settings import SETTINGS
from plugin_oauth.users import accounts, passwords
from plugin_oauth.users.models import CurrentUser
from tests.databases import SECRET_KEY, PostgresqlDatabases, SqliteDatabases, require
from tests.node_packages import install_node_packages

# The same examples every time: a test that fails on one machine fails on all.
hypothesis_settings.register_profile("tests", database=None, deadline=None, derandomize=True)
hypothesis_settings.load_profile("tests")

PASSWORD = "correct horse battery staple"

both_databases = pytest.mark.parametrize("database_uri", ["sqlite", "postgresql"], indirect=True)


class StandingClock:
    """A clock that moves only when a test says so."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="what the tests run on that do not name a database themselves",
    )


def pytest_collection_finish() -> None:
    """All modules and thousands of tests stay until the end: the collector need not walk them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _nobodys_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty instance folder and no settings: a developer's own must not decide a test."""
    with pytest.MonkeyPatch.context() as patch:
        for setting in SETTINGS:
            patch.delenv(PREFIX + setting.name, raising=False)
        patch.setenv(INSTANCE_PATH_VARIABLE, str(tmp_path_factory.mktemp("instance")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """argon2id at its cheapest: hundreds of accounts are made, their strength is not tested."""
    real = passwords.hasher
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords.hasher = real


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node, with the packages of tests/node/ at hand."""
    return install_node_packages()


@pytest.fixture(scope="session")
def sqlite_databases(
    _nobodys_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases(_nobodys_settings: None) -> Iterator[PostgresqlDatabases]:
    try:
        databases = PostgresqlDatabases()
    except psycopg.OperationalError:
        require("postgresql", "apt-get install postgresql, or set PLUGIN_OAUTH_TEST_POSTGRESQL")
    yield databases
    databases.drop()


@pytest.fixture
def database_uri(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    kind = getattr(request, "param", request.config.getoption("--database"))
    databases = request.getfixturevalue(f"{kind}_databases")
    with databases.copy(tmp_path) as uri:
        yield uri


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def settings() -> dict[str, Any]:
    """What a test changes about the app: override this fixture, or add to it before `app`."""
    return {}


@pytest.fixture
def app(database_uri: str, clock: StandingClock, settings: dict[str, Any]) -> Iterator[Flask]:
    base = {
        "SECRET_KEY": SECRET_KEY,
        "SQLALCHEMY_DATABASE_URI": database_uri,
        "FLIGHT_RECORDER": False,  # as in production; tests of the recorder turn it on
        "SQLITE_SYNCHRONOUS": "NORMAL",  # no test cuts the power
    }
    app = create_app(base | settings, clock=clock)
    app.test_client_class = ClientAtBaseUrl
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    with app.app_context():
        db.engine.dispose()


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all apps of this process: it costs more than to render them."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


class ClientAtBaseUrl(FlaskClient):
    """A test client that calls the app by its own name: foreign Host headers are refused."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", self.application.config["BASE_URL"])
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def make_user(app: Flask, email: str, *, is_admin: bool = False) -> CurrentUser:
    with app.app_context():
        user = accounts.create_user(email, PASSWORD, is_admin=is_admin)
        db.session.commit()
        return CurrentUser(user.id, user.email, user.is_admin)


@pytest.fixture
def user(app: Flask) -> CurrentUser:
    return make_user(app, "ada@example.com")


@pytest.fixture
def other_user(app: Flask) -> CurrentUser:
    return make_user(app, "grace@example.com")


@pytest.fixture
def admin(app: Flask) -> CurrentUser:
    return make_user(app, "admin@example.com", is_admin=True)


@pytest.fixture
def bearer(app: Flask) -> Callable[..., dict[str, str]]:
    """Return a function (user, *scopes) -> headers with a live access token of that user."""

    def headers(user: CurrentUser, *scopes: str) -> dict[str, str]:
        with app.app_context():
            made, _ = create_client(NewClient("Test", redirect_uris=["https://client.example/cb"]))
            family = Family(made.client_id, user.id, " ".join(scopes))
            answer = begin_family(family, with_refresh_token=False)
            db.session.commit()
        return {"Authorization": f"Bearer {answer['access_token']}"}

    return headers
