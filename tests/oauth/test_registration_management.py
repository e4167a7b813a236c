"""Client configuration: a registered client's own row, for whoever holds its token."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.oauth.models import grants
from tests.conftest import both_databases
from tests.journey import REDIRECT_URI, ClientCredentials, Journey, register
from tests.oauth.conftest import Stored

LEAST = {"redirect_uris": [REDIRECT_URI]}


@pytest.fixture
def registered(client: FlaskClient) -> dict[str, Any]:
    """A client that registered itself: the answer it got."""
    answer: dict[str, Any] = client.post("/register", json=LEAST).get_json()
    return answer


def call(
    client: FlaskClient,
    method: str,
    registered: dict[str, Any],
    document: dict[str, Any] | None = None,
    token: str | None = None,
) -> TestResponse:
    bearer = token or registered["registration_access_token"]
    headers = {"Authorization": f"Bearer {bearer}"}
    path = registered["registration_client_uri"]
    return client.open(path, method=method, json=document, headers=headers)


def update(registered: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return LEAST | {"client_id": registered["client_id"]} | changes


@pytest.mark.requirement("rfc7592-2.1-read", "rfc7592-3-answer")
@both_databases
def test_a_client_reads_what_is_registered(client: FlaskClient, registered: dict[str, Any]) -> None:
    response = call(client, "GET", registered)
    kept = {n: v for n, v in registered.items() if not n.startswith("client_secret")}
    assert (response.status_code, response.get_json()) == (200, kept)
    assert response.headers["Cache-Control"] == "no-store"
    assert call(client, "HEAD", registered).status_code == 200


@pytest.mark.requirement("rfc7592-2.2-replaces")
@both_databases
def test_an_update_replaces_all_of_it_and_keeps_the_secret(
    client: FlaskClient, app: Flask, registered: dict[str, Any]
) -> None:
    other = "https://client.example/other"
    document = update(registered, redirect_uris=[other], client_name="New", client_uri="")
    answer = call(client, "PUT", registered, document).get_json()
    assert (answer["redirect_uris"], answer["client_name"]) == ([other], "New")
    assert "client_secret" not in answer
    journey = Journey(
        app.test_client(), ClientCredentials(registered["client_id"], registered["client_secret"])
    )
    refused = journey.redeem("none").get_json()
    assert refused["error"] == "invalid_grant"  # and not invalid_client


def test_a_client_that_comes_to_need_a_secret_gets_one_and_one_that_does_not_loses_it(
    client: FlaskClient, registered: dict[str, Any]
) -> None:
    public = update(registered, token_endpoint_auth_method="none")
    assert "client_secret" not in call(client, "PUT", registered, public).get_json()
    secret = update(registered, token_endpoint_auth_method="client_secret_post")
    answer = call(client, "PUT", registered, secret).get_json()
    assert answer["client_secret"] != registered["client_secret"]
    assert answer["client_secret_expires_at"] == 0


@pytest.mark.requirement(
    "rfc7592-2.2-client-id",
    "rfc7592-2.2-server-members",
    "rfc7592-2.2-refused",
)
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "another"}, "invalid_client_metadata"),
        ({"client_id": None}, "invalid_client_metadata"),
        ({"client_secret": "wrong"}, "invalid_client_metadata"),
        ({"client_secret": ["wrong"]}, "invalid_client_metadata"),
        ({"registration_access_token": "x"}, "invalid_client_metadata"),
        ({"registration_client_uri": "x"}, "invalid_client_metadata"),
        ({"client_secret_expires_at": 0}, "invalid_client_metadata"),
        ({"client_id_issued_at": 0}, "invalid_client_metadata"),
        ({"grant_types": ["password"]}, "invalid_client_metadata"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
    ],
)
def test_a_bad_update_is_refused_and_changes_nothing(
    client: FlaskClient, registered: dict[str, Any], changes: dict[str, Any], error: str
) -> None:
    before = call(client, "GET", registered).get_json()
    response = call(client, "PUT", registered, update(registered, **changes))
    assert (response.status_code, response.get_json()["error"]) == (400, error)
    assert call(client, "GET", registered).get_json() == before


@pytest.mark.requirement("rfc7592-2.2-client-id")
def test_an_update_may_name_the_present_secret(
    client: FlaskClient, registered: dict[str, Any]
) -> None:
    document = update(registered, client_secret=registered["client_secret"])
    assert call(client, "PUT", registered, document).status_code == 200


@pytest.mark.requirement("rfc7592-2.3-delete", "rfc7592-2.1-unknown-client")
@both_databases
@pytest.mark.usefixtures("user")
def test_a_client_that_removes_itself_is_gone_with_everything_it_was_allowed(
    client: FlaskClient, app: Flask, registered: dict[str, Any], stored: Stored
) -> None:
    journey = Journey(
        app.test_client(), ClientCredentials(registered["client_id"], registered["client_secret"])
    )
    answer = journey.grant()
    response = call(client, "DELETE", registered)
    assert (response.status_code, response.data) == (204, b"")
    assert journey.call(answer["access_token"]).status_code == 401
    assert stored(grants) == []
    assert call(client, "GET", registered).status_code == 401


@pytest.mark.requirement("rfc7592-2-token")
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("token", ["wrong", "po_ra_wrong", "\u00e4", None])
def test_another_token_opens_nothing(
    client: FlaskClient, registered: dict[str, Any], method: str, token: str | None
) -> None:
    other = client.post("/register", json=LEAST).get_json()
    foreign = token or other["registration_access_token"]
    response = call(client, method, registered, update(registered), foreign)
    assert (response.status_code, response.get_json()["error"]) == (401, "invalid_token")
    assert response.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert call(client, "GET", registered).status_code == 200


@pytest.mark.requirement("rfc7592-2-token", "rfc7592-2.1-unknown-client")
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_developers_client_has_no_such_door(client: FlaskClient, app: Flask, method: str) -> None:
    made = register(app)
    path = f"/register/{made.client_id}"
    response = client.open(path, method=method, headers={"Authorization": f"Bearer {made.secret}"})
    unknown = client.open("/register/unknown", method=method)
    assert (response.status_code, response.data) == (unknown.status_code, unknown.data)
    assert response.status_code == 401
