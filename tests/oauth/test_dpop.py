"""DPoP (RFC 9449): who has not the key has nothing, and every proof counts once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.oauth.models import spent_ids, tokens
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey, register
from tests.oauth.conftest import Stored
from tests.oauth.proofs import (
    ORIGIN,
    Prover,
    bound,
    call,
    keys_of_every_algorithm,
    redeem,
    refresh,
)

METADATA = f"{ORIGIN}/.well-known/oauth-protected-resource/api"
ALGS = 'algs="ES256 RS256 EdDSA Ed25519"'


@pytest.fixture
def prover(clock: StandingClock) -> Prover:
    return Prover(clock)


# The token endpoint.


@pytest.mark.requirement("rfc9449-5-bound", "rfc9700-2.2.1-sender-constrained")
@both_databases
def test_a_proof_binds_the_tokens_and_the_proof_is_asked_for_at_the_api(
    public_journey: Journey, prover: Prover, stored: Stored
) -> None:
    answer = bound(public_journey, prover)
    assert answer["token_type"] == "DPoP"
    assert [row["dpop_jkt"] for row in stored(tokens)] == [prover.jkt]
    assert call(public_journey, prover, answer["access_token"]).status_code == 200


@pytest.mark.requirement("rfc9449-5.1-metadata")
@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA", "Ed25519"])
def test_every_advertised_algorithm_is_taken(
    journey: Journey, clock: StandingClock, algorithm: str
) -> None:
    prover = Prover(clock, keys_of_every_algorithm()[algorithm], algorithm)
    answer = bound(journey, prover)
    assert call(journey, prover, answer["access_token"]).status_code == 200


@pytest.mark.requirement("rfc9449-5.1-metadata")
def test_the_metadata_lists_the_algorithms(client: FlaskClient) -> None:
    document = client.get("/.well-known/oauth-authorization-server").get_json()
    assert document["dpop_signing_alg_values_supported"] == ["ES256", "RS256", "EdDSA", "Ed25519"]


@pytest.mark.requirement("rfc9449-5-optional")
def test_without_a_proof_a_token_is_bearer(journey: Journey) -> None:
    answer = journey.grant()
    assert (answer["token_type"], journey.call(answer["access_token"]).status_code) == (
        "Bearer",
        200,
    )


def test_a_client_acting_for_itself_may_bind_its_token(
    app: Flask, user: CurrentUser, prover: Prover
) -> None:
    nightly = register(
        app, redirect_uris=[], grant_types=["client_credentials"], scope="tasks.read"
    )
    http = app.test_client()
    body = {"grant_type": "client_credentials", **nightly.body}
    answer = http.post("/token", data=body, headers=prover.at_token()).get_json()
    assert (answer["token_type"], user.is_admin) == ("DPoP", False)


# The key named at authorize.


@pytest.mark.requirement("rfc9449-10-dpop-jkt")
def test_a_code_bound_to_a_key_needs_that_key(
    journey: Journey, prover: Prover, clock: StandingClock
) -> None:
    journey.sign_in()
    code = journey.code(dpop_jkt=prover.jkt)
    without = journey.redeem(code)
    other = redeem(journey, Prover(clock), code)
    assert without.get_json()["error"] == "invalid_dpop_proof"
    assert other.get_json()["error"] == "invalid_grant"
    assert redeem(journey, prover, code).get_json()["token_type"] == "DPoP"


@pytest.mark.requirement("rfc9449-10-dpop-jkt")
@pytest.mark.parametrize("jkt", ["x", "x" * 42, "x" * 44, "=" * 43, "\n" + "x" * 42])
def test_a_key_that_can_be_none_is_refused_at_authorize(journey: Journey, jkt: str) -> None:
    refused = journey.http.get(journey.authorize_url(dpop_jkt=jkt))
    assert "error=invalid_request" in refused.location


# Refresh.


@pytest.mark.requirement("rfc9449-5-refresh-public")
def test_a_public_clients_refresh_token_needs_its_key(
    public_journey: Journey, prover: Prover, clock: StandingClock
) -> None:
    token = bound(public_journey, prover)["refresh_token"]
    without = refresh(public_journey, token, {})
    other = refresh(public_journey, token, Prover(clock).at_token())
    renewed = refresh(public_journey, token, prover.at_token()).get_json()
    assert without.get_json()["error"] == "invalid_dpop_proof"
    assert other.get_json()["error"] == "invalid_grant"
    assert call(public_journey, prover, renewed["access_token"]).status_code == 200


@pytest.mark.requirement("rfc9449-5-refresh-confidential")
def test_a_confidential_client_may_change_its_key(
    journey: Journey, prover: Prover, clock: StandingClock
) -> None:
    token = bound(journey, prover)["refresh_token"]
    other = Prover(clock)
    renewed = refresh(journey, token, other.at_token()).get_json()
    assert call(journey, other, renewed["access_token"]).status_code == 200
    assert call(journey, prover, renewed["access_token"]).status_code == 401


def test_a_repeated_refresh_gets_the_same_answer_with_a_new_proof(
    public_journey: Journey, prover: Prover
) -> None:
    token = bound(public_journey, prover)["refresh_token"]
    first = refresh(public_journey, token, prover.at_token()).get_json()
    assert refresh(public_journey, token, prover.at_token()).get_json() == first


def test_a_repeat_with_another_key_is_refused_and_ends_nothing(
    journey: Journey, prover: Prover, clock: StandingClock
) -> None:
    token = bound(journey, prover)["refresh_token"]
    first = refresh(journey, token, prover.at_token()).get_json()
    refused = refresh(journey, token, Prover(clock).at_token())
    assert refused.get_json()["error"] == "invalid_grant"
    assert call(journey, prover, first["access_token"]).status_code == 200


# The protected resource.


@pytest.mark.requirement("rfc9449-7.2-no-downgrade")
def test_a_bound_token_sent_as_bearer_is_refused_and_told_of_both_schemes(
    journey: Journey, prover: Prover
) -> None:
    answer = bound(journey, prover)
    refused = journey.call(answer["access_token"])
    detail = "The access token is bound to a key: send it as DPoP, with a proof."
    assert refused.status_code == 401
    assert refused.headers.getlist("WWW-Authenticate") == [
        f'Bearer resource_metadata="{METADATA}", scope="tasks.read", error="invalid_token", '
        f'error_description="{detail}"',
        f'DPoP resource_metadata="{METADATA}", scope="tasks.read", {ALGS}',
    ]


@pytest.mark.requirement("rfc9449-7.1-challenge")
def test_who_sends_nothing_is_told_of_both_schemes_bearer_first(client: FlaskClient) -> None:
    refused = client.get("/api/tasks")
    assert refused.headers.getlist("WWW-Authenticate") == [
        f'Bearer resource_metadata="{METADATA}", scope="tasks.read"',
        f'DPoP resource_metadata="{METADATA}", scope="tasks.read", {ALGS}',
    ]


@pytest.mark.requirement("rfc9449-7.2-no-downgrade")
def test_a_bearer_token_cannot_be_sent_as_dpop(journey: Journey, prover: Prover) -> None:
    refused = call(journey, prover, journey.grant()["access_token"])
    challenges = refused.headers.getlist("WWW-Authenticate")
    assert (refused.status_code, len(challenges)) == (401, 1)
    assert challenges[0].startswith("DPoP ")
    assert 'error="invalid_token"' in challenges[0]


@pytest.mark.requirement("rfc9449-7.1-errors", "rfc9700-2.2.1-sender-constrained")
def test_another_key_does_not_open_the_token(
    journey: Journey, prover: Prover, clock: StandingClock
) -> None:
    refused = call(journey, Prover(clock), bound(journey, prover)["access_token"])
    assert (refused.status_code, 'error="invalid_token"' in challenge_of(refused)) == (401, True)


def challenge_of(response: TestResponse) -> str:
    return response.headers["WWW-Authenticate"]


@pytest.mark.requirement("rfc9449-7.1-ath", "rfc9449-7.1-errors")
@pytest.mark.parametrize(
    "changes",
    [{"ath": None}, {"ath": "x"}, {"ath": 5}, {"htm": "POST"}, {"htu": f"{ORIGIN}/api"}],
)
def test_a_proof_for_another_call_is_refused(
    journey: Journey, prover: Prover, changes: dict[str, Any]
) -> None:
    refused = call(journey, prover, bound(journey, prover)["access_token"], **changes)
    assert refused.status_code == 401
    assert challenge_of(refused).startswith("DPoP ")
    assert 'error="invalid_dpop_proof"' in challenge_of(refused)


@pytest.mark.requirement("rfc9449-7.1-errors")
def test_a_bound_token_without_a_proof_is_refused(journey: Journey, prover: Prover) -> None:
    token = bound(journey, prover)["access_token"]
    refused = journey.http.get("/api/tasks", headers={"Authorization": f"DPoP {token}"})
    assert (refused.status_code, 'error="invalid_dpop_proof"' in challenge_of(refused)) == (
        401,
        True,
    )


def test_a_bound_token_short_of_a_scope_is_403_in_its_own_scheme(
    journey: Journey, prover: Prover
) -> None:
    journey.sign_in()
    token = redeem(journey, prover, journey.code(scope="tasks.read")).get_json()["access_token"]
    headers = prover.at("POST", "/api/tasks", token)
    refused = journey.http.post("/api/tasks", json={"title": "a task"}, headers=headers)
    assert refused.status_code == 403
    assert challenge_of(refused).startswith("DPoP ")
    assert 'scope="tasks.write", error="insufficient_scope"' in challenge_of(refused)


@pytest.mark.requirement("rfc9449-11.1-replay")
@both_databases
def test_a_proof_of_a_call_counts_once_also_when_the_call_was_refused(
    journey: Journey, prover: Prover
) -> None:
    token = bound(journey, prover)["access_token"]
    headers = prover.at("POST", "/api/tasks", token)
    first = journey.http.post("/api/tasks", json={"title": ""}, headers=headers)
    again = journey.http.post("/api/tasks", json={"title": "a task"}, headers=headers)
    assert (first.status_code, again.status_code) == (422, 401)
    assert 'error="invalid_dpop_proof"' in challenge_of(again)


def test_a_stranger_with_a_key_of_their_own_fills_no_table(
    client: FlaskClient, prover: Prover, stored: Stored
) -> None:
    refused = client.get("/api/tasks", headers=prover.at("GET", "/api/tasks", "unknown"))
    assert (refused.status_code, stored(spent_ids)) == (401, [])


def test_a_revoked_bound_token_is_dead_at_once(journey: Journey, prover: Prover) -> None:
    answer = bound(journey, prover)
    journey.revoke(answer["access_token"])
    assert call(journey, prover, answer["access_token"]).status_code == 401


def test_userinfo_takes_a_bound_token(journey: Journey, prover: Prover) -> None:
    journey.sign_in()
    code = journey.code(scope="openid")
    token = redeem(journey, prover, code).get_json()["access_token"]
    headers = prover.at("GET", "/userinfo", token)
    assert journey.http.get("/userinfo", headers=headers).status_code == 200


# The server's nonce.


@pytest.mark.requirement("rfc9449-8-nonce")
@pytest.mark.parametrize("settings", [{"DPOP_NONCE": True}])
def test_the_token_endpoint_asks_for_its_nonce_and_burns_nothing(
    journey: Journey, prover: Prover
) -> None:
    journey.sign_in()
    code = journey.code()
    asked = redeem(journey, prover, code)
    nonce = asked.headers["DPoP-Nonce"]
    assert (asked.status_code, asked.get_json()["error"]) == (400, "use_dpop_nonce")
    assert redeem(journey, prover, code, nonce=nonce).status_code == 200


@pytest.mark.requirement("rfc9449-9-nonce")
@pytest.mark.parametrize("settings", [{"DPOP_NONCE": True}])
def test_the_api_asks_for_its_nonce(journey: Journey, prover: Prover, clock: StandingClock) -> None:
    journey.sign_in()
    code = journey.code()
    nonce = redeem(journey, prover, code).headers["DPoP-Nonce"]
    token = redeem(journey, prover, code, nonce=nonce).get_json()["access_token"]
    asked = call(journey, prover, token)
    assert (asked.status_code, 'error="use_dpop_nonce"' in challenge_of(asked)) == (401, True)
    assert call(journey, prover, token, nonce=asked.headers["DPoP-Nonce"]).status_code == 200
    clock.advance(299)
    assert call(journey, prover, token, nonce=nonce).status_code == 200
    clock.advance(301)
    assert call(journey, prover, token, nonce=nonce).status_code == 401


@pytest.mark.requirement("rfc9449-8-nonce")
@pytest.mark.parametrize("settings", [{"DPOP_NONCE": True}])
@pytest.mark.parametrize("nonce", ["x", "", 5, ["x"], {"a": "b"}, True])
def test_a_nonce_that_is_not_ours_is_asked_for_again(
    journey: Journey, prover: Prover, nonce: object
) -> None:
    journey.sign_in()
    refused = redeem(journey, prover, journey.code(), nonce=nonce)
    assert refused.get_json()["error"] == "use_dpop_nonce"


@pytest.mark.requirement("rfc9449-8-nonce-readable")
@pytest.mark.parametrize("path", ["/token", "/api/tasks"])
def test_scripts_of_other_origins_may_send_proofs_and_read_nonces(
    client: FlaskClient, path: str
) -> None:
    headers = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "dpop",
    }
    preflight = client.options(path, headers=headers)
    answer = client.post(path, headers={"Origin": "https://app.example"})
    assert "dpop" in preflight.headers["Access-Control-Allow-Headers"]
    assert "DPoP-Nonce" in answer.headers["Access-Control-Expose-Headers"]


# Races.


def all_at_once(count: int, act: Callable[[], int]) -> list[int]:
    barrier, results = threading.Barrier(count), []

    def wait_and_act() -> None:
        barrier.wait()
        results.append(act())

    threads = [threading.Thread(target=wait_and_act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


@pytest.mark.requirement("rfc9449-11.1-replay")
@both_databases
def test_of_many_calls_with_one_proof_one_is_served(
    app: Flask, journey: Journey, prover: Prover
) -> None:
    token = bound(journey, prover)["access_token"]
    for _ in range(5):
        headers = prover.at("GET", "/api/tasks", token)
        statuses = all_at_once(
            6,
            lambda headers=headers: (
                app.test_client().get("/api/tasks", headers=headers).status_code
            ),  # type: ignore[misc]  # a lambda has no types
        )
        assert statuses == [200, 401, 401, 401, 401, 401]


@pytest.mark.requirement("rfc9449-11.1-replay")
@both_databases
def test_of_many_token_requests_with_one_proof_one_is_served(
    app: Flask, journey: Journey, prover: Prover
) -> None:
    journey.sign_in()
    bodies = [journey.redemption(journey.code()) for _ in range(6)]
    headers = prover.at_token()
    statuses = all_at_once(
        6, lambda: app.test_client().post("/token", data=bodies.pop(), headers=headers).status_code
    )
    assert statuses == [200, 400, 400, 400, 400, 400]
