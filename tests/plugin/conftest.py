"""Fixtures of the plugin's tests: callers of the API, and a browser that is signed in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.plugin.operations import PLUGIN
from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD
from tests.journey import form_token

Bearer = Callable[..., dict[str, str]]


@dataclass(frozen=True)
class Caller:
    """A host that calls the API with one person's token."""

    http: FlaskClient
    headers: dict[str, str]

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        return self.http.open(path, method=method, headers=self.headers, **options)

    def add(self, title: str, **arguments: str) -> str:
        """Add a task and return its id."""
        answer = self.call("POST", "/api/tasks", json={"title": title} | arguments)
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["id"])

    def add_note(self, title: str, text: str = "Nothing else.") -> str:
        """Add a note and return its id."""
        answer = self.call("POST", "/api/notes", json={"title": title, "text": text})
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["id"])

    def found(self, query: str) -> list[str]:
        """Return the titles of the notes that a search finds, in their order."""
        answer = self.call("GET", "/api/notes/search", query_string={"query": query})
        assert answer.status_code == 200, answer.text
        return [note["title"] for note in answer.get_json()["notes"]]

    def titles(self, query: str = "") -> list[str]:
        answer = self.call("GET", f"/api/tasks{query}")
        assert answer.status_code == 200, answer.text
        return [task["title"] for task in answer.get_json()["tasks"]]


SCOPES = [scope.name for scope in PLUGIN.scopes]


@pytest.fixture
def caller(client: FlaskClient, user: CurrentUser, bearer: Bearer) -> Caller:
    return Caller(client, bearer(user, *SCOPES))


@pytest.fixture
def other_caller(client: FlaskClient, other_user: CurrentUser, bearer: Bearer) -> Caller:
    return Caller(client, bearer(other_user, *SCOPES))


@pytest.fixture
def developer(client: FlaskClient, admin: CurrentUser, bearer: Bearer) -> Caller:
    return Caller(client, bearer(admin, "plugin.admin"))


@dataclass(frozen=True)
class Browser:
    """A browser in which a person is signed in; it fills in forms as the page gives them."""

    http: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.http.get(path)

    def post(self, path: str, form_on: str = "/tasks", **fields: str) -> TestResponse:
        token = form_token(self.http.get(form_on).text)
        return self.http.post(path, data=fields | {"csrf_token": token})


@pytest.fixture
def browser(app: Flask, user: CurrentUser) -> Browser:
    browser = Browser(app.test_client())
    answer = browser.post("/login", "/login", username=str(user.email), password=PASSWORD)
    assert answer.status_code == 303, answer.text
    return browser
