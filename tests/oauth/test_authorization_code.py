"""The authorization code at the token endpoint: redeemed once, by its client, with its proof."""

import json
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.oauth.models import codes, grants, tokens
from plugin_oauth.oauth.pkce import make_challenge
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import REDIRECT_URI, VERIFIER, Journey, register
from tests.oauth.conftest import Stored, disable_user

BOTH_SCOPES = "tasks.read tasks.write"
UNAUTHENTICATED: dict[str, str | None] = {"client_id": None, "client_secret": None}


@pytest.fixture
def code(journey: Journey) -> str:
    journey.sign_in()
    return journey.code()


# Redemption.


@pytest.mark.requirement("rfc6749-4.1.4-token", "rfc6749-5.1-members")
@pytest.mark.parametrize("method", ["none", "client_secret_basic", "client_secret_post"])
def test_every_method_of_authentication_gets_the_same_answer(
    app: Flask, user: CurrentUser, method: str
) -> None:
    journey = Journey(app.test_client(), register(app, auth_methods=[method]))
    journey.sign_in(str(user.email))
    body = journey.redemption(journey.code())
    headers = {}
    if method == "client_secret_basic":
        headers = journey.credentials.basic
        body = {k: v for k, v in body.items() if k not in UNAUTHENTICATED}
    answer = journey.http.post("/token", data=body, headers=headers)
    assert answer.status_code == 200, answer.text
    assert_pair(answer.get_json())


def assert_pair(answer: dict[str, Any]) -> None:
    access_token, refresh_token = answer["access_token"], answer["refresh_token"]
    assert answer == {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": BOTH_SCOPES,
        "refresh_token": refresh_token,
    }
    assert access_token.startswith("po_at_")
    assert refresh_token.startswith("po_rt_")


@pytest.mark.requirement("plugin-host-json-token-request", "plugin-host-form-token-request")
@pytest.mark.parametrize("body_format", ["json", "data"])
def test_a_plugin_host_redeems_with_json_or_a_form(
    plugin_journey: Journey, body_format: str
) -> None:
    plugin_journey.sign_in()
    body = plugin_journey.redemption(plugin_journey.code())
    answer = plugin_journey.http.post("/token", **{body_format: body})
    assert_pair(answer.get_json())


@pytest.mark.requirement("rfc6749-4.1.3-form-body")
def test_json_from_any_other_client_is_refused_and_burns_nothing(
    journey: Journey, code: str
) -> None:
    refused = journey.http.post("/token", json=journey.redemption(code))
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_request")
    assert journey.redeem(code).status_code == 200


@pytest.mark.requirement("rfc6749-5.1-no-store")
def test_the_answer_is_json_that_nobody_keeps(journey: Journey, code: str) -> None:
    headers = journey.redeem(code).headers
    assert headers["Content-Type"] == "application/json"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Pragma"] == "no-cache"


def test_the_access_token_opens_the_api(journey: Journey, code: str) -> None:
    assert journey.call(journey.redeem(code).get_json()["access_token"]).status_code == 200


@pytest.mark.requirement("rfc6749-1.5-refresh-token-optional")
def test_a_client_without_the_refresh_grant_gets_no_refresh_token(
    app: Flask, user: CurrentUser
) -> None:
    journey = Journey(app.test_client(), register(app, grant_types=["authorization_code"]))
    journey.sign_in(str(user.email))
    answer = journey.redeem(journey.code()).get_json()
    assert set(answer) == {"access_token", "token_type", "expires_in", "scope"}
    assert journey.call(answer["access_token"]).status_code == 200


@both_databases
@pytest.mark.requirement("rfc6819-5.1.4.1.3-digests-only")
def test_the_database_has_no_secret_of_the_whole_flow(journey: Journey, stored: Stored) -> None:
    journey.sign_in()
    code = journey.code()
    answer = journey.redeem(code).get_json()
    secrets = [code, answer["access_token"], answer["refresh_token"], journey.credentials.secret]
    kept = repr([stored(table) for table in (codes, grants, tokens)])
    assert [secret for secret in secrets if str(secret) in kept] == []


