"""The device grant: codes are given, polled for in measure, and redeemed once (RFC 8628)."""

import re

import pytest
from flask import Flask

from plugin_oauth.oauth.device_authorization import normalize_user_code
from plugin_oauth.oauth.models import device_codes, grants
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import register
from tests.oauth.conftest import Stored, disable_user
from tests.oauth.devices import GRANT_TYPE, Device, ask_for_codes, begin


@pytest.fixture
def device(app: Flask, user: CurrentUser) -> Device:  # noqa: ARG001 -- the user must exist
    return begin(app)


@pytest.mark.requirement("rfc8628-3.4-token")
@both_databases
def test_a_device_gets_tokens_for_the_person_who_allowed_it(
    device: Device, user: CurrentUser, stored: Stored
) -> None:
    device.decide("allow")
    answer = device.poll().get_json()
    call = {"Authorization": f"Bearer {answer['access_token']}"}
    assert device.http.get("/api/tasks", headers=call).status_code == 200
    assert (answer["scope"], "refresh_token" in answer) == ("tasks.read", True)
    assert stored(grants)[0]["user_id"] == user.id


@pytest.mark.requirement("rfc8628-3.2-answer", "rfc8628-6.1-user-code")
def test_the_answer_says_where_to_go_and_how_often_to_ask(device: Device) -> None:
    assert re.fullmatch(r"[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}", device.user_code)
    page = "http://localhost:5003/device"
    assert device.codes["verification_uri"] == page
    assert device.codes["verification_uri_complete"] == f"{page}?user_code={device.user_code}"
    assert (device.codes["expires_in"], device.codes["interval"]) == (600, 5)


@both_databases
def test_of_both_codes_there_are_digests_only(device: Device, stored: Stored) -> None:
    (row,) = stored(device_codes)
    assert row["digest"] == digest(device.codes["device_code"])
    assert device.user_code not in str(row)
    assert row["user_code_digest"] != digest(device.user_code)


@pytest.mark.requirement("rfc8628-3.2-refused")
@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        pytest.param({"client_id": None}, 401, "invalid_client", id="nobody"),
        pytest.param({"client_id": "unknown"}, 401, "invalid_client", id="unknown"),
        pytest.param({"client_secret": "made up"}, 401, "invalid_client", id="a secret"),
        pytest.param({"scope": "unknown"}, 400, "invalid_scope", id="scope"),
        pytest.param({"resource": "https://other.example"}, 400, "invalid_target", id="resource"),
    ],
)
def test_a_bad_request_gets_no_codes(
    device: Device, stored: Stored, changes: dict[str, str | None], status: int, error: str
) -> None:
    answer = ask_for_codes(device.http, device.credentials, **changes)
    assert (answer.status_code, answer.get_json()["error"]) == (status, error)
    assert len(stored(device_codes)) == 1


@pytest.mark.requirement("rfc8628-3.2-refused")
def test_a_client_needs_to_be_registered_for_the_grant(app: Flask) -> None:
    answer = ask_for_codes(app.test_client(), register(app))
    assert (answer.status_code, answer.get_json()["error"]) == (400, "unauthorized_client")


@pytest.mark.requirement("rfc8628-3.5-authorization-pending", "rfc8628-3.5-slow-down")
def test_before_the_decision_a_poll_is_pending_and_a_hasty_one_slows_down(
    device: Device, clock: StandingClock
) -> None:
    assert device.error() == "authorization_pending"
    clock.advance(5)
    assert device.error() == "authorization_pending"
    clock.advance(4)
    assert device.error() == "slow_down"


@pytest.mark.requirement("rfc8628-3.5-slow-down")
def test_each_hasty_poll_makes_the_wait_longer_for_good(
    device: Device, clock: StandingClock
) -> None:
    """RFC 8628 section 3.5: five seconds more, for this and all later polls."""
    assert [device.error() for _ in range(3)] == ["authorization_pending", "slow_down", "slow_down"]
    clock.advance(14)
    assert device.error() == "slow_down"
    clock.advance(20)
    assert device.error() == "authorization_pending"
    clock.advance(19)
    assert device.error() == "slow_down"


def test_a_device_that_was_too_hasty_still_gets_its_tokens(device: Device) -> None:
    assert [device.error() for _ in range(2)] == ["authorization_pending", "slow_down"]
    device.decide("allow")
    assert device.poll().status_code == 200


