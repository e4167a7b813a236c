"""Races of decisions with real threads: of all that come at once one counts, on both databases."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.oauth.models import codes, device_codes, grants
from plugin_oauth.users.models import CurrentUser
from tests.conftest import both_databases
from tests.journey import Journey, form_fields
from tests.oauth.conftest import Stored
from tests.oauth.devices import Device, ask_for_codes, begin

THREADS = 6
ROUNDS = 6
WORDS = ("allow", "deny")
DEADLINE = 30  # seconds: no request may hang in a lock

Act = Callable[[FlaskClient], TestResponse]
AtOnce = Callable[..., list[TestResponse]]


@pytest.fixture
def at_once(app: Flask) -> AtOnce:
    """Return a function that runs acts at one moment: each in its thread, all in one browser."""

    def run(browser: FlaskClient, *acts: Act) -> list[TestResponse]:
        barrier = Barrier(len(acts), timeout=DEADLINE)
        cookies = [browser.get_cookie(name) for name in ("session", "form")]

        def one(act: Act) -> TestResponse:
            http = app.test_client()
            for cookie in cookies:
                if cookie is not None:
                    http.set_cookie(cookie.key, cookie.value)
            barrier.wait()
            return act(http)

        with ThreadPoolExecutor(len(acts)) as pool:
            running = [pool.submit(one, act) for act in acts]
            return [future.result(DEADLINE) for future in running]

    return run


def statuses(answers: Sequence[TestResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def post(url: str, form: dict[str, str], decision: str = "allow") -> Act:
    return lambda http: http.post(url, data=form | {"decision": decision})


def poll(device: Device) -> Act:
    return lambda http: Device(http, device.credentials, device.codes).poll()


@both_databases
def test_of_many_clicks_on_one_form_one_counts(
    journey: Journey, at_once: AtOnce, stored: Stored
) -> None:
    journey.sign_in()
    for done in range(ROUNDS):
        url = journey.authorize_url(prompt="consent")
        form = form_fields(journey.http.get(url).text)
        answers = at_once(journey.http, *[post(url, form)] * THREADS)
        assert statuses(answers) == [303] + [400] * (THREADS - 1)
        assert len(stored(codes)) == done + 1


@pytest.mark.requirement("rfc9126-4-once")
@both_databases
def test_of_many_decisions_about_one_pushed_request_one_counts(
    journey: Journey, at_once: AtOnce, stored: Stored
) -> None:
    """Each with a form of its own: only the request itself can tell."""
    journey.sign_in()
    for done in range(ROUNDS):
        sent = journey.parameters | journey.credentials.body | {"prompt": "consent"}
        request_uri = journey.http.post("/par", data=sent).get_json()["request_uri"]
        url = f"/authorize?client_id={journey.credentials.client_id}&request_uri={request_uri}"
        forms = [form_fields(journey.http.get(url).text) for _ in range(THREADS)]
        answers = at_once(journey.http, *[post(url, form) for form in forms])
        assert statuses(answers) == [303] + [400] * (THREADS - 1)
        assert len(stored(codes)) == done + 1


@pytest.fixture
def device(app: Flask, user: CurrentUser) -> Device:  # noqa: ARG001 -- the user must exist
    return begin(app)


def restart(device: Device) -> Device:
    device.codes = ask_for_codes(device.http, device.credentials).get_json()
    return device


@pytest.mark.requirement("rfc8628-3.4-once")
@both_databases
def test_of_many_polls_of_an_allowed_device_one_gets_the_tokens(
    device: Device, at_once: AtOnce, stored: Stored
) -> None:
    for done in range(ROUNDS):
        restart(device).decide("allow")
        answers = at_once(device.http, *[poll(device)] * THREADS)
        assert statuses(answers) == [200] + [400] * (THREADS - 1)
        errors = {a.get_json()["error"] for a in answers if a.status_code == 400}
        assert errors == {"invalid_grant"}
        assert len(stored(grants)) == done + 1


@both_databases
def test_of_an_allow_and_a_deny_at_once_one_counts_and_the_device_hears_that_one(
    device: Device, at_once: AtOnce
) -> None:
    for _ in range(ROUNDS):
        forms = [form_fields(restart(device).enter().text)]
        forms.append(form_fields(device.enter().text))
        yes, no = (post("/device", form, word) for form, word in zip(forms, WORDS, strict=True))
        allowed, denied = at_once(device.http, yes, no)
        assert sorted([allowed.status_code, denied.status_code]) == [200, 400]
        assert device.poll().status_code == allowed.status_code


@both_databases
def test_a_poll_at_the_moment_of_the_decision_loses_nothing(
    device: Device, at_once: AtOnce, stored: Stored
) -> None:
    for _ in range(ROUNDS):
        form = form_fields(restart(device).enter().text)
        polled, decided = at_once(device.http, poll(device), post("/device", form))
        assert decided.status_code == 200
        if polled.status_code == 400:
            assert polled.get_json()["error"] == "authorization_pending"
            assert device.poll().status_code == 200
    assert len(stored(grants)) == ROUNDS


@both_databases
def test_hasty_polls_at_once_get_one_pending_and_slow_the_device_down(
    device: Device, at_once: AtOnce, stored: Stored
) -> None:
    answers = at_once(device.http, *[poll(device)] * THREADS)
    errors = sorted(answer.get_json()["error"] for answer in answers)
    assert errors == ["authorization_pending"] + ["slow_down"] * (THREADS - 1)
    assert stored(device_codes)[0]["interval"] > 5
