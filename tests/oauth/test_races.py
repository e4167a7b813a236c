"""Races with real threads: whatever comes at once, one statement decides, on both databases."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from plugin_oauth.oauth.models import codes, consents, grants, tokens
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import CurrentUser
from tests.conftest import both_databases
from tests.journey import Journey, form_fields, redirect_parameters, register
from tests.oauth.conftest import Stored

THREADS = 6
ROUNDS = 8
DEADLINE = 30  # seconds: no request may hang in a lock

Act = Callable[[Journey], TestResponse]
AtOnce = Callable[..., list[TestResponse]]


@pytest.fixture
def at_once(app: Flask) -> AtOnce:
    """Return a function that runs acts at one moment: each in its thread, all in one login."""

    def run(journey: Journey, *acts: Act) -> list[TestResponse]:
        barrier = Barrier(len(acts), timeout=DEADLINE)
        cookies = [journey.http.get_cookie(name) for name in ("session", "form")]

        def one(act: Act) -> TestResponse:
            http = app.test_client()
            for cookie in cookies:
                if cookie is not None:
                    http.set_cookie(cookie.key, cookie.value)
            barrier.wait()
            return act(replace(journey, http=http))

        with ThreadPoolExecutor(len(acts)) as pool:
            running = [pool.submit(one, act) for act in acts]
            return [future.result(DEADLINE) for future in running]

    return run


def redeem(code: str) -> Act:
    return lambda journey: journey.redeem(code)


def refresh(answer: dict[str, str]) -> Act:
    return lambda journey: journey.refresh(answer["refresh_token"])


def revoke(answer: dict[str, str]) -> Act:
    return lambda journey: journey.revoke(answer["refresh_token"])


def allow(asking: Journey, scope: str) -> Act:
    """Open the consent page; return the act of allowing what it asks for."""
    url = asking.authorize_url(scope=scope)
    form = form_fields(asking.http.get(url).text) | {"decision": "allow"}
    return lambda journey: journey.http.post(url, data=form)


def statuses(answers: Sequence[TestResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


@both_databases
@pytest.mark.requirement("rfc6749-4.1.2-code-once", "rfc6749-4.1.2-replay-revokes")
def test_of_many_redemptions_one_wins_and_the_replays_end_its_family(
    journey: Journey, at_once: AtOnce, stored: Stored
) -> None:
    """RFC 6749 section 4.1.2: the losers cannot be told from a thief, so nothing lives on."""
    journey.sign_in()
    for done in range(ROUNDS):
        answers = at_once(journey, *[redeem(journey.code())] * THREADS)
        assert statuses(answers) == [200] + [400] * (THREADS - 1)
        (won,) = [answer.get_json() for answer in answers if answer.status_code == 200]
        assert journey.call(won["access_token"]).status_code == 401
        assert len(stored(tokens)) == done + 1


@both_databases
@pytest.mark.requirement("refresh-idempotent", "rfc9700-2.2.2-rotation")
def test_of_many_refreshes_all_get_the_one_successor(
    journey: Journey, at_once: AtOnce, stored: Stored
) -> None:
    newest = journey.grant()
    for _ in range(ROUNDS):
        answers = at_once(journey, *[refresh(newest)] * THREADS)
        assert statuses(answers) == [200] * THREADS
        newest = answers[0].get_json()
        assert [answer.get_json() for answer in answers] == [newest] * THREADS
    assert journey.call(newest["access_token"]).status_code == 200
    assert len(stored(tokens)) == 1 + ROUNDS


@both_databases
@pytest.mark.requirement("rfc7009-2.1-grant-ends")
def test_nothing_survives_a_revocation_that_races_refreshes(
    journey: Journey, at_once: AtOnce
) -> None:
    journey.sign_in()
    for _ in range(ROUNDS):
        first = journey.redeem(journey.code()).get_json()
        answers = at_once(journey, *[refresh(first)] * (THREADS - 1), revoke(first))
        assert set(statuses(answers)) <= {200, 400}
        given = [first, *(a.get_json() for a in answers if "access_token" in a.get_json())]
        assert {journey.call(answer["access_token"]).status_code for answer in given} == {401}
        assert {refresh(answer)(journey).status_code for answer in given} == {400}


@both_databases
@pytest.mark.requirement("rfc9700-4.14.2-reuse-ends-the-family")
def test_a_reuse_ends_the_family_also_of_a_refresh_at_the_same_moment(
    journey: Journey, at_once: AtOnce, stored: Stored
) -> None:
    journey.sign_in()
    for _ in range(ROUNDS):
        first = journey.redeem(journey.code()).get_json()
        second = refresh(first)(journey).get_json()
        third = refresh(second)(journey).get_json()
        reused, _refreshed = at_once(journey, refresh(first), refresh(third))
        assert reused.get_json()["error"] == "invalid_grant"
    assert [row for row in stored(grants) if row["revoked_at"] is None] == []


@both_databases
@pytest.mark.parametrize("before", [[], ["plugin.admin"]], ids=["first", "later"])
def test_two_consents_at_once_both_stand(
    app: Flask, admin: CurrentUser, at_once: AtOnce, stored: Stored, before: list[str]
) -> None:
    browser = Journey(app.test_client(), register(app))
    browser.sign_in(str(admin.email))
    for done in range(ROUNDS):
        asking = Journey(browser.http, register(app, scope="plugin.admin"))
        for scope in before:
            asking.decide("allow", scope=scope)
        answers = at_once(asking, allow(asking, "tasks.read"), allow(asking, "tasks.write"))
        sent = {digest(redirect_parameters(answer)["code"]) for answer in answers}
        assert sent <= {row["digest"] for row in stored(codes)}
        remembered = [set(row["scope"].split()) for row in stored(consents)]
        assert remembered == [{"tasks.read", "tasks.write", *before}] * (done + 1)