@pytest.mark.requirement("rfc8628-3.5-access-denied")
@both_databases
def test_a_no_is_access_denied(device: Device) -> None:
    device.decide("deny")
    assert device.error() == "access_denied"


@pytest.mark.requirement("rfc8628-3.5-expired-token")
@pytest.mark.parametrize("decision", ["allow", None])
def test_after_ten_minutes_the_code_has_expired(
    device: Device, clock: StandingClock, decision: str | None
) -> None:
    if decision:
        device.decide(decision)
    clock.advance(600)
    assert device.error() == "expired_token"


@pytest.mark.requirement("rfc8628-3.4-once")
def test_a_code_is_redeemed_once(device: Device, stored: Stored) -> None:
    device.decide("allow")
    assert device.poll().status_code == 200
    assert device.error() == "invalid_grant"
    assert len(stored(grants)) == 1


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        pytest.param({"device_code": None}, 400, "invalid_request", id="missing"),
        pytest.param({"device_code": "po_dc_unknown"}, 400, "invalid_grant", id="unknown"),
        pytest.param({"client_id": "unknown"}, 401, "invalid_client", id="client"),
        pytest.param({"resource": "https://other.example"}, 400, "invalid_target", id="resource"),
    ],
)
def test_a_bad_poll_loses_nothing(
    device: Device, changes: dict[str, str | None], status: int, error: str
) -> None:
    device.decide("allow")
    refused = device.poll(**changes)
    assert (refused.status_code, refused.get_json()["error"]) == (status, error)
    assert device.poll().status_code == 200


@pytest.mark.requirement("rfc8628-3.4-of-the-client")
def test_another_clients_code_is_invalid_grant(app: Flask, device: Device) -> None:
    other = register(app, grant_types=[GRANT_TYPE], auth_methods=["none"], redirect_uris=[])
    device.decide("allow")
    assert device.poll(**other.body).get_json()["error"] == "invalid_grant"
    assert device.poll().status_code == 200


def test_a_client_that_lost_the_grant_is_unauthorized(app: Flask, device: Device) -> None:
    assert device.poll(**register(app).body).get_json()["error"] == "unauthorized_client"


def test_a_disabled_person_gives_no_tokens(app: Flask, device: Device, user: CurrentUser) -> None:
    device.decide("allow")
    disable_user(app, user)
    assert device.error() == "invalid_grant"


@pytest.mark.requirement("rfc8628-3.1-client-authenticates")
@pytest.mark.usefixtures("user")
def test_a_confidential_client_proves_itself_at_both_ends(app: Flask) -> None:
    device = begin(app, auth_methods=["client_secret_basic", "client_secret_post"])
    device.decide("allow")
    assert device.poll(client_secret=None).get_json()["error"] == "invalid_client"
    assert device.poll().status_code == 200


@pytest.mark.usefixtures("user")
def test_without_the_refresh_grant_there_is_no_refresh_token(app: Flask) -> None:
    device = begin(app, grant_types=[GRANT_TYPE])
    device.decide("allow")
    assert "refresh_token" not in device.poll().get_json()


def test_the_scope_openid_brings_an_id_token(device: Device) -> None:
    device.codes = ask_for_codes(
        device.http, device.credentials, scope="openid tasks.read"
    ).get_json()
    device.decide("allow")
    assert device.poll().get_json()["id_token"].count(".") == 2


@pytest.mark.parametrize("settings", [{"FLIGHT_RECORDER": True}])
def test_codes_polls_and_tokens_are_one_flow(device: Device, stored: Stored) -> None:
    device.error()
    device.decide("allow")
    device.poll()
    (waiting,), (grant,) = stored(device_codes), stored(grants)
    assert grant["flow_id"] == waiting["flow_id"] is not None


@pytest.mark.requirement("rfc8628-4-metadata")
def test_the_metadata_name_the_grant_and_its_endpoint(device: Device) -> None:
    document = device.http.get("/.well-known/oauth-authorization-server").get_json()
    assert GRANT_TYPE in document["grant_types_supported"]
    assert document["device_authorization_endpoint"] == "http://localhost:5003/device_authorization"


@pytest.mark.requirement("rfc8628-6.1-user-code")
@pytest.mark.parametrize(
    "typed", ["WDJB-MJHT", "wdjbmjht", " wdjb mjht ", "WDJB\u2013MJHT", "w.d.j.b.m.j.h.t"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert normalize_user_code(typed) == "WDJB-MJHT"
