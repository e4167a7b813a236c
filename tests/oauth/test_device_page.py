"""The page at which a person enters a device's code: asked in full, guessed by nobody."""

import pytest
from flask import Flask

from plugin_oauth.oauth.models import consents, device_codes
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, make_user
from tests.journey import Journey, form_fields, form_token, register
from tests.oauth.conftest import Stored
from tests.oauth.devices import GRANT_TYPE, Device, ask_for_codes, begin


@pytest.fixture
def device(app: Flask, user: CurrentUser) -> Device:  # noqa: ARG001 -- the user must exist
    return begin(app)


@pytest.mark.requirement("rfc8628-3.3-question")
def test_who_is_not_signed_in_signs_in_first_and_keeps_the_code(app: Flask, device: Device) -> None:
    answer = app.test_client().get(f"/device?user_code={device.user_code}")
    assert answer.status_code == 303
    assert device.user_code in answer.location
    assert answer.location.startswith("/login?next=%2Fdevice")


@pytest.mark.requirement("rfc8628-3.3.1-complete-uri", "rfc8628-5.4-remote-phishing")
def test_a_code_in_the_address_is_filled_in_and_decides_nothing(
    device: Device, stored: Stored
) -> None:
    page = device.http.get(f"/device?user_code={device.user_code.lower()}")
    assert f'value="{device.user_code}"' in page.text
    assert 'name="decision"' not in page.text
    assert stored(device_codes)[0]["decided_at"] is None


@pytest.mark.requirement("rfc8628-3.3-question", "rfc8628-5.4-remote-phishing")
def test_the_question_names_the_client_the_person_the_code_and_each_scope(device: Device) -> None:
    page = device.enter().text
    shown = ["A television", "ada@example.com", device.user_code, "See your tasks."]
    assert [text for text in shown if text not in page] == []


def test_entering_the_code_is_no_decision(device: Device) -> None:
    device.enter()
    assert device.error() == "authorization_pending"


@pytest.mark.parametrize("user_code", ["", "BBBB-BBBB", "AEIOU", "B" * 500, "<b>", "\u0130"])
def test_a_wrong_code_gets_the_page_again(device: Device, user_code: str) -> None:
    answer = device.enter(user_code)
    assert answer.status_code == 400
    assert "There is no such code" in answer.text


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_a_code_that_was_decided_about_is_no_code_any_more(device: Device, decision: str) -> None:
    assert device.decide(decision).status_code == 200
    assert device.enter().status_code == 400


def test_an_expired_code_is_no_code(device: Device, clock: StandingClock) -> None:
    clock.advance(600)
    assert device.enter().status_code == 400


@pytest.mark.requirement("rfc8628-3.5-expired-token")
def test_a_decision_after_the_expiry_comes_too_late(device: Device, clock: StandingClock) -> None:
    form = form_fields(device.enter().text)
    clock.advance(600)
    answer = device.http.post("/device", data=form | {"decision": "allow"})
    assert answer.status_code == 400
    assert device.error() == "expired_token"


def test_what_is_not_ticked_is_not_granted(device: Device) -> None:
    scope = "tasks.read tasks.write"
    device.codes = ask_for_codes(device.http, device.credentials, scope=scope).get_json()
    form = form_fields(device.enter().text)
    del form["scope:tasks.write"]
    device.http.post("/device", data=form | {"decision": "allow"})
    assert device.poll().get_json()["scope"] == "tasks.read"


def test_nothing_ticked_asks_again(device: Device) -> None:
    form = form_fields(device.enter().text)
    del form["scope:tasks.read"]
    answer = device.http.post("/device", data=form | {"decision": "allow"})
    assert "Choose at least one" in answer.text
    assert device.error() == "authorization_pending"


def test_the_question_of_one_device_cannot_decide_about_another(
    device: Device, stored: Stored
) -> None:
    """An attacker's own form, posted with the code of the victim's device, or the other way."""
    form = form_fields(device.enter().text)
    other = ask_for_codes(device.http, device.credentials).get_json()
    answer = device.http.post(
        "/device", data=form | {"decision": "allow", "user_code": other["user_code"]}
    )
    assert answer.status_code == 400
    assert [row["decided_at"] for row in stored(device_codes)] == [None, None]


@pytest.mark.parametrize("decision", [None, "allow"])
def test_a_forged_form_is_refused(device: Device, stored: Stored, decision: str | None) -> None:
    form = form_fields(device.enter().text) | ({"decision": decision} if decision else {})
    del form["csrf_token"]
    assert device.http.post("/device", data=form).status_code == 400
    assert stored(device_codes)[0]["decided_at"] is None


def test_a_code_sent_without_a_session_leads_to_the_login(app: Flask, device: Device) -> None:
    http = app.test_client()
    token = form_token(http.get("/login").text)
    form = {"user_code": device.user_code, "csrf_token": token}
    assert http.post("/device", data=form).location == "/login"


@pytest.mark.requirement("rfc8628-5.1-guesses-limited")
def test_guesses_are_limited_and_told_when_to_come_back(device: Device) -> None:
    assert {device.enter("BBBB-BBBB").status_code for _ in range(10)} == {400}
    refused = device.enter()
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_one_persons_guesses_do_not_stop_another(app: Flask, device: Device) -> None:
    for _ in range(11):
        device.enter("BBBB-BBBB")
    other = make_user(app, "grace@example.com")
    http = app.test_client()
    Journey(http, device.credentials).sign_in(str(other.email))
    assert Device(http, device.credentials, device.codes).decide("allow").status_code == 200


@pytest.mark.requirement("rfc9700-4.16-clickjacking")
def test_the_page_cannot_be_framed_and_leads_nowhere_else(device: Device) -> None:
    policy = device.enter().headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy


def test_what_was_allowed_is_remembered_and_asked_again_all_the_same(
    device: Device, stored: Stored
) -> None:
    device.decide("allow")
    device.codes = ask_for_codes(device.http, device.credentials).get_json()
    assert stored(consents)[0]["scope"] == "tasks.read"
    assert "You have allowed this before." in device.enter().text


@pytest.mark.usefixtures("user", "admin")
def test_administration_is_left_out_for_who_administers_nothing(app: Flask) -> None:
    grant_types, scope = [GRANT_TYPE], "tasks.read plugin.admin"
    credentials = register(
        app, grant_types=grant_types, scope=scope, auth_methods=["none"], redirect_uris=[]
    )
    granted = []
    for email in ("ada@example.com", "admin@example.com"):
        http = app.test_client()
        Journey(http, credentials).sign_in(email)
        codes = ask_for_codes(http, credentials, scope=scope).get_json()
        device = Device(http, credentials, codes)
        device.decide("allow")
        granted.append(device.poll().get_json()["scope"])
    assert granted == ["tasks.read", scope]