# Requests that are wrong before the code matters.


@pytest.mark.requirement("rfc6749-5.2-errors", "rfc9700-2.4-no-password-grant")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"grant_type": None}, "invalid_request", id="no grant type"),
        pytest.param({"grant_type": ""}, "invalid_request", id="empty grant type"),
        pytest.param({"grant_type": "password"}, "unsupported_grant_type", id="password"),
        pytest.param({"grant_type": "implicit"}, "unsupported_grant_type", id="implicit"),
        pytest.param({"grant_type": 'a"b'}, "unsupported_grant_type", id="a quote"),
        pytest.param({"grant_type": "\u00e9"}, "unsupported_grant_type", id="not ASCII"),
        pytest.param({"code": None}, "invalid_request", id="no code"),
        pytest.param({"code": ""}, "invalid_request", id="empty code"),
        pytest.param({"code": "unknown"}, "invalid_grant", id="unknown code"),
        pytest.param({"code": "c" * 5000}, "invalid_grant", id="long code"),
        pytest.param({"code": "\u00e9\ufffd"}, "invalid_grant", id="code not ASCII"),
    ],
)
def test_a_wrong_token_request_is_named(
    refused: Journey, changes: dict[str, str | None], error: str
) -> None:
    answer = refused.redeem("a code", **changes)
    assert (answer.status_code, answer.get_json()["error"]) == (400, error)


@pytest.mark.requirement("rfc6749-5.2-errors")
def test_a_client_without_the_code_grant_is_unauthorized(refusing_app: Flask) -> None:
    machine = register(refusing_app, grant_types=["client_credentials"], scope="tasks.read")
    answer = Journey(refusing_app.test_client(), machine).redeem("a code")
    assert (answer.status_code, answer.get_json()["error"]) == (400, "unauthorized_client")


# PKCE.

WRONG_VERIFIERS = {
    "another": ("b" * 43, "invalid_grant"),
    "missing": (None, "invalid_request"),
    "empty": ("", "invalid_request"),
    "line end": (VERIFIER + "\n", "invalid_grant"),
    "leading line end": ("\n" + VERIFIER, "invalid_grant"),
    "trailing blank": (VERIFIER + " ", "invalid_grant"),
    "upper case": (VERIFIER.upper(), "invalid_grant"),
    "42 characters": ("v" * 42, "invalid_grant"),
    "129 characters": ("v" * 129, "invalid_grant"),
    "not ASCII": ("\u00e9" * 43, "invalid_grant"),
}


@pytest.mark.requirement("rfc9700-4.5.3-code-bound")
@pytest.mark.requirement("rfc7636-4.6-verifier", "rfc7636-4.1-verifier-syntax")
@pytest.mark.parametrize(
    ("verifier", "error"), WRONG_VERIFIERS.values(), ids=WRONG_VERIFIERS.keys()
)
def test_a_wrong_verifier_is_refused_and_does_not_burn_the_code(
    journey: Journey, code: str, verifier: str | None, error: str
) -> None:
    refused = journey.redeem(code, code_verifier=verifier)
    assert (refused.status_code, refused.get_json()["error"]) == (400, error)
    assert journey.redeem(code).status_code == 200


@pytest.mark.requirement("rfc7636-4.1-verifier-syntax")
@pytest.mark.parametrize("verifier", ["v" * 43 + "\n", "v" * 42, "v" * 129, "v" * 42 + "+"])
def test_a_verifier_that_is_none_is_refused_although_it_fits(
    journey: Journey, verifier: str
) -> None:
    """A client that made its challenge from it must not get used to that."""
    journey.sign_in()
    code = journey.code(code_challenge=make_challenge(verifier))
    answer = journey.redeem(code, code_verifier=verifier)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_grant")


@pytest.mark.requirement("rfc9700-2.1.1-pkce")
def test_the_challenge_itself_is_no_verifier(journey: Journey, code: str) -> None:
    challenge = journey.parameters["code_challenge"]
    assert journey.redeem(code, code_verifier=challenge).get_json()["error"] == "invalid_grant"


