"""An operation without scopes is for everybody, in the routes and in the documents."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import fields

from plugin_oauth.app import create_app
from plugin_oauth.plugin.operations import OPERATIONS, PLUGIN
from plugin_oauth.plugin.schemas import Arguments, Result
from plugin_oauth.users.models import CurrentUser
from tests.conftest import ClientAtBaseUrl
from tests.databases import SECRET_KEY
from tests.plugin.conftest import Bearer

PATH = "/api/echo"


class SayArguments(Arguments):
    said = fields.String(required=True, metadata={"description": "What to say."})


class SaidResult(Result):
    said = fields.String(required=True)
    is_for_nobody = fields.Boolean(required=True)


def say(user: CurrentUser | None, said: str) -> dict[str, Any]:
    return {"said": said, "is_for_nobody": user is None}


SAY = replace(
    OPERATIONS[0],
    name="say",
    path=PATH,
    examples=("Say hello.", "Say it again.", "Say nothing."),
    scopes=(),
    arguments=SayArguments,
    result=SaidResult,
    function=say,
)


@pytest.fixture
def app(database_uri: str) -> Flask:
    plugin = replace(PLUGIN, operations=(*OPERATIONS, SAY))
    settings = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": database_uri}
    app = create_app(settings, plugin=plugin)
    app.test_client_class = ClientAtBaseUrl
    return app


def test_it_is_called_for_nobody_without_a_token(client: FlaskClient) -> None:
    answer = client.get(f"{PATH}?said=hello")
    assert answer.get_json() == {"said": "hello", "is_for_nobody": True}


@pytest.mark.parametrize("header", ["Bearer wrong", "Basic d3Jvbmc=", "Bearer"])
def test_a_wrong_token_is_not_looked_at(client: FlaskClient, header: str) -> None:
    answer = client.get(f"{PATH}?said=hello", headers={"Authorization": header})
    assert answer.status_code == 200


def test_it_is_not_told_who_calls_even_with_a_good_token(
    client: FlaskClient, user: CurrentUser, bearer: Bearer
) -> None:
    answer = client.get(f"{PATH}?said=hello", headers=bearer(user, "tasks.read"))
    assert answer.get_json()["is_for_nobody"] is True


def test_its_arguments_are_checked_like_any_others(client: FlaskClient) -> None:
    answer = client.get(PATH)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


@pytest.mark.parametrize("path", ["/openapi.json", "/openapi-3.0.json"])
def test_the_documents_ask_for_no_credential(client: FlaskClient, path: str) -> None:
    described = client.get(path).get_json()["paths"][PATH]["get"]
    assert described["security"] == []
    assert not {"401", "403"} & described["responses"].keys()


def test_the_other_operations_still_need_a_token(client: FlaskClient) -> None:
    assert client.get("/api/tasks").status_code == 401
    described = client.get("/openapi.json").get_json()["paths"]["/api/tasks"]["get"]
    assert described["security"] == [{"oauth2": ["tasks.read"]}]


def test_its_lack_of_scopes_adds_none_to_the_server(client: FlaskClient) -> None:
    metadata = client.get("/.well-known/oauth-protected-resource/api").get_json()
    everyday = ["tasks.read", "tasks.write", "notes.read", "notes.write"]
    assert metadata["scopes_supported"] == everyday


def test_the_front_page_calls_it_public(client: FlaskClient) -> None:
    assert "(public)" in client.get("/").text
