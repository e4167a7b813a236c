"""Bearer tokens at the protected API: who gets in, and what everybody else is told."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey
from tests.oauth.conftest import disable_user

Bearer = Callable[..., dict[str, str]]

METADATA = 'resource_metadata="http://localhost:5003/.well-known/oauth-protected-resource/api"'
DETAIL = (
    "The access token is unknown, has expired, was revoked or is for something else: "
    "refresh it, or let the person sign in again."
)
NEEDED = f'Bearer {METADATA}, scope="tasks.read"'
INVALID = (
    f'Bearer {METADATA}, scope="tasks.read", error="invalid_token", error_description="{DETAIL}"'
)


@pytest.mark.requirement("rfc6750-2.1-header")
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_token_in_the_header_is_taken(
    client: FlaskClient, user: CurrentUser, bearer: Bearer, scheme: str
) -> None:
    headers = bearer(user, "tasks.read")
    headers["Authorization"] = headers["Authorization"].replace("Bearer", scheme)
    assert client.get("/api/tasks", headers=headers).status_code == 200


@pytest.mark.requirement("rfc6750-3-challenge", "rfc6750-3.1-no-error-without-token")
def test_who_sends_nothing_is_asked_for_a_token_and_not_accused(refusing_app: Flask) -> None:
    answer = refusing_app.test_client().get("/api/tasks")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, NEEDED)


# RFC 6750 section 3.1: an unsupported scheme is no attempt to present a token.
NO_TOKEN = {
    "no token": "Bearer",
    "no token but a blank": "Bearer ",
    "Basic": "Basic YTpi",
    "no scheme": "po_at_" + "x" * 43,
    "empty": "",
    "blank": " ",
}


@pytest.mark.requirement("rfc6750-3.1-no-error-without-token")
@pytest.mark.parametrize("header", NO_TOKEN.values(), ids=NO_TOKEN.keys())
def test_who_sends_no_token_is_not_accused_either(refusing_app: Flask, header: str) -> None:
    answer = refusing_app.test_client().get("/api/tasks", headers={"Authorization": header})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, NEEDED)


BAD_HEADERS = {
    "unknown token": "Bearer po_at_" + "x" * 43,
    "long token": "Bearer " + "x" * 5000,
    "not ASCII": "Bearer caf\u00e9",
    "two tokens": "Bearer a, Bearer b",
    "quote": 'Bearer "',
}


@pytest.mark.requirement("rfc6750-3.1-invalid-token")
@pytest.mark.parametrize("refusing_app", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("header", BAD_HEADERS.values(), ids=BAD_HEADERS.keys())
def test_a_token_that_is_none_is_invalid(refusing_app: Flask, header: str) -> None:
    answer = refusing_app.test_client().get("/api/tasks", headers={"Authorization": header})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, INVALID)


@both_databases
@pytest.mark.requirement("rfc6750-3.1-invalid-token")
@pytest.mark.parametrize(("age", "status"), [(3599, 200), (3600, 401)])
def test_an_access_token_lives_for_an_hour(
    journey: Journey, clock: StandingClock, age: float, status: int
) -> None:
    answer = journey.grant()
    clock.advance(age)
    assert journey.call(answer["access_token"]).status_code == status


@pytest.mark.requirement("rfc6750-3.1-invalid-token")
def test_a_revoked_token_is_invalid_at_once(journey: Journey) -> None:
    answer = journey.grant()
    journey.revoke(answer["access_token"])
    refused = journey.call(answer["access_token"])
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, INVALID)


def test_a_disabled_users_token_is_invalid_at_once(
    app: Flask, user: CurrentUser, journey: Journey
) -> None:
    answer = journey.grant()
    disable_user(app, user)
    assert journey.call(answer["access_token"]).status_code == 401


@pytest.mark.parametrize("which", ["refresh_token", "code", "client_secret"])
def test_another_secret_is_no_access_token(journey: Journey, which: str) -> None:
    journey.sign_in()
    code = journey.code()
    answer = journey.redeem(code).get_json()
    secrets = answer | {"code": code, "client_secret": journey.credentials.secret}
    assert journey.call(secrets[which]).status_code == 401


@pytest.mark.requirement("rfc6750-3.1-insufficient-scope")
def test_a_missing_scope_is_403_with_the_scope_that_is_needed(
    client: FlaskClient, user: CurrentUser, bearer: Bearer
) -> None:
    headers = bearer(user, "tasks.read")
    refused = client.post("/api/tasks", json={"title": "a task"}, headers=headers)
    assert refused.status_code == 403
    assert refused.headers["WWW-Authenticate"] == (
        f'Bearer {METADATA}, scope="tasks.write", error="insufficient_scope", '
        'error_description="The access token does not allow this. It needs the scope tasks.write: '
        'let the person sign in again and allow it."'
    )


@pytest.mark.requirement("rfc9700-4.3.2-no-query-token", "rfc6750-2.2-no-body-token")
def test_a_token_anywhere_but_in_the_header_is_not_seen(
    client: FlaskClient, user: CurrentUser, bearer: Bearer
) -> None:
    token = bearer(user, "tasks.read", "tasks.write")["Authorization"].removeprefix("Bearer ")
    in_query = client.get(f"/api/tasks?access_token={token}")
    in_body = client.get("/api/tasks", data={"access_token": token})
    assert (in_query.status_code, in_body.status_code) == (401, 401)


def test_the_problem_tells_the_same_as_the_challenge(refusing_app: Flask) -> None:
    headers = {"Authorization": "Bearer unknown"}
    answer = refusing_app.test_client().get("/api/tasks", headers=headers)
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json() == {
        "type": "about:blank",
        "title": "Invalid token",
        "status": 401,
        "detail": DETAIL,
    }


def test_scripts_of_other_origins_can_read_the_challenge(refusing_app: Flask) -> None:
    headers = {"Origin": "https://inspector.example"}
    answer = refusing_app.test_client().get("/api/tasks", headers=headers)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "WWW-Authenticate" in answer.headers["Access-Control-Expose-Headers"]