@pytest.mark.requirement("rfc9700-4.8.2-no-downgrade")
def test_a_verifier_without_a_challenge_is_a_downgrade(plugin_journey: Journey) -> None:
    """Somebody took the challenge out of the authorization request on its way."""
    plugin_journey.sign_in()
    code = plugin_journey.code()
    refused = plugin_journey.redeem(code, code_verifier=VERIFIER)
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_grant")


@pytest.mark.requirement("rfc9700-2.1.1-pkce")
@pytest.mark.parametrize(("verifier", "status"), [(None, 400), ("b" * 43, 400), (VERIFIER, 200)])
def test_a_client_that_need_not_use_pkce_is_held_to_it_once_it_does(
    app: Flask, user: CurrentUser, verifier: str | None, status: int
) -> None:
    journey = Journey(app.test_client(), register(app, host="plugin"))
    journey.sign_in(str(user.email))
    assert journey.redeem(journey.code(), code_verifier=verifier).status_code == status


# The redirect URI: must match if sent; must be sent where nothing else proves possession.


@pytest.mark.requirement("rfc6749-4.1.3-redirect-uri", "oauth2.1-redirect-uri-optional")
@pytest.mark.parametrize(
    ("uses_pkce", "authorized_with", "redeemed_with", "status"),
    [
        pytest.param(True, REDIRECT_URI, REDIRECT_URI, 200, id="the same"),
        pytest.param(True, REDIRECT_URI, None, 200, id="left out, proved by PKCE"),
        pytest.param(True, REDIRECT_URI, REDIRECT_URI + "/", 400, id="another"),
        pytest.param(True, None, None, 200, id="never sent"),
        pytest.param(True, None, REDIRECT_URI, 200, id="sent late, the right one"),
        pytest.param(True, None, "https://evil.example/", 400, id="sent late, a wrong one"),
        pytest.param(False, REDIRECT_URI, REDIRECT_URI, 200, id="no PKCE: the same"),
        pytest.param(False, REDIRECT_URI, None, 400, id="no PKCE: left out"),
        pytest.param(False, REDIRECT_URI, "https://evil.example/", 400, id="no PKCE: another"),
        pytest.param(False, None, None, 200, id="no PKCE: never sent"),
        pytest.param(False, None, REDIRECT_URI, 200, id="no PKCE: sent late, the right one"),
        pytest.param(False, None, "https://evil.example/", 400, id="no PKCE: late and wrong"),
    ],
)
@pytest.mark.usefixtures("user")
def test_the_redirect_uri_at_the_token_endpoint(
    app: Flask,
    uses_pkce: bool,
    authorized_with: str | None,
    redeemed_with: str | None,
    status: int,
) -> None:
    credentials = register(app, host="plugin")
    journey = Journey(app.test_client(), credentials, uses_pkce=uses_pkce)
    journey.sign_in()
    answer = journey.redeem(journey.code(redirect_uri=authorized_with), redirect_uri=redeemed_with)
    error = None if status == 200 else "invalid_grant"
    assert (answer.status_code, answer.get_json().get("error")) == (status, error)


@pytest.mark.requirement("rfc6749-4.1.3-redirect-uri")
@pytest.mark.parametrize(("port", "status"), [(49152, 200), (1234, 400)])
def test_a_loopback_client_redeems_with_the_port_it_used(
    app: Flask, user: CurrentUser, port: int, status: int
) -> None:
    native = register(app, auth_methods=["none"], redirect_uris=["http://localhost:1234/cb"])
    journey = Journey(app.test_client(), native)
    journey.sign_in(str(user.email))
    code = journey.code(redirect_uri="http://localhost:49152/cb")
    answer = journey.redeem(code, redirect_uri=f"http://localhost:{port}/cb")
    assert answer.status_code == status


# Life and death of a code.


