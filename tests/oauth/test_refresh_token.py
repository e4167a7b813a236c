"""The refresh token grant: rotated, idempotent within the grace, strict about everything else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.oauth.models import grants, tokens
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import CurrentUser
from tests.conftest import ClientAtBaseUrl, StandingClock, both_databases
from tests.journey import Journey, register
from tests.oauth.conftest import Stored, disable_user

DAY = 24 * 3600


def assert_refused(journey: Journey, token: str, **changes: str | None) -> None:
    answer = journey.refresh(token, **changes)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_grant")


def assert_lives(journey: Journey, answer: dict[str, Any]) -> None:
    assert journey.call(answer["access_token"]).status_code == 200
    assert journey.refresh(answer["refresh_token"]).status_code == 200


def assert_dead(journey: Journey, answer: dict[str, Any]) -> None:
    assert journey.call(answer["access_token"]).status_code == 401
    assert_refused(journey, answer["refresh_token"])


# The current token: a new pair.


@both_databases
@pytest.mark.requirement("rfc9700-2.2.2-rotation", "rfc6749-6-refresh")
def test_a_refresh_gives_a_new_pair_and_both_access_tokens_work(journey: Journey) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    assert second["refresh_token"] != first["refresh_token"]
    assert journey.call(second["access_token"]).status_code == 200
    assert journey.call(first["access_token"]).status_code == 200


@pytest.mark.requirement("rfc6749-5.1-members", "rfc6749-5.1-no-store")
def test_the_answer_has_the_members_of_the_first_and_is_kept_by_nobody(journey: Journey) -> None:
    first = journey.grant()
    answer = journey.refresh(first["refresh_token"])
    second = answer.get_json()
    fresh = {name: second[name] for name in ("access_token", "refresh_token")}
    assert second == first | fresh
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.requirement("rfc6749-6-authenticated")
@pytest.mark.parametrize("method", ["none", "client_secret_basic", "client_secret_post"])
def test_every_method_of_authentication_can_refresh(
    app: Flask, user: CurrentUser, method: str
) -> None:
    journey = Journey(app.test_client(), register(app, auth_methods=[method]))
    journey.sign_in(str(user.email))
    headers = journey.credentials.basic if method == "client_secret_basic" else {}
    body = {} if headers else journey.credentials.body
    redemption = journey.redemption(journey.code())
    if headers:
        redemption = {k: v for k, v in redemption.items() if k not in journey.credentials.body}
    first = journey.http.post("/token", data=redemption, headers=headers).get_json()
    body |= {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert journey.http.post("/token", data=body, headers=headers).status_code == 200


@pytest.mark.requirement("plugin-host-refresh")
def test_a_plugin_host_refreshes_with_json(plugin_journey: Journey) -> None:
    first = plugin_journey.grant()
    body = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    answer = plugin_journey.http.post("/token", json=body | plugin_journey.credentials.body)
    assert answer.status_code == 200


# The one before it, inside the grace: the same answer again.


@both_databases
@pytest.mark.requirement("refresh-idempotent")
def test_the_token_just_rotated_gets_the_same_answer_again(
    journey: Journey, clock: StandingClock
) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    clock.advance(59)
    again = journey.refresh(first["refresh_token"]).get_json()
    assert again == second | {"expires_in": second["expires_in"] - 59}


@pytest.mark.requirement("refresh-idempotent")
def test_a_repeat_does_not_prolong_the_grace(journey: Journey, clock: StandingClock) -> None:
    first = journey.grant()
    journey.refresh(first["refresh_token"])
    clock.advance(59)
    assert journey.refresh(first["refresh_token"]).status_code == 200
    clock.advance(1)
    assert_refused(journey, first["refresh_token"])


def test_a_repeat_stores_nothing_new(journey: Journey, stored: Stored) -> None:
    first = journey.grant()
    journey.refresh(first["refresh_token"])
    before = stored(tokens)
    journey.refresh(first["refresh_token"])
    assert stored(tokens) == before


@pytest.mark.parametrize("settings", [{"ACCESS_TOKEN_LIFETIME": 30}])
def test_a_repeat_never_tells_of_less_than_no_time(journey: Journey, clock: StandingClock) -> None:
    first = journey.grant()
    journey.refresh(first["refresh_token"])
    clock.advance(45)
    assert journey.refresh(first["refresh_token"]).get_json()["expires_in"] == 0


@pytest.mark.parametrize("settings", [{"REFRESH_TOKEN_GRACE": 0}])
def test_without_a_grace_every_reuse_ends_the_family(journey: Journey) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    assert_refused(journey, first["refresh_token"])
    assert_dead(journey, second)


# Older, later, or of a family that ended: refused, and the family ends.


@both_databases
@pytest.mark.requirement("rfc9700-4.14.2-reuse-ends-the-family")
def test_a_token_reused_after_the_grace_ends_the_family(
    journey: Journey, clock: StandingClock
) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    clock.advance(60)
    assert_refused(journey, first["refresh_token"])
    assert_dead(journey, second)
    assert journey.call(first["access_token"]).status_code == 401


@both_databases
@pytest.mark.requirement("rfc9700-4.14.2-reuse-ends-the-family")
def test_an_older_generation_ends_the_family_even_inside_the_grace(journey: Journey) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    third = journey.refresh(second["refresh_token"]).get_json()
    assert_refused(journey, first["refresh_token"])
    assert_dead(journey, third)


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revocation_beats_the_grace(journey: Journey, which: str) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    journey.revoke(second[which])
    assert_refused(journey, first["refresh_token"])
    assert_dead(journey, second)


def test_a_family_that_was_ended_stays_ended(journey: Journey, clock: StandingClock) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    clock.advance(60)
    journey.refresh(first["refresh_token"])
    assert_refused(journey, first["refresh_token"])
    assert_refused(journey, second["refresh_token"])


@both_databases
@pytest.mark.requirement("rfc9700-4.14.2-refresh-tokens-expire")
@pytest.mark.parametrize("settings", [{"REFRESH_TOKEN_LIFETIME": 2 * DAY}])
@pytest.mark.parametrize(("age", "status"), [(2 * DAY - 1, 200), (2 * DAY, 400)])
def test_rotation_does_not_move_the_end_of_a_family(
    journey: Journey, clock: StandingClock, age: float, status: int
) -> None:
    first = journey.grant()
    clock.advance(DAY)
    second = journey.refresh(first["refresh_token"]).get_json()
    clock.advance(age - DAY)
    assert journey.refresh(second["refresh_token"]).status_code == status


@pytest.mark.parametrize("settings", [{"REFRESH_TOKEN_LIFETIME": 2 * DAY}])
def test_the_last_access_token_ends_with_its_family(journey: Journey, clock: StandingClock) -> None:
    first = journey.grant()
    clock.advance(2 * DAY - 10)
    second = journey.refresh(first["refresh_token"]).get_json()
    assert second["expires_in"] == 10
    clock.advance(10)
    assert journey.call(second["access_token"]).status_code == 401


@pytest.mark.parametrize("settings", [{"REFRESH_TOKEN_LIFETIME": 30}])
def test_the_grace_ends_with_the_family(journey: Journey, clock: StandingClock) -> None:
    first = journey.grant()
    journey.refresh(first["refresh_token"])
    clock.advance(30)
    assert_refused(journey, first["refresh_token"])


def test_a_disabled_users_token_is_refused(app: Flask, user: CurrentUser, journey: Journey) -> None:
    first = journey.grant()
    disable_user(app, user)
    assert_dead(journey, first)


# Somebody else's, or too much: refused, and nothing changes.


@pytest.mark.requirement("rfc6749-6-bound-to-the-client")
@pytest.mark.parametrize("generations", [0, 1, 2])
def test_another_clients_token_is_refused_and_nothing_changes(
    journey: Journey, other_journey: Journey, generations: int
) -> None:
    first = newest = journey.grant()
    for _ in range(generations):
        newest = journey.refresh(newest["refresh_token"]).get_json()
    assert_refused(other_journey, first["refresh_token"])
    assert_lives(journey, newest)


@pytest.mark.requirement("rfc6749-6-scope")
@pytest.mark.parametrize(
    ("generations", "scope"),
    [
        (0, "tasks.read tasks.write"),
        (1, "tasks.read tasks.write"),
        (2, "tasks.read tasks.write"),
        (1, "tasks.write"),
        (1, "unknown"),
        (1, 'a"b'),
    ],
)
def test_a_scope_that_was_not_granted_is_refused_and_nothing_changes(
    journey: Journey, generations: int, scope: str
) -> None:
    journey.sign_in()
    first = newest = journey.redeem(journey.code(scope="tasks.read")).get_json()
    for _ in range(generations):
        newest = journey.refresh(newest["refresh_token"]).get_json()
    refused = journey.refresh(first["refresh_token"], scope=scope)
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_scope")
    assert_lives(journey, newest)


@pytest.mark.requirement("rfc6749-6-scope")
def test_a_narrower_scope_is_given_and_can_be_widened_again(journey: Journey) -> None:
    first = journey.grant()
    narrow = journey.refresh(first["refresh_token"], scope="tasks.read").get_json()
    headers = {"Authorization": f"Bearer {narrow['access_token']}"}
    refused = journey.http.post("/api/tasks", json={"title": "a task"}, headers=headers)
    wide = journey.refresh(narrow["refresh_token"]).get_json()
    assert (narrow["scope"], refused.status_code) == ("tasks.read", 403)
    assert wide["scope"] == "tasks.read tasks.write"


@pytest.mark.requirement("rfc6749-5.2-errors")
@pytest.mark.parametrize(
    ("token", "error"),
    [
        pytest.param(None, "invalid_request", id="missing"),
        pytest.param("", "invalid_request", id="empty"),
        pytest.param("unknown", "invalid_grant", id="unknown"),
        pytest.param("po_rt_" + "x" * 43, "invalid_grant", id="well-formed"),
        pytest.param("x" * 5000, "invalid_grant", id="long"),
        pytest.param("\u00e9\n", "invalid_grant", id="not ASCII"),
    ],
)
def test_what_is_no_refresh_token_is_refused(
    refused: Journey, token: str | None, error: str
) -> None:
    body = {"grant_type": "refresh_token", "refresh_token": token, **refused.credentials.body}
    answer = refused.token(**body)
    assert (answer.status_code, answer.get_json()["error"]) == (400, error)


def test_an_access_token_is_no_refresh_token(journey: Journey) -> None:
    first = journey.grant()
    assert_refused(journey, first["access_token"])
    assert_lives(journey, first)


@pytest.mark.requirement("rfc6749-5.2-errors")
def test_a_client_without_the_refresh_grant_is_unauthorized(refusing_app: Flask) -> None:
    credentials = register(refusing_app, grant_types=["authorization_code"])
    answer = Journey(refusing_app.test_client(), credentials).refresh("a token")
    assert (answer.status_code, answer.get_json()["error"]) == (400, "unauthorized_client")


# What is kept: an answer that the database alone does not reveal, and no longer than it is needed.


def sealed_answer(stored: Stored, refresh_token: str) -> bytes | None:
    """Return what is kept in the row of the refresh token."""
    (row,) = (row for row in stored(tokens) if row["refresh_digest"] == digest(refresh_token))
    kept: bytes | None = row["sealed_answer"]
    return kept


@both_databases
@pytest.mark.requirement("rfc6819-5.1.4.1.3-digests-only")
def test_the_answer_kept_for_a_repeat_is_sealed(journey: Journey, stored: Stored) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    kept = sealed_answer(stored, first["refresh_token"])
    assert kept is not None
    assert second["access_token"].encode() not in kept
    assert second["refresh_token"] not in repr([stored(grants), stored(tokens)])


@both_databases
def test_the_kept_answer_goes_when_the_successor_rotates(journey: Journey, stored: Stored) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    journey.refresh(second["refresh_token"])
    assert sealed_answer(stored, first["refresh_token"]) is None
    assert sealed_answer(stored, second["refresh_token"]) is not None


@both_databases
def test_the_kept_answers_go_when_the_family_ends(journey: Journey, stored: Stored) -> None:
    first = journey.grant()
    journey.refresh(first["refresh_token"])
    journey.revoke(first["access_token"])
    assert [row["sealed_answer"] for row in stored(tokens)] == [None, None]


def test_a_family_keeps_the_reason_of_its_end(
    journey: Journey, clock: StandingClock, stored: Stored
) -> None:
    first = journey.grant()
    journey.refresh(first["refresh_token"])
    clock.advance(60)
    journey.refresh(first["refresh_token"])
    (row,) = stored(grants)
    assert (row["revoked_at"], row["revoked_reason"]) == (clock(), "refresh token reused")


# A restart between the steps: everything that matters is in the database.

Restart = Callable[[Journey], Journey]


@pytest.fixture
def restart(app: Flask, clock: StandingClock) -> Iterator[Restart]:
    """Return a function that carries a journey on in a new process' app, another secret key too."""
    made: list[Flask] = []

    def carry_on(journey: Journey) -> Journey:
        uri = app.config["SQLALCHEMY_DATABASE_URI"]
        settings = {"SECRET_KEY": "another key of at least 32 characters"}
        made.append(create_app(settings | {"SQLALCHEMY_DATABASE_URI": uri}, clock=clock))
        made[-1].test_client_class = ClientAtBaseUrl
        return Journey(made[-1].test_client(), journey.credentials)

    yield carry_on
    for new in made:
        with new.app_context():
            db.engine.dispose()


def test_a_code_from_before_a_restart_is_redeemed(journey: Journey, restart: Restart) -> None:
    journey.sign_in()
    code = journey.code()
    assert restart(journey).redeem(code).status_code == 200


@both_databases
def test_a_repeat_after_a_restart_gets_the_same_answer(journey: Journey, restart: Restart) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    assert restart(journey).refresh(first["refresh_token"]).get_json() == second


def test_a_replay_after_a_restart_is_seen(journey: Journey, restart: Restart) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    third = restart(journey).refresh(second["refresh_token"]).get_json()
    assert_refused(restart(journey), first["refresh_token"])
    assert_dead(journey, third)
