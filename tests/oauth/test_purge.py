"""Housekeeping: what is over goes, what lives stays, and no client with a live grant is swept."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth import purge as housekeeping
from plugin_oauth.oauth.initial_access_tokens import create_initial_access_token
from plugin_oauth.oauth.models import codes, grants, spent_ids, tokens
from plugin_oauth.oauth.purge import clients, initial_access_tokens, purge, sessions
from plugin_oauth.oauth.spent_ids import spend
from tests.conftest import StandingClock, both_databases
from tests.journey import REDIRECT_URI, ClientCredentials, Journey, form_fields, register
from tests.oauth.conftest import Stored

DAY = 24 * 3600
UNUSED = 90 * DAY  # UNUSED_CLIENT_LIFETIME, and as long as a family lives

Run = Callable[[], dict[str, int]]


@pytest.fixture
def run(app: Flask) -> Run:
    """Return a function that purges and says what went."""

    def run() -> dict[str, int]:
        with app.app_context():
            return {name: count for name, count in purge().items() if count}

    return run


def register_itself(client: FlaskClient) -> ClientCredentials:
    document = {"redirect_uris": [REDIRECT_URI], "token_endpoint_auth_method": "none"}
    return ClientCredentials(client.post("/register", json=document).get_json()["client_id"], None)


@pytest.fixture
def stranger(client: FlaskClient) -> ClientCredentials:
    """A client that registered itself."""
    return register_itself(client)


@pytest.fixture
def guest(app: Flask, user: object, stranger: ClientCredentials) -> Journey:  # noqa: ARG001 -- the user must exist
    """The self-registered client with a user's browser."""
    return Journey(app.test_client(), stranger)


@both_databases
@pytest.mark.usefixtures("stranger")
def test_a_registered_client_that_nobody_used_ages_out(
    run: Run, stored: Stored, clock: StandingClock
) -> None:
    clock.advance(UNUSED - 1)
    assert "registered clients" not in run()
    clock.advance(1)
    assert run()["registered clients"] == 1
    assert stored(clients) == []


@both_databases
def test_a_registered_client_with_a_live_grant_stays_however_old(
    run: Run, guest: Journey, clock: StandingClock
) -> None:
    clock.advance(UNUSED)
    answer = guest.grant()
    clock.advance(UNUSED - 1)
    run()
    assert guest.refresh(answer["refresh_token"]).status_code == 200


@both_databases
def test_a_client_stays_for_long_after_its_last_grant_ended(
    run: Run, stored: Stored, guest: Journey, clock: StandingClock
) -> None:
    answer = guest.grant()
    guest.revoke(answer["access_token"])
    clock.advance(UNUSED - 1)
    run()
    assert len(stored(clients)) == 1
    clock.advance(1)
    assert run()["registered clients"] == 1


def test_a_client_that_waits_for_its_code_to_be_redeemed_stays(
    run: Run, guest: Journey, clock: StandingClock
) -> None:
    clock.advance(UNUSED)
    guest.sign_in()
    code = guest.code()
    run()
    assert guest.redeem(code).status_code == 200


def test_a_developers_client_never_ages_out(
    app: Flask, run: Run, stored: Stored, clock: StandingClock
) -> None:
    register(app)
    clock.advance(10 * UNUSED)
    run()
    assert len(stored(clients)) == 1


def test_a_registration_clears_some_of_the_old_ones_away(
    client: FlaskClient, stored: Stored, stranger: ClientCredentials, clock: StandingClock
) -> None:
    clock.advance(UNUSED)
    client.post("/register", json={"redirect_uris": [REDIRECT_URI]})
    assert stranger.client_id not in {row["client_id"] for row in stored(clients)}


@both_databases
def test_tokens_go_a_day_after_their_family_ended_and_the_grant_later(
    run: Run, stored: Stored, journey: Journey, clock: StandingClock
) -> None:
    journey.revoke(journey.grant()["access_token"])
    clock.advance(DAY - 1)
    assert "tokens" not in run()
    clock.advance(1)
    assert run()["tokens"] == 1
    assert (stored(tokens), len(stored(grants))) == ([], 1)
    clock.advance(UNUSED - DAY)
    assert run()["grants"] == 1


