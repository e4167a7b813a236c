"""Fixtures of the conformance suite: servers that need no token from it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.mcp.routes import make_endpoint
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.tokens import begin_family
from tests.conformance.fixture_server import FIXTURE_SERVER
from tests.conformance.suite import WsgiApp, with_token
from tests.conftest import make_user
from tests.databases import SECRET_KEY
from tests.live import listening

FIXTURES = "/mcp-fixtures"


def make_token(app: Flask) -> str:
    """Return the access token of somebody with the scopes of everyday use."""
    user = make_user(app, "ada@example.com")
    with app.app_context():
        client, _ = create_client(NewClient("The suite", redirect_uris=["https://a.example/cb"]))
        family = Family(client.client_id, user.id, "tasks.read tasks.write")
        answer = begin_family(family, with_refresh_token=False)
        db.session.commit()
    return str(answer["access_token"])


@pytest.fixture
def server_url(database_uri: str, node: str) -> Iterator[str]:  # noqa: ARG001 -- installs the suite
    """Serve the app, and the suite's own server beside it; give the origin of both."""
    made: list[Flask] = []

    def make(base_url: str) -> WsgiApp:
        settings = {
            "SECRET_KEY": SECRET_KEY,
            "SQLALCHEMY_DATABASE_URI": database_uri,
            "BASE_URL": base_url,
        }
        app = create_app(settings)
        with app.app_context():
            app.register_blueprint(make_endpoint(FIXTURE_SERVER, FIXTURES))
        made.append(app)
        return with_token(app, make_token(app))

    with listening(make) as base_url:
        yield base_url
        with made[0].app_context():
            db.engine.dispose()
