"""The account page: what acts for a person is shown to them, and ends when they say so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from plugin_oauth.database import db
from plugin_oauth.oauth.models import Client, consents, grants
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey, form_token, register
from tests.oauth.conftest import Stored

REMEMBERED = "no access now"


def post(http: FlaskClient, path: str, **fields: str) -> int:
    token = form_token(http.get("/account").text)
    return http.post(path, data={"csrf_token": token, **fields}).status_code


def disconnect(journey: Journey) -> int:
    return post(journey.http, "/account/disconnect", client_id=journey.credentials.client_id)


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/account")
    assert (answer.status_code, answer.location) == (303, "/login?next=%2Faccount")


def test_a_connected_app_is_shown_with_its_scopes_and_host(journey: Journey) -> None:
    journey.grant()
    page = journey.http.get("/account").text
    assert "A client" in page
    assert "See your tasks." in page
    assert "client.example" in page


def test_an_app_without_access_and_another_persons_app_are_not_shown(
    journey: Journey, other_user: CurrentUser
) -> None:
    journey.grant()
    other = Journey(journey.http.application.test_client(), journey.credentials)
    other.sign_in(str(other_user.email))
    assert "No app acts for you here." in other.http.get("/account").text


@pytest.mark.parametrize(
    ("is_verified", "words"), [(True, "known to this service"), (False, "its own word")]
)
def test_a_name_that_nobody_vouches_for_is_marked(
    app: Flask, journey: Journey, is_verified: bool, words: str
) -> None:
    journey.grant()
    with app.app_context():
        named = Client.client_id == journey.credentials.client_id
        db.session.execute(update(Client).where(named).values(is_verified=is_verified))
        db.session.commit()
    assert words in journey.http.get("/account").text


@both_databases
def test_disconnecting_ends_every_token_within_one_request(journey: Journey) -> None:
    first = journey.grant()
    second = journey.redeem(journey.code()).get_json()
    assert disconnect(journey) == 303
    assert [journey.call(t["access_token"]).status_code for t in (first, second)] == [401, 401]
    assert journey.refresh(second["refresh_token"]).get_json()["error"] == "invalid_grant"


@both_databases
def test_disconnecting_forgets_the_consent_and_says_why_the_families_ended(
    journey: Journey, stored: Stored
) -> None:
    journey.grant()
    disconnect(journey)
    assert stored(consents) == []
    assert [row["revoked_reason"] for row in stored(grants)] == ["disconnected by the user"]
    assert 'value="allow"' in journey.http.get(journey.authorize_url()).text


def test_a_code_on_its_way_is_worth_nothing_after_disconnecting(journey: Journey) -> None:
    journey.sign_in()
    code = journey.code()
    disconnect(journey)
    assert journey.redeem(code).get_json()["error"] == "invalid_grant"


def test_another_client_and_another_person_keep_their_access(
    journey: Journey, other_journey: Journey, other_user: CurrentUser
) -> None:
    mine, elsewhere = journey.grant(), other_journey.grant()
    neighbour = Journey(journey.http.application.test_client(), journey.credentials)
    neighbour.sign_in(str(other_user.email))
    theirs = neighbour.redeem(neighbour.code()).get_json()
    disconnect(journey)
    tokens = (mine, elsewhere, theirs)
    assert [journey.call(t["access_token"]).status_code for t in tokens] == [401, 200, 200]


def test_disconnecting_what_is_not_connected_changes_nothing(app: Flask, journey: Journey) -> None:
    token = journey.grant()["access_token"]
    assert post(journey.http, "/account/disconnect", client_id="nobody") == 303
    other = register(app, name="Never allowed").client_id
    assert post(journey.http, "/account/disconnect", client_id=other) == 303
    assert journey.call(token).status_code == 200


def test_a_form_from_elsewhere_disconnects_nothing(journey: Journey) -> None:
    token = journey.grant()["access_token"]
    form = {"client_id": journey.credentials.client_id}
    assert journey.http.post("/account/disconnect", data=form).status_code == 400
    assert journey.call(token).status_code == 200


def test_an_app_that_may_come_back_without_asking_is_shown(
    journey: Journey, clock: StandingClock
) -> None:
    journey.grant()
    clock.advance(91 * 24 * 3600)
    journey.sign_in()
    assert REMEMBERED in journey.http.get("/account").text


class TestLastUse:
    """Exact to five minutes, and free while it is fresh."""

    @pytest.fixture
    def last_use(self, stored: Stored) -> Callable[[], object]:
        return lambda: stored(grants)[0]["last_used_at"]

    def test_a_fresh_token_is_the_proof_of_its_own_use(
        self, journey: Journey, clock: StandingClock, last_use: Callable[[], object]
    ) -> None:
        token = journey.grant()["access_token"]
        clock.advance(299)
        journey.call(token)
        assert last_use() is None

    @both_databases
    def test_a_later_call_is_kept_and_the_next_five_minutes_are_not(
        self, journey: Journey, clock: StandingClock, last_use: Callable[[], object]
    ) -> None:
        token = journey.grant()["access_token"]
        clock.advance(300)
        first = clock.time
        journey.call(token)
        assert last_use() == first
        clock.advance(299)
        journey.call(token)
        assert last_use() == first
        clock.advance(1)
        journey.call(token)
        assert last_use() == clock.time

    def test_the_page_shows_first_and_last_use(
        self, journey: Journey, clock: StandingClock
    ) -> None:
        token = journey.grant()["access_token"]
        clock.advance(3599)
        journey.call(token)
        page = journey.http.get("/account").text
        assert "2026-03-01 12:00 UTC" in page
        assert "2026-03-01 12:59 UTC" in page

    def test_a_refused_call_is_no_use(
        self, journey: Journey, clock: StandingClock, last_use: Callable[[], object]
    ) -> None:
        token = journey.grant()["access_token"]
        clock.advance(3600)
        assert journey.call(token).status_code == 401
        assert last_use() is None


@both_databases
def test_disconnecting_while_a_code_is_redeemed_leaves_nothing_alive(
    app: Flask, journey: Journey
) -> None:
    """Whichever comes first: no token of that moment works afterwards."""
    journey.sign_in()
    for _ in range(5):
        code = journey.code()
        barrier = Barrier(2)

        def redeem(code: str = code, barrier: Barrier = barrier) -> dict[str, str]:
            barrier.wait()
            answer = Journey(app.test_client(), journey.credentials).redeem(code)
            assert answer.status_code < 500, answer.text
            return cast(dict[str, str], answer.get_json())

        with ThreadPoolExecutor(1) as pool:
            token = form_token(journey.http.get("/account").text)
            form = {"csrf_token": token, "client_id": journey.credentials.client_id}
            redeemed = pool.submit(redeem)
            barrier.wait()
            assert journey.http.post("/account/disconnect", data=form).status_code == 303
        assert journey.call(redeemed.result().get("access_token", "")).status_code == 401
