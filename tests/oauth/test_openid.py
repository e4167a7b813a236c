"""OpenID Connect: the ID token of the code flow, discovery, and the hint at the next sign-in."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD, StandingClock, both_databases
from tests.journey import Journey, form_token, redirect_parameters, register
from tests.oauth.published_keys import read_published

ORIGIN = "http://localhost:5003"
NOON = 1772366400  # when the standing clock starts


@pytest.fixture
def openid(journey: Journey) -> Journey:
    journey.parameters |= {"scope": "openid tasks.read", "nonce": "a nonce"}
    return journey


def half_of_the_digest(token: str) -> str:
    half = hashlib.sha256(token.encode()).digest()[:16]
    return urlsafe_b64encode(half).rstrip(b"=").decode()


@pytest.mark.requirement(
    "oidc-core-2-id-token",
    "oidc-core-3.1.2.1-nonce",
    "oidc-core-3.1.3.3-answer",
    "oidc-core-3.1.3.6-at-hash",
    "oidc-discovery-4.3-issuer",
)
@both_databases
def test_the_id_token_says_who_signed_in_for_whom_and_when(
    openid: Journey, user: CurrentUser, clock: StandingClock
) -> None:
    openid.sign_in()
    clock.advance(30)
    answer = openid.redeem(openid.code()).get_json()
    assert read_published(openid.http, answer["id_token"]).claims == {
        "iss": ORIGIN,
        "sub": str(user.id),
        "aud": openid.credentials.client_id,
        "iat": NOON + 30,
        "exp": NOON + 30 + 3600,
        "auth_time": NOON,
        "at_hash": half_of_the_digest(answer["access_token"]),
        "nonce": "a nonce",
    }


@pytest.mark.requirement("oidc-core-2-signed")
@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_the_id_token_is_signed_as_the_client_was_registered(
    app: Flask, user: CurrentUser, algorithm: str
) -> None:
    journey = Journey(app.test_client(), register(app, id_token_alg=algorithm))
    journey.parameters["scope"] = "openid"
    answer = journey.grant()
    header = read_published(journey.http, answer["id_token"]).header
    assert (header["alg"], header["typ"]) == (algorithm, "JWT")
    assert (answer["scope"], user.email) == ("openid", "ada@example.com")


@pytest.mark.requirement("oidc-core-3.1.2.1-nonce")
def test_without_a_nonce_there_is_none_in_the_id_token(openid: Journey) -> None:
    del openid.parameters["nonce"]
    claims = read_published(openid.http, openid.grant()["id_token"]).claims
    assert "nonce" not in claims


@pytest.mark.requirement("oidc-core-3.1.2.1-scope-openid")
@pytest.mark.parametrize("scope", ["tasks.read", "email", None])
def test_without_the_scope_there_is_no_id_token(journey: Journey, scope: str | None) -> None:
    journey.sign_in()
    answer = journey.redeem(journey.code(scope=scope)).get_json()
    assert "id_token" not in answer
    assert "openid" not in answer["scope"]


def test_identity_is_nobodys_default(journey: Journey) -> None:
    journey.sign_in()
    answer = journey.redeem(journey.code(scope=None)).get_json()
    assert answer["scope"] == "tasks.read tasks.write notes.read notes.write"


@pytest.mark.requirement("oidc-core-12.2-refresh")
def test_a_refresh_brings_no_new_id_token(openid: Journey) -> None:
    answer = openid.grant()
    refreshed = openid.refresh(answer["refresh_token"]).get_json()
    assert (refreshed["scope"], "id_token" in refreshed) == ("openid tasks.read", False)


@pytest.mark.parametrize(("length", "is_taken"), [(512, True), (513, False)])
def test_a_nonce_has_an_end(openid: Journey, length: int, is_taken: bool) -> None:
    openid.sign_in()
    answer = openid.decide("allow", nonce="n" * length)
    assert ("code" in redirect_parameters(answer)) is is_taken


@pytest.mark.requirement("oidc-core-3.1.2.4-consent")
def test_a_person_reads_what_identity_means(openid: Journey) -> None:
    openid.sign_in()
    page = openid.http.get(openid.authorize_url(scope="openid email")).text
    assert "Know that it is you when you sign in there." in page
    assert "See your e-mail address." in page


@pytest.mark.requirement("oidc-discovery-4-path")
def test_discovery_says_the_same_at_both_addresses(client: FlaskClient) -> None:
    plain = client.get("/.well-known/oauth-authorization-server")
    assert client.get("/.well-known/openid-configuration").get_json() == plain.get_json()


@pytest.mark.requirement(
    "oidc-discovery-3-members",
    "oidc-discovery-4.3-issuer",
    "oidc-logout-2.1-metadata",
)
def test_discovery_has_what_openid_connect_requires(client: FlaskClient) -> None:
    document = client.get("/.well-known/openid-configuration").get_json()
    expected: dict[str, Any] = {
        "issuer": ORIGIN,
        "jwks_uri": f"{ORIGIN}/jwks.json",
        "userinfo_endpoint": f"{ORIGIN}/userinfo",
        "end_session_endpoint": f"{ORIGIN}/end_session",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        "request_uri_parameter_supported": False,
    }
    assert {name: document[name] for name in expected} == expected
    assert {"openid", "email"} <= set(document["scopes_supported"])
    assert {"sub", "nonce", "auth_time", "email"} <= set(document["claims_supported"])


@pytest.mark.requirement("oidc-discovery-3-members")
@pytest.mark.parametrize("member", ["jwks_uri", "userinfo_endpoint", "end_session_endpoint"])
def test_every_endpoint_of_discovery_is_there(client: FlaskClient, member: str) -> None:
    url = client.get("/.well-known/openid-configuration").get_json()[member]
    assert client.get(urlsplit(url).path).status_code in {200, 401}


# The hint: nothing is issued for anybody but the person it names.


def test_a_hint_for_the_person_who_is_signed_in_asks_nothing_more(openid: Journey) -> None:
    hint = openid.grant()["id_token"]
    answer = openid.http.get(openid.authorize_url(id_token_hint=hint, prompt="none"))
    assert "code" in redirect_parameters(answer)


def test_an_expired_hint_still_names_its_person(openid: Journey, clock: StandingClock) -> None:
    hint = openid.grant()["id_token"]
    clock.advance(7200)
    answer = openid.http.get(openid.authorize_url(id_token_hint=hint, prompt="none"))
    assert "code" in redirect_parameters(answer)


@pytest.fixture
def anothers_hint(app: Flask, other_user: CurrentUser) -> str:
    journey = Journey(app.test_client(), register(app), {"scope": "openid"})
    assert other_user.email is not None
    journey.sign_in(other_user.email)
    return str(journey.redeem(journey.code()).get_json()["id_token"])


@pytest.mark.requirement("oidc-core-3.1.2.1-id-token-hint")
def test_a_hint_for_somebody_else_needs_them_to_sign_in(
    openid: Journey, anothers_hint: str
) -> None:
    openid.sign_in()
    asked = openid.http.get(openid.authorize_url(id_token_hint=anothers_hint))
    silent = openid.http.get(openid.authorize_url(id_token_hint=anothers_hint, prompt="none"))
    assert urlsplit(asked.location).path == "/login"
    assert redirect_parameters(silent)["error"] == "login_required"


@pytest.mark.requirement("oidc-core-3.1.2.1-id-token-hint")
@pytest.mark.parametrize(
    ("email", "outcome"), [("grace@example.com", "page"), ("ada@example.com", "login_required")]
)
def test_only_the_person_of_the_hint_gets_on(
    openid: Journey, clock: StandingClock, anothers_hint: str, email: str, outcome: str
) -> None:
    openid.sign_in()
    sent = openid.http.get(openid.authorize_url(id_token_hint=anothers_hint)).location
    clock.advance(5)
    token = form_token(openid.http.get(sent).text)
    form = {"username": email, "password": PASSWORD, "csrf_token": token}
    back = openid.http.get(openid.http.post(sent, data=form).location)
    error = parse_qs(urlsplit(back.location or "").query).get("error", ["page"])
    assert error == [outcome]


BAD_HINTS = ["garbage", "a.b.c", "", "e30.e30.", "eyJhbGciOiJub25lIn0.e30."]


@pytest.mark.parametrize("hint", BAD_HINTS)
def test_a_hint_that_is_not_ours_names_nobody(openid: Journey, hint: str) -> None:
    openid.grant()
    answer = openid.http.get(openid.authorize_url(id_token_hint=hint, prompt="none"))
    assert "code" in redirect_parameters(answer)
