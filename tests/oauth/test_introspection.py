"""Introspection: what a token is, told to those it concerns, no word to others (RFC 7662)."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import ClientCredentials, Journey, register
from tests.oauth.conftest import disable_user
from tests.oauth.proofs import Prover, bound

ISSUER = "http://localhost:5003"
API, MCP = f"{ISSUER}/api", f"{ISSUER}/mcp"


def introspect(
    journey: Journey, token: str | None, who: ClientCredentials | None = None, **changes: str
) -> TestResponse:
    body = {"token": token, **(who or journey.credentials).body, **changes}
    return journey.http.post("/introspect", data={k: v for k, v in body.items() if v is not None})


def is_inactive(answer: TestResponse) -> bool:
    """Word for word: a further member would tell that there is something."""
    return answer.status_code == 200 and answer.get_json() == {"active": False}


@pytest.mark.requirement("rfc7662-2.2-active")
@both_databases
def test_a_client_sees_its_own_access_token(
    journey: Journey, user: CurrentUser, clock: StandingClock
) -> None:
    token = journey.grant()["access_token"]
    issued = int(clock().timestamp())
    assert introspect(journey, token).get_json() == {
        "active": True,
        "scope": "tasks.read tasks.write",
        "client_id": journey.credentials.client_id,
        "sub": str(user.id),
        "aud": [API, MCP],
        "iss": ISSUER,
        "iat": issued,
        "exp": issued + 3600,
        "token_type": "Bearer",
    }


@pytest.mark.requirement("rfc7662-2.2-active", "rfc7662-2.2-inactive")
def test_a_client_sees_its_own_refresh_token_until_it_is_rotated(journey: Journey) -> None:
    token = journey.grant()["refresh_token"]
    answer = introspect(journey, token).get_json()
    assert answer["active"] is True
    assert "token_type" not in answer
    journey.refresh(token)
    assert is_inactive(introspect(journey, token))


@pytest.mark.requirement("rfc7662-4-no-store")
def test_the_answer_is_kept_by_nobody(journey: Journey) -> None:
    answer = introspect(journey, journey.grant()["access_token"])
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.requirement("rfc7662-2.2-no-oracle")
@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_another_client_learns_nothing(journey: Journey, other_journey: Journey, kind: str) -> None:
    token = journey.grant()[kind]
    assert is_inactive(introspect(journey, token, other_journey.credentials))


@pytest.mark.requirement("rfc7662-2.2-inactive")
@pytest.mark.parametrize("token", ["unknown", "po_at_unknown", "x" * 60_000, "\u00e9"])
def test_what_was_never_a_token_is_inactive(journey: Journey, token: str) -> None:
    assert is_inactive(introspect(journey, token))


@pytest.mark.requirement("rfc7662-2.2-inactive")
def test_an_expired_token_is_inactive(journey: Journey, clock: StandingClock) -> None:
    token = journey.grant()["access_token"]
    clock.advance(3600)
    assert is_inactive(introspect(journey, token))


@pytest.mark.requirement("rfc7662-2.2-inactive")
@both_databases
def test_a_revoked_familys_tokens_are_inactive(journey: Journey) -> None:
    answer = journey.grant()
    journey.revoke(answer["access_token"])
    assert is_inactive(introspect(journey, answer["access_token"]))
    assert is_inactive(introspect(journey, answer["refresh_token"]))


@pytest.mark.requirement("rfc7662-2.2-inactive")
def test_a_disabled_persons_tokens_are_inactive(
    app: Flask, journey: Journey, user: CurrentUser
) -> None:
    token = journey.grant()["access_token"]
    disable_user(app, user)
    assert is_inactive(introspect(journey, token))


@pytest.mark.requirement("rfc7662-2.1-hint-ignored")
@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "made_up"])
def test_the_hint_changes_nothing(journey: Journey, hint: str) -> None:
    answer = journey.grant()
    for kind in ("access_token", "refresh_token"):
        seen = introspect(journey, answer[kind], token_type_hint=hint)
        assert seen.get_json()["active"] is True


def test_a_signed_token_is_seen_like_any_other(journey: Journey, app: Flask) -> None:
    app.config["ACCESS_TOKEN_FORMAT"] = "jwt"
    token = journey.grant()["access_token"]
    assert introspect(journey, token).get_json()["active"] is True
    journey.revoke(token)
    assert is_inactive(introspect(journey, token))


@pytest.mark.requirement("rfc9449-6.2-introspection")
def test_a_bound_token_names_its_key(journey: Journey, clock: StandingClock) -> None:
    prover = Prover(clock)
    seen = introspect(journey, bound(journey, prover)["access_token"]).get_json()
    assert (seen["token_type"], seen["cnf"]) == ("DPoP", {"jkt": prover.jkt})


@pytest.mark.requirement("rfc7662-2.2-resource-server")
@pytest.mark.parametrize(
    ("guards", "resource", "seen"),
    [
        pytest.param([API], None, True, id="a token for every resource"),
        pytest.param([API], API, True, id="a token for its resource"),
        pytest.param([API], MCP, False, id="a token for another resource"),
        pytest.param([API, MCP], MCP, True, id="one of two resources"),
        pytest.param([], API, False, id="no resource server"),
    ],
)
def test_a_resource_server_sees_the_access_tokens_for_its_resource(
    app: Flask, journey: Journey, guards: list[str], resource: str | None, seen: bool
) -> None:
    server = register(app, name="An API elsewhere", resource_server_for=guards)
    journey.sign_in()
    answer = journey.redeem(journey.code(resource=resource)).get_json()
    assert introspect(journey, answer["access_token"], server).get_json()["active"] is seen
    assert is_inactive(introspect(journey, answer["refresh_token"], server))


@pytest.mark.requirement("rfc7662-2.3-errors", "rfc7662-2.1-token-required")
@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        pytest.param({"client_secret": "wrong"}, 401, "invalid_client", id="wrong secret"),
        pytest.param({"client_id": "unknown"}, 401, "invalid_client", id="unknown client"),
        pytest.param({"token": ""}, 400, "invalid_request", id="no token"),
    ],
)
def test_who_may_not_ask_or_asks_badly_is_refused(
    journey: Journey, changes: dict[str, str], status: int, error: str
) -> None:
    token = journey.grant()["access_token"]
    answer = introspect(journey, **({"token": token} | changes))
    assert (answer.status_code, answer.get_json()["error"]) == (status, error)


@pytest.mark.requirement("rfc7662-2.1-authorized")
def test_a_public_client_may_not_ask_even_about_its_own(public_journey: Journey) -> None:
    token = public_journey.grant()["access_token"]
    assert introspect(public_journey, token).status_code == 401


@pytest.mark.requirement("rfc7662-2.1-authorized")
def test_an_access_token_is_no_permission_to_ask(journey: Journey) -> None:
    token = journey.grant()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = journey.http.post("/introspect", data={"token": token}, headers=headers)
    assert answer.status_code == 401


def test_the_metadata_name_the_endpoint_without_public_clients(journey: Journey) -> None:
    document: dict[str, Any] = journey.http.get(
        "/.well-known/oauth-authorization-server"
    ).get_json()
    assert document["introspection_endpoint"] == f"{ISSUER}/introspect"
    assert "none" not in document["introspection_endpoint_auth_methods_supported"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"resource_server_for": ["https://other.example"]}, "A resource server guards one of"),
        ({"resource_server_for": [API], "auth_methods": ["none"]}, "needs a secret"),
    ],
)
def test_a_resource_server_guards_what_there_is_and_has_a_secret(
    app: Flask, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        register(app, **changes)
