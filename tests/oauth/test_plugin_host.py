"""The server as ChatGPT plugins and GPT Actions use it, with what their documentation says."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock
from tests.journey import Journey, redirect_parameters, register

CALLBACK = "https://chat.openai.com/aip/plugin-0123/oauth/callback"
ACTION_CALLBACKS = [
    "https://chat.openai.com/aip/g-0123/oauth/callback",
    "https://chatgpt.com/aip/g-0123/oauth/callback",
]


@pytest.fixture
def host(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    """A plugin's host: what it sends it takes out of the manifest."""
    credentials = register(app, host="plugin", redirect_uris=[CALLBACK])
    http = app.test_client()
    auth = http.get("/.well-known/ai-plugin.json").get_json()["auth"]
    parameters = {"redirect_uri": CALLBACK, "scope": auth["scope"], "state": "a-uuid"}
    return Journey(http, credentials, parameters, uses_pkce=False)


def manifest_auth(host: Journey) -> dict[str, Any]:
    auth: dict[str, Any] = host.http.get("/.well-known/ai-plugin.json").get_json()["auth"]
    return auth


@pytest.mark.requirement("plugin-host-manifest-endpoints")
def test_the_manifest_leads_to_the_endpoints_that_answer(host: Journey) -> None:
    auth = manifest_auth(host)
    client_url, token_url = urlsplit(auth["client_url"]), urlsplit(auth["authorization_url"])
    assert host.http.get(client_url.path).status_code == 400
    assert host.http.post(token_url.path).get_json()["error"] == "invalid_request"
    assert {client_url.netloc, token_url.netloc} == {"localhost:5003"}


@pytest.mark.requirement("plugin-host-state", "plugin-host-no-pkce")
def test_the_callback_gets_code_and_state(host: Journey) -> None:
    host.sign_in()
    answer = host.decide("allow")
    assert answer.location.startswith(f"{CALLBACK}?code=")
    assert redirect_parameters(answer)["state"] == "a-uuid"


@pytest.mark.requirement("plugin-host-state")
def test_a_host_of_the_first_months_sends_no_state(host: Journey) -> None:
    host.sign_in()
    assert set(redirect_parameters(host.decide("allow", state=None))) == {"code", "iss"}


@pytest.mark.requirement(
    "plugin-host-json-token-request", "plugin-host-form-token-request", "plugin-host-token-answer"
)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_the_code_is_exchanged_as_the_documentation_shows(host: Journey, content_type: str) -> None:
    host.sign_in()
    body = {
        "grant_type": "authorization_code",
        "client_id": host.credentials.client_id,
        "client_secret": host.credentials.secret,
        "code": host.code(),
        "redirect_uri": CALLBACK,
    }
    as_json = content_type == "application/json"
    answer = host.http.post("/token", **{"json" if as_json else "data": body}).get_json()
    assert answer["token_type"].lower() == "bearer"
    assert isinstance(answer["expires_in"], int)
    assert host.call(answer["access_token"]).status_code == 200


@pytest.mark.requirement("plugin-host-json-token-request")
def test_the_manifest_asks_for_the_type_that_the_server_takes(host: Journey) -> None:
    assert manifest_auth(host)["authorization_content_type"] == "application/json"


@pytest.mark.requirement("plugin-host-refresh")
def test_a_conversation_goes_on_after_the_access_token_ended(
    host: Journey, clock: StandingClock
) -> None:
    host.sign_in()
    first = host.redeem(host.code(), redirect_uri=CALLBACK).get_json()
    clock.advance(3600)
    assert host.call(first["access_token"]).status_code == 401
    second = host.refresh(first["refresh_token"]).get_json()
    assert host.call(second["access_token"]).status_code == 200


@pytest.mark.requirement("plugin-host-verification-token")
def test_the_hosts_verification_token_shows_in_the_manifest(
    app: Flask,
    host: Journey,
    admin: CurrentUser,
) -> None:
    developer = Journey(app.test_client(), register(app, scope="plugin.admin"))
    developer.sign_in(str(admin.email))
    token = developer.redeem(developer.code(scope="plugin.admin")).get_json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    path = "/developer/verification-tokens/openai"
    assert developer.http.put(path, json={"token": "abc"}, headers=headers).status_code == 201
    assert manifest_auth(host)["verification_tokens"] == {"openai": "abc"}


@pytest.mark.requirement("action-host-callbacks", "plugin-host-no-pkce")
@pytest.mark.parametrize("callback", ACTION_CALLBACKS)
@pytest.mark.parametrize("token_exchange", ["default_post", "basic_auth_header"])
def test_an_action_comes_back_on_both_hosts_and_authenticates_as_set(
    app: Flask, user: CurrentUser, callback: str, token_exchange: str
) -> None:
    credentials = register(app, host="action", redirect_uris=ACTION_CALLBACKS)
    parameters = {"redirect_uri": callback, "scope": ""}
    action = Journey(app.test_client(), credentials, parameters, uses_pkce=False)
    action.sign_in(str(user.email))
    body = {"grant_type": "authorization_code", "code": action.code(), "redirect_uri": callback}
    in_header = token_exchange == "basic_auth_header"
    body |= {} if in_header else credentials.body
    headers = credentials.basic if in_header else {}
    assert action.http.post("/token", data=body, headers=headers).status_code == 200
