"""An app around another plugin has that plugin's operations, texts and pages, and no others."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.app import create_app
from plugin_oauth.plugin.operations import OPERATIONS, PLUGIN
from tests.conftest import ClientAtBaseUrl
from tests.databases import SECRET_KEY
from tests.plugin.conftest import Browser

LIST = OPERATIONS[0]


@pytest.fixture
def app(database_uri: str) -> Flask:
    other = replace(
        PLUGIN, operations=(LIST,), description_for_human="See what there is to do.", pages=()
    )
    settings = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": database_uri}
    app = create_app(settings, plugin=other)
    app.test_client_class = ClientAtBaseUrl
    return app


def test_its_operations_are_the_only_ones(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").get_json()["paths"]
    assert list(paths) == [LIST.path]
    assert client.post(LIST.path).status_code == 405


def test_its_scopes_are_the_only_ones(client: FlaskClient) -> None:
    metadata = client.get("/.well-known/oauth-authorization-server").get_json()
    assert metadata["scopes_supported"] == ["tasks.read", "openid", "email"]


def test_its_texts_are_in_the_manifest_and_on_the_pages(client: FlaskClient) -> None:
    manifest = client.get("/.well-known/ai-plugin.json").get_json()
    assert manifest["description_for_human"] == "See what there is to do."
    assert manifest["auth"]["scope"] == "tasks.read"
    assert "See what there is to do." in client.get("/legal").text


def test_pages_that_it_has_not_are_not_there(client: FlaskClient) -> None:
    assert client.get("/tasks").status_code == 404


@pytest.mark.parametrize("path", ["/", "/legal", "/privacy"])
def test_no_page_leads_to_pages_that_it_has_not(browser: Browser, path: str) -> None:
    page = browser.get(path).text
    assert 'href="/account"' in page
    assert 'href="/tasks' not in page
