"""Fixtures of the users' tests: a browser that fills in the forms of our pages."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import PASSWORD
from tests.journey import form_token


@dataclass(frozen=True)
class Browser:
    """One browser: it keeps its cookies and sends the form token of the page it is on."""

    http: FlaskClient

    def form_token(self, page: str = "/login") -> str:
        return form_token(self.http.get(page).text)

    def submit(self, path: str, *, form_on: str = "", **fields: str) -> TestResponse:
        fields["csrf_token"] = self.form_token(form_on or path)
        return self.http.post(path, data=fields)

    def sign_up(self, email: str, password: str = PASSWORD, query: str = "") -> TestResponse:
        return self.submit("/signup" + query, username=email, password=password)

    def sign_in(
        self, email: str = "ada@example.com", password: str = PASSWORD, query: str = ""
    ) -> TestResponse:
        return self.submit("/login" + query, username=email, password=password)

    def sign_out(self) -> TestResponse:
        return self.submit("/logout", form_on="/")

    def cookie(self, name: str = "session") -> str | None:
        host = urlsplit(self.http.application.config["BASE_URL"]).hostname
        found = self.http.get_cookie(name, domain=str(host))
        return found.value if found else None

    @property
    def is_signed_in(self) -> bool:
        """The page of tasks is shown to whoever is signed in; others are sent away."""
        return self.http.get("/tasks").status_code == 200


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def other_browser(app: Flask) -> Browser:
    return Browser(app.test_client())


def set_cookies(answer: TestResponse) -> dict[str, str]:
    """Return the Set-Cookie lines of an answer by the cookie's name."""
    lines = answer.headers.getlist("Set-Cookie")
    return {line.partition("=")[0]: line for line in lines}


HTTPS: dict[str, Any] = {"BASE_URL": "https://plugin.example.com"}
