"""Authlib's own client goes the whole way."""

from typing import Any

import pytest
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask

from tests.conftest import both_databases
from tests.flows.conftest import REDIRECT_URI, Browser
from tests.journey import ClientCredentials, register

pytestmark = pytest.mark.usefixtures("_over_plain_http")

METHODS = ["client_secret_basic", "client_secret_post", "none"]


def open_session(
    base_url: str, credentials: ClientCredentials, method: str, **options: Any
) -> OAuth2Session:
    return OAuth2Session(
        credentials.client_id,
        credentials.secret,
        token_endpoint=f"{base_url}/token",
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        **options,
    )


def sign_in(session: OAuth2Session, base_url: str, browser: Browser) -> dict[str, Any]:
    verifier = generate_token(48)
    url, state = session.create_authorization_url(f"{base_url}/authorize", code_verifier=verifier)
    token: dict[str, Any] = session.fetch_token(
        authorization_response=browser.authorize(url), code_verifier=verifier, state=state
    )
    return token


def call(session: OAuth2Session, base_url: str) -> int:
    return int(session.get(f"{base_url}/api/tasks", timeout=10).status_code)


@pytest.fixture(params=METHODS)
def session(request: pytest.FixtureRequest, live: Flask, base_url: str) -> OAuth2Session:
    methods = ["none"] if request.param == "none" else METHODS[:2]
    return open_session(
        base_url,
        register(live, auth_methods=methods),
        request.param,
        redirect_uri=REDIRECT_URI,
        scope="tasks.read",
        code_challenge_method="S256",
    )


@both_databases
def test_it_signs_in_calls_refreshes_and_revokes(
    session: OAuth2Session, base_url: str, browser: Browser
) -> None:
    with session:
        first = sign_in(session, base_url, browser)
        assert (first["scope"], call(session, base_url)) == ("tasks.read", 200)
        second = session.refresh_token()
        assert second["refresh_token"] != first["refresh_token"]
        assert call(session, base_url) == 200
        revoked = session.revoke_token(f"{base_url}/revoke", token_type_hint="access_token")
        assert revoked.status_code == 200
        assert call(session, base_url) == 401


def test_it_refreshes_by_itself_when_its_token_has_expired(
    session: OAuth2Session, base_url: str, browser: Browser
) -> None:
    with session:
        first = sign_in(session, base_url, browser)
        session.token = first | {"expires_at": 1}
        assert call(session, base_url) == 200
        assert session.token["refresh_token"] != first["refresh_token"]


@both_databases
@pytest.mark.parametrize("method", METHODS[:2])
def test_a_client_acts_for_itself(live: Flask, base_url: str, method: str) -> None:
    credentials = register(
        live, redirect_uris=[], grant_types=["client_credentials"], scope="tasks.read"
    )
    with open_session(base_url, credentials, method) as session:
        token = session.fetch_token(grant_type="client_credentials")
        assert (token["scope"], "refresh_token" in token) == ("tasks.read", False)
        assert call(session, base_url) == 200


def test_a_code_without_its_verifier_is_refused(
    session: OAuth2Session, base_url: str, browser: Browser
) -> None:
    with session:
        url, state = session.create_authorization_url(
            f"{base_url}/authorize", code_verifier=generate_token(48)
        )
        landed = browser.authorize(url)
        with pytest.raises(OAuthError, match="invalid_"):
            session.fetch_token(authorization_response=landed, state=state)