@both_databases
@pytest.mark.requirement("rfc6749-4.1.2-code-lifetime")
@pytest.mark.parametrize(("age", "status"), [(59.999, 200), (60, 400)])
def test_a_code_lives_for_sixty_seconds(
    journey: Journey, clock: StandingClock, age: float, status: int
) -> None:
    journey.sign_in()
    code = journey.code()
    clock.advance(age)
    answer = journey.redeem(code)
    error = None if status == 200 else "invalid_grant"
    assert (answer.status_code, answer.get_json().get("error")) == (status, error)


@pytest.mark.requirement("rfc6749-4.1.3-code-of-the-client")
def test_another_clients_code_is_refused_and_not_burnt(
    journey: Journey, other_journey: Journey, code: str
) -> None:
    assert other_journey.redeem(code).get_json()["error"] == "invalid_grant"
    assert journey.redeem(code).status_code == 200


@both_databases
@pytest.mark.requirement("rfc6749-4.1.2-code-once", "rfc6749-4.1.2-replay-revokes")
@pytest.mark.parametrize("later", [0, 3000])
def test_a_code_used_twice_is_refused_and_its_tokens_die(
    journey: Journey, clock: StandingClock, later: float
) -> None:
    first = journey.grant()
    code_again = journey.code()
    second = journey.redeem(code_again).get_json()
    clock.advance(later)
    assert journey.redeem(code_again).get_json()["error"] == "invalid_grant"
    assert journey.call(second["access_token"]).status_code == 401
    assert journey.refresh(second["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert journey.call(first["access_token"]).status_code == 200, "another family lives on"


@pytest.mark.requirement("rfc6749-4.1.2-replay-revokes")
def test_a_replay_kills_what_was_refreshed_since(journey: Journey, code: str) -> None:
    first = journey.redeem(code).get_json()
    second = journey.refresh(first["refresh_token"]).get_json()
    journey.redeem(code)
    assert journey.call(second["access_token"]).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"code_verifier": "b" * 43}, id="a wrong verifier"),
        pytest.param({"code_verifier": None}, id="no verifier"),
        pytest.param({"redirect_uri": "https://evil.example/"}, id="a wrong redirect URI"),
        pytest.param({"client_secret": "wrong"}, id="a wrong secret"),
    ],
)
def test_a_replay_without_proof_of_possession_harms_nobody(
    journey: Journey, code: str, changes: dict[str, str | None]
) -> None:
    """A thief who saw a code in a log must not be able to sign the user out with it."""
    answer = journey.redeem(code).get_json()
    assert journey.redeem(code, **changes).status_code in {400, 401}
    assert journey.call(answer["access_token"]).status_code == 200


def test_a_replay_by_another_client_harms_nobody(
    journey: Journey, other_journey: Journey, code: str
) -> None:
    answer = journey.redeem(code).get_json()
    assert other_journey.redeem(code).get_json()["error"] == "invalid_grant"
    assert journey.call(answer["access_token"]).status_code == 200


def test_a_disabled_users_code_is_refused(
    app: Flask, user: CurrentUser, journey: Journey, code: str
) -> None:
    disable_user(app, user)
    refused = journey.redeem(code)
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_grant")


def test_the_code_in_the_query_of_the_token_request_is_not_seen(
    journey: Journey, code: str
) -> None:
    body = journey.redemption(code)
    del body["code"]
    answer = journey.http.post(f"/token?code={code}", data=body)
    assert answer.get_json()["error"] == "invalid_request"
    assert journey.redeem(code).status_code == 200


def test_two_codes_of_one_client_and_user_are_two_families(journey: Journey) -> None:
    first = journey.grant()
    second = journey.redeem(journey.code()).get_json()
    journey.revoke(first["access_token"])
    assert journey.call(second["access_token"]).status_code == 200


@pytest.mark.parametrize("settings", [{"ACCESS_TOKEN_LIFETIME": 100, "REFRESH_TOKEN_LIFETIME": 50}])
def test_an_access_token_never_outlives_its_family(journey: Journey, code: str) -> None:
    assert journey.redeem(code).get_json()["expires_in"] == 50


def test_errors_are_json_that_nobody_keeps(refused: Journey) -> None:
    answer = refused.redeem("unknown")
    assert set(json.loads(answer.data)) == {"error", "error_description"}
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
