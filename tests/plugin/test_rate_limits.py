"""A model in a loop is told to wait, in words it can act on; nobody else notices."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse
from werkzeug.test import TestResponse

from plugin_oauth import limits
from plugin_oauth.extensions import limiter
from plugin_oauth.plugin.operations import OPERATIONS
from tests.plugin.credentials import FORMS, Form

PUBLIC = next(row for row in OPERATIONS if row.is_public)
SCOPE = "tasks.read tasks.write"


@pytest.fixture(params=FORMS, ids=lambda form: f"{form.name}-{form.scheme}")
def form(request: pytest.FixtureRequest) -> Form:
    found: Form = request.param
    return found


@pytest.fixture
def settings(form: Form) -> dict[str, Any]:
    return form.settings | {"API_RATE_LIMIT": "3 per minute", "PUBLIC_RATE_LIMIT": "3 per minute"}


@pytest.fixture(autouse=True)
def _nothing_counted_yet(app: Flask) -> None:  # noqa: ARG001 -- the app binds the limiter
    limiter.reset()


def call(client: FlaskClient, headers: dict[str, str], address: str = "192.0.2.1") -> TestResponse:
    environ = {"REMOTE_ADDR": address}
    return client.get("/api/tasks", headers=headers, environ_overrides=environ)


def test_the_call_after_the_last_is_told_how_long_to_wait(
    app: Flask, client: FlaskClient, form: Form
) -> None:
    ada = form.credential(app, "ada", SCOPE)
    assert [call(client, ada.headers).status_code for _ in range(3)] == [200] * 3
    refused = call(client, ada.headers)
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    wait = refused.headers["Retry-After"]
    assert 1 <= int(wait) <= 60
    told = f"3 per minute are answered. Wait {wait} seconds, then send this call again."
    assert refused.get_json()["detail"] == f"Too many calls: {told}"


def test_each_credential_is_counted_by_itself(app: Flask, client: FlaskClient, form: Form) -> None:
    ada, grace = (form.credential(app, who, SCOPE) for who in ("ada", "grace"))
    for _ in range(4):
        call(client, ada.headers)
    assert call(client, grace.headers).status_code == 200


def test_refused_calls_count_for_nobody(app: Flask, client: FlaskClient, form: Form) -> None:
    ada = form.credential(app, "ada", SCOPE)
    for _ in range(5):
        call(client, {})
        call(client, form.header("po_ak_wrong"))
    assert call(client, ada.headers).status_code == 200


def test_unknown_credentials_of_a_network_are_told_to_wait_and_good_ones_are_not(
    app: Flask, client: FlaskClient, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GUESSES_OF_A_NETWORK", parse("3 per minute"))
    ada = form.credential(app, "ada", SCOPE)
    found = [call(client, form.header(f"po_ak_{n}")).status_code for n in range(4)]
    assert found == [401, 401, 401, 429]
    assert call(client, ada.headers).status_code == 200
    assert call(client, form.header("po_ak_5"), "192.0.2.2").status_code == 401


@pytest.mark.parametrize("form", FORMS[:1], indirect=True)
def test_no_credential_at_all_is_no_guess(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GUESSES_OF_A_NETWORK", parse("3 per minute"))
    assert {call(client, {}).status_code for _ in range(5)} == {401}


@pytest.mark.parametrize("form", FORMS[:1], indirect=True)
def test_a_public_operation_is_counted_by_network(client: FlaskClient) -> None:
    def ask(address: str) -> int:
        environ = {"REMOTE_ADDR": address}
        return client.get(PUBLIC.path, environ_overrides=environ).status_code

    assert [ask("192.0.2.1") == 429 for _ in range(4)] == [False, False, False, True]
    assert ask("192.0.2.2") != 429


class TestTurnedOff:
    @pytest.fixture
    def settings(self, form: Form) -> dict[str, Any]:
        return form.settings | {"API_RATE_LIMIT": "1 per minute", "RATELIMIT_ENABLED": False}

    @pytest.mark.parametrize("form", FORMS[:1], indirect=True)
    def test_nobody_waits(self, app: Flask, client: FlaskClient, form: Form) -> None:
        ada = form.credential(app, "ada", SCOPE)
        assert {call(client, ada.headers).status_code for _ in range(5)} == {200}
