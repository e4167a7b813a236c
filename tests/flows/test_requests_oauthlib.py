"""requests-oauthlib, a client nobody here wrote, goes the whole way."""

from typing import Any

import pytest
from flask import Flask
from oauthlib.oauth2 import InvalidGrantError
from requests_oauthlib import OAuth2Session

from tests.conftest import both_databases
from tests.flows.conftest import REDIRECT_URI, Browser
from tests.journey import ClientCredentials, register

pytestmark = pytest.mark.usefixtures("_over_plain_http")


class Client:
    """A developer's program on requests-oauthlib."""

    def __init__(self, base_url: str, credentials: ClientCredentials) -> None:
        self.base_url, self.credentials = base_url, credentials
        self.saved: list[dict[str, Any]] = []
        self.session = OAuth2Session(
            credentials.client_id,
            redirect_uri=REDIRECT_URI,
            scope=["tasks.read", "tasks.write"],
            pkce="S256",
            auto_refresh_url=f"{base_url}/token",
            auto_refresh_kwargs=credentials.body,
            token_updater=self.saved.append,
        )

    def sign_in(self, browser: Browser) -> dict[str, Any]:
        url, _state = self.session.authorization_url(f"{self.base_url}/authorize")
        token: dict[str, Any] = self.session.fetch_token(
            f"{self.base_url}/token",
            authorization_response=browser.authorize(url),
            client_secret=self.credentials.secret,
            include_client_id=True,
        )
        return token

    def refresh(self, refresh_token: str) -> dict[str, Any]:
        proof: dict[str, Any] = {**self.credentials.body}
        token: dict[str, Any] = self.session.refresh_token(
            f"{self.base_url}/token", refresh_token, **proof
        )
        return token

    def call(self) -> int:
        return self.session.get(f"{self.base_url}/api/tasks", timeout=10).status_code

    def revoke(self, token: str) -> int:
        form = self.credentials.body | {"token": token}
        # withhold_token: the client proves itself in the form, and there in one way only.
        answer = self.session.request(
            "POST", f"{self.base_url}/revoke", data=form, withhold_token=True, timeout=10
        )
        return answer.status_code


@pytest.fixture(params=["confidential", "public"])
def client(request: pytest.FixtureRequest, live: Flask, base_url: str) -> Client:
    methods = {"confidential": ["client_secret_basic", "client_secret_post"], "public": ["none"]}
    return Client(base_url, register(live, auth_methods=methods[request.param]))


@both_databases
def test_it_signs_in_calls_refreshes_and_revokes(client: Client, browser: Browser) -> None:
    with client.session:
        first = client.sign_in(browser)
        assert (first["token_type"], first["expires_in"]) == ("Bearer", 3600)
        assert first["scope"] == ["tasks.read", "tasks.write"]
        assert client.call() == 200
        second = client.refresh(first["refresh_token"])
        assert second["refresh_token"] != first["refresh_token"]
        assert client.call() == 200
        assert client.revoke(second["refresh_token"]) == 200
        assert client.call() == 401
        with pytest.raises(InvalidGrantError):
            client.refresh(second["refresh_token"])


def test_it_refreshes_by_itself_when_its_token_has_expired(
    client: Client, browser: Browser
) -> None:
    with client.session:
        token = client.sign_in(browser)
        client.session.token = token | {"expires_at": 1, "expires_in": -1}
        assert client.call() == 200
        assert [saved["refresh_token"] != token["refresh_token"] for saved in client.saved] == [
            True
        ]
