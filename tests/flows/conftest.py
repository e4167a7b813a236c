"""Fixtures of the flows: the app on a real socket, and a person with a plain browser."""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
import requests
from flask import Flask

from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD, make_user
from tests.journey import form_fields
from tests.live import live_app

REDIRECT_URI = "https://client.example/callback"
MOST_STEPS = 10


@pytest.fixture
def live(database_uri: str) -> Iterator[Flask]:
    """The app, listening at its BASE_URL, with the real clock."""
    with live_app(database_uri) as app:
        yield app


@pytest.fixture
def base_url(live: Flask) -> str:
    return str(live.config["BASE_URL"])


@pytest.fixture
def person(live: Flask) -> CurrentUser:
    return make_user(live, "ada@example.com")


class Browser:
    """Follows redirects and fills in our forms, until a redirect leaves our origin."""

    def __init__(self, base_url: str, email: str, password: str) -> None:
        self.base_url = base_url
        self.fields = {"username": email, "password": password, "decision": "allow"}
        self.http = requests.Session()

    def authorize(self, url: str) -> str:
        """Open an authorization URL, sign in, allow; return where that leads: the client's URI."""
        answer = self.http.get(url, allow_redirects=False, timeout=10)
        for _ in range(MOST_STEPS):
            if not answer.is_redirect:
                answer = self._submit(answer)
                continue
            target = urljoin(answer.url, answer.headers["Location"])
            if not target.startswith(self.base_url):
                return target
            answer = self.http.get(target, allow_redirects=False, timeout=10)
        raise AssertionError(f"still at {answer.url} after {MOST_STEPS} steps")

    def _submit(self, page: requests.Response) -> requests.Response:
        assert page.status_code == 200, page.text
        own = {name: value for name, value in self.fields.items() if f'name="{name}"' in page.text}
        form = form_fields(page.text) | own
        return self.http.post(page.url, data=form, allow_redirects=False, timeout=10)


@pytest.fixture
def browser(base_url: str, person: CurrentUser) -> Iterator[Browser]:
    browser = Browser(base_url, str(person.email), PASSWORD)
    with browser.http:
        yield browser


@pytest.fixture
def _over_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """oauthlib and Authlib speak to https only, unless they are told that it is a test."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
