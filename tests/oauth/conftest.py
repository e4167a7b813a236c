"""A signed-up user, clients of three kinds with a browser each, and a look into the database."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, select, update

from plugin_oauth.app import create_app
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.users.models import CurrentUser, User
from tests.conftest import ClientAtBaseUrl, StandingClock
from tests.databases import SECRET_KEY
from tests.journey import Journey, register

Stored = Callable[[Table], list[dict[str, Any]]]


@pytest.fixture
def journey(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    return Journey(app.test_client(), register(app))


@pytest.fixture
def public_journey(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    return Journey(app.test_client(), register(app, auth_methods=["none"]))


@pytest.fixture
def plugin_journey(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    """A ChatGPT plugin's: it knows no PKCE and may send JSON to the token endpoint."""
    return Journey(app.test_client(), register(app, host="plugin"), uses_pkce=False)


@pytest.fixture
def other_journey(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    """The same user's, with another client in another browser."""
    return Journey(app.test_client(), register(app, name="Another client"))


@pytest.fixture(scope="module")
def refusing_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One app for a file's tables of bad input: what is refused leaves nothing behind."""
    databases = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_databases")
    with databases.copy(tmp_path_factory.mktemp("refusals")) as uri:
        settings = {
            "SECRET_KEY": SECRET_KEY,
            "SQLALCHEMY_DATABASE_URI": uri,
            "FLIGHT_RECORDER": False,
        }
        app = create_app(settings, clock=StandingClock())
        app.test_client_class = ClientAtBaseUrl
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def refused(refusing_app: Flask) -> Journey:
    """A confidential client of the app that refuses, in a browser that nobody is signed in to."""
    return Journey(refusing_app.test_client(), register(refusing_app))


@pytest.fixture
def stored(app: Flask) -> Stored:
    """Return a function (table) -> its rows, as whoever has the database sees them."""

    def rows(table: Table) -> list[dict[str, Any]]:
        with app.app_context():
            return [dict(row) for row in db.session.execute(select(table)).mappings()]

    return rows


def disable_user(app: Flask, user: CurrentUser) -> None:
    with app.app_context():
        db.session.execute(update(User).where(User.id == user.id).values(disabled_at=now()))
        db.session.commit()
