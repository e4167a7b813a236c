"""UserInfo (OpenID Connect Core section 5.3): what a client learns of a person, and from whom."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey, register

Bearer = Callable[..., dict[str, str]]
ORIGIN = "http://localhost:5003"


@pytest.mark.requirement("oidc-core-5.3.1-userinfo", "oidc-core-5.3.2-sub")
@both_databases
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_userinfo_tells_the_subject_of_the_id_token(
    client: FlaskClient, user: CurrentUser, bearer: Bearer, method: str
) -> None:
    answer = client.open("/userinfo", method=method, headers=bearer(user, "openid"))
    assert answer.get_json() == {"sub": str(user.id)}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.requirement("oidc-core-5.4-email")
def test_the_email_needs_its_scope_and_is_not_called_verified(
    client: FlaskClient, user: CurrentUser, bearer: Bearer
) -> None:
    answer = client.get("/userinfo", headers=bearer(user, "openid", "email"))
    assert answer.get_json() == {
        "sub": str(user.id),
        "email": "ada@example.com",
        "email_verified": False,
    }


@pytest.mark.parametrize("resource", ["api", "mcp", None])
def test_a_token_for_any_resource_will_do(journey: Journey, resource: str | None) -> None:
    journey.sign_in()
    named = f"{ORIGIN}/{resource}" if resource else None
    answer = journey.redeem(journey.code(scope="openid", resource=named)).get_json()
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    assert journey.http.get("/userinfo", headers=headers).status_code == 200


@pytest.mark.requirement("oidc-core-5.3.3-errors")
def test_a_token_without_the_scope_is_told_which(
    client: FlaskClient, user: CurrentUser, bearer: Bearer
) -> None:
    refused = client.get("/userinfo", headers=bearer(user, "email", "tasks.read"))
    assert refused.status_code == 403
    assert refused.headers["WWW-Authenticate"].startswith(
        'Bearer scope="openid", error="insufficient_scope"'
    )


@pytest.mark.requirement("oidc-core-5.3.3-errors")
def test_who_sends_nothing_is_asked_for_a_token(client: FlaskClient) -> None:
    refused = client.get("/userinfo")
    assert (refused.status_code, refused.mimetype) == (401, "application/problem+json")
    assert refused.headers["WWW-Authenticate"] == 'Bearer scope="openid"'


@pytest.mark.requirement("oidc-core-5.3.1-userinfo")
@pytest.mark.parametrize("where", ["query", "body"])
def test_a_token_elsewhere_than_in_the_header_is_not_seen(
    client: FlaskClient, user: CurrentUser, bearer: Bearer, where: str
) -> None:
    token = bearer(user, "openid")["Authorization"].removeprefix("Bearer ")
    sent = {"query_string" if where == "query" else "data": {"access_token": token}}
    assert client.post("/userinfo", **sent).status_code == 401


@pytest.mark.requirement("oidc-core-5.3.3-errors")
def test_a_token_that_has_expired_or_was_revoked_tells_nothing(
    journey: Journey, clock: StandingClock
) -> None:
    journey.parameters["scope"] = "openid"
    first = journey.grant()
    journey.revoke(first["refresh_token"])
    second = journey.redeem(journey.code()).get_json()
    clock.advance(3600)
    for answer in (first, second):
        headers = {"Authorization": f"Bearer {answer['access_token']}"}
        assert journey.http.get("/userinfo", headers=headers).status_code == 401


def test_a_client_of_its_own_account_has_no_email(app: Flask) -> None:
    nightly = register(
        app, redirect_uris=[], grant_types=["client_credentials"], scope="openid email"
    )
    journey = Journey(app.test_client(), nightly)
    answer = journey.token(grant_type="client_credentials", **nightly.body).get_json()
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    assert list(journey.http.get("/userinfo", headers=headers).get_json()) == ["sub"]


def test_scripts_of_other_origins_may_ask(client: FlaskClient) -> None:
    headers = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization, dpop",
    }
    answer = client.options("/userinfo", headers=headers)
    assert "dpop" in answer.headers["Access-Control-Allow-Headers"]
