"""PLUGIN_AUTH=none: what is public is offered, and nothing else is anywhere."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.app import create_app
from plugin_oauth.config import ConfigError
from plugin_oauth.plugin.operations import OPERATIONS, PLUGIN
from tests.conftest import ClientAtBaseUrl
from tests.databases import SECRET_KEY
from tests.plugin.test_public_operations import PATH, SAY

PRIVATE = [row for row in OPERATIONS if not row.is_public]


@pytest.fixture
def settings(database_uri: str) -> dict[str, Any]:
    return {
        "SECRET_KEY": SECRET_KEY,
        "SQLALCHEMY_DATABASE_URI": database_uri,
        "PLUGIN_AUTH": "none",
    }


@pytest.fixture
def app(settings: dict[str, Any]) -> Flask:
    app = create_app(settings, plugin=replace(PLUGIN, operations=(*PRIVATE, SAY)))
    app.test_client_class = ClientAtBaseUrl
    return app


def test_the_public_operation_answers(client: FlaskClient) -> None:
    assert client.get(f"{PATH}?said=hello").status_code == 200


@pytest.mark.parametrize("operation", PRIVATE, ids=lambda row: row.name)
def test_a_private_one_is_not_there(client: FlaskClient, operation: Any) -> None:
    answer = client.open(operation.path.replace("{", "").replace("}", ""), method=operation.method)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "WWW-Authenticate" not in answer.headers


def test_the_manifest_says_none_and_names_the_public_one_only(client: FlaskClient) -> None:
    manifest = client.get("/.well-known/ai-plugin.json").get_json()
    assert manifest["auth"] == {"type": "none"}
    assert manifest["description_for_model"].endswith(f"It can: {SAY.summary}.")


@pytest.mark.parametrize("path", ["/openapi.json", "/openapi-3.0.json"])
def test_the_documents_describe_the_public_one_without_any_scheme(
    client: FlaskClient, path: str
) -> None:
    document = client.get(path).get_json()
    assert list(document["paths"]) == [PATH]
    assert "securitySchemes" not in document["components"]
    assert document["paths"][PATH]["get"]["security"] == []


def test_pages_about_what_is_ones_own_are_not_there(client: FlaskClient) -> None:
    assert client.get("/tasks").status_code == 404
    assert "/tasks" not in client.get("/").text


def test_no_scope_of_a_private_operation_can_be_had(client: FlaskClient) -> None:
    metadata = client.get("/.well-known/oauth-authorization-server").get_json()
    assert metadata["scopes_supported"] == ["openid", "email"]


def test_a_plugin_with_nothing_public_does_not_start(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="no public operation"):
        create_app(settings, plugin=replace(PLUGIN, operations=tuple(PRIVATE)))


@pytest.mark.parametrize(
    "path", ["/.well-known/ai-plugin.json", "/openapi.json", "/openapi-3.0.json", "/docs", "/"]
)
def test_nothing_speaks_of_what_is_not_there(settings: dict[str, Any], path: str) -> None:
    app = create_app(settings)
    app.test_client_class = ClientAtBaseUrl
    said = app.test_client().get(path).text
    assert re.findall(r"(?i)\b(?:to-do|tasks?|notes?)\b", said) == []
    assert path == "/docs" or "holidays" in said
