"""The client credentials grant: the client acts for itself, with what is registered at most."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import StandingClock, both_databases
from tests.journey import Journey, register

BOTH_SCOPES = "tasks.read tasks.write"


@pytest.fixture
def machine(app: Flask) -> Journey:
    credentials = register(
        app, grant_types=["client_credentials"], scope=BOTH_SCOPES, redirect_uris=[]
    )
    return Journey(app.test_client(), credentials)


def ask(machine: Journey, scope: str | None = None) -> TestResponse:
    body = {"grant_type": "client_credentials", "scope": scope}
    return machine.token(**body, **machine.credentials.body)


@both_databases
@pytest.mark.requirement("rfc6749-4.4.2-token", "rfc6749-4.4.3-no-refresh-token")
def test_a_client_gets_a_token_and_no_refresh_token(machine: Journey) -> None:
    answer = ask(machine).get_json()
    assert answer == {
        "access_token": answer["access_token"],
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": BOTH_SCOPES,
    }
    assert machine.call(answer["access_token"]).status_code == 200


def test_the_token_ends_after_its_time(machine: Journey, clock: StandingClock) -> None:
    token = ask(machine).get_json()["access_token"]
    clock.advance(3600)
    assert machine.call(token).status_code == 401


@pytest.mark.requirement("rfc6749-3.3-default")
@pytest.mark.parametrize(
    ("requested", "granted"),
    [
        pytest.param(None, BOTH_SCOPES, id="missing: what is registered"),
        pytest.param("", BOTH_SCOPES, id="empty: what is registered"),
        pytest.param("tasks.read", "tasks.read", id="less"),
        pytest.param("tasks.read unknown", "tasks.read", id="unknown ones drop out"),
        pytest.param("tasks.read plugin.admin", "tasks.read", id="no more than registered"),
    ],
)
def test_the_scope_is_capped_by_what_is_registered(
    machine: Journey, requested: str | None, granted: str
) -> None:
    assert ask(machine, requested).get_json()["scope"] == granted


@pytest.mark.parametrize("scope", ["unknown", "plugin.admin", 'a"b', "a\tb"])
def test_a_scope_of_which_nothing_is_left_is_refused(machine: Journey, scope: str) -> None:
    answer = ask(machine, scope)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_scope")


@pytest.mark.requirement("rfc9700-4.15-client-is-no-user")
def test_what_a_client_stores_is_its_own(machine: Journey, journey: Journey) -> None:
    person = journey.grant()
    token = ask(machine).get_json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    made = machine.http.post("/api/tasks", json={"title": "the client's"}, headers=headers)
    assert made.status_code == 201
    assert [task["title"] for task in machine.call(token).get_json()["tasks"]] == ["the client's"]
    assert journey.call(person["access_token"]).get_json()["tasks"] == []


@pytest.mark.requirement("rfc6749-5.2-errors")
def test_a_client_without_the_grant_is_unauthorized(journey: Journey) -> None:
    answer = ask(journey)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "unauthorized_client")


@pytest.mark.requirement("rfc6749-4.4-confidential-only")
def test_a_public_client_cannot_use_the_grant(public_journey: Journey) -> None:
    answer = ask(public_journey)
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")


@pytest.mark.usefixtures("user")
def test_a_client_may_have_both_grants_and_keep_them_apart(app: Flask) -> None:
    both = register(
        app,
        grant_types=["authorization_code", "refresh_token", "client_credentials"],
        scope=BOTH_SCOPES,
    )
    mixed = Journey(app.test_client(), both)
    person, own = mixed.grant(), ask(mixed).get_json()
    mixed.revoke(own["access_token"])
    assert mixed.call(person["access_token"]).status_code == 200