def test_rotated_tokens_stay_while_their_family_lives_so_that_theft_is_seen(
    run: Run, journey: Journey, clock: StandingClock
) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    clock.advance(30 * DAY)
    run()
    assert journey.refresh(first["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert journey.refresh(second["refresh_token"]).get_json()["error"] == "invalid_grant"


@both_databases
def test_a_used_code_stays_while_its_grant_lives_so_that_replay_is_seen(
    run: Run, stored: Stored, journey: Journey, clock: StandingClock
) -> None:
    journey.sign_in()
    code = journey.code()
    answer = journey.redeem(code).get_json()
    clock.advance(30 * DAY)
    run()
    journey.redeem(code)
    assert journey.refresh(answer["refresh_token"]).get_json()["error"] == "invalid_grant"
    run()
    assert stored(codes) == []


def test_a_code_that_nobody_redeemed_goes_when_it_has_expired(
    run: Run, journey: Journey, clock: StandingClock
) -> None:
    journey.sign_in()
    journey.code()
    assert "authorization codes" not in run()
    clock.advance(60)
    assert run()["authorization codes"] == 1


@both_databases
def test_what_has_expired_goes(app: Flask, run: Run, stored: Stored, clock: StandingClock) -> None:
    with app.app_context():
        spend("test", "owner", "id", now() + timedelta(seconds=60))
        create_initial_access_token("partner", 60)
        db.session.commit()
    assert run() == {}
    clock.advance(60)
    assert run() == {"spent ids": 1, "initial access tokens": 1}
    assert stored(spent_ids) == stored(initial_access_tokens) == []


def test_sessions_that_ended_or_expired_go(
    run: Run, stored: Stored, journey: Journey, clock: StandingClock
) -> None:
    journey.sign_in()
    assert "browser sessions" not in run()
    clock.advance(14 * DAY)
    assert run()["browser sessions"] == 1
    assert stored(sessions) == []


@both_databases
def test_more_than_a_batch_goes_in_several(
    app: Flask, run: Run, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "BATCH_OF_CLIENTS", 2)
    for _ in range(5):
        app.test_client().post("/register", json={"redirect_uris": [REDIRECT_URI]})
    clock.advance(UNUSED)
    assert run()["registered clients"] == 5


@both_databases
@pytest.mark.usefixtures("user")
def test_a_sign_in_of_the_same_moment_keeps_its_client_or_finds_it_gone(
    app: Flask, run: Run, stored: Stored, clock: StandingClock
) -> None:
    for _ in range(8):
        journey = Journey(app.test_client(), register_itself(app.test_client()))
        clock.advance(UNUSED)
        journey.sign_in()
        url = journey.authorize_url()
        form = {"decision": "allow", **form_fields(journey.http.get(url).text)}
        with ThreadPoolExecutor(2) as pool:
            swept: Any = pool.submit(run)
            response = pool.submit(journey.http.post, url, data=form).result()
            swept.result()
        is_kept = journey.credentials.client_id in {row["client_id"] for row in stored(clients)}
        assert response.status_code == (303 if is_kept else 400), response.text
        assert len(stored(codes)) == int(is_kept)
        clock.advance(60)
        run()  # the code, which nobody redeems


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("database_uri", ["postgresql"], indirect=True)
def test_a_sign_in_that_finds_its_client_swept_half_way_begins_again(
    app: Flask, run: Run, clock: StandingClock
) -> None:
    """SQLite lets nobody in between; PostgreSQL notices when the code refers to a row that went."""
    journey = Journey(app.test_client(), register_itself(app.test_client()))
    clock.advance(UNUSED)
    journey.sign_in()
    url = journey.authorize_url()
    form = {"decision": "allow", **form_fields(journey.http.get(url).text)}
    swept: list[dict[str, int]] = []

    def sweep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO consent") and not swept:
            with ThreadPoolExecutor(1) as pool:
                swept.append(pool.submit(run).result())

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", sweep)
    response = journey.http.post(url, data=form)
    assert swept == [{"registered clients": 1}], response.text
    assert (response.status_code, "not registered" in response.text) == (400, True)
