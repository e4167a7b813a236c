"""Client authentication by a signed assertion: the keys decide, once, and nothing falls back."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, Key, RSAKey
from werkzeug.test import TestResponse

from plugin_oauth.oauth.models import spent_ids
from plugin_oauth.oauth.private_key_jwt import ASSERTION_TYPE
from plugin_oauth.oauth.purge import purge
from tests.conftest import StandingClock, both_databases
from tests.journey import ClientCredentials, Journey, register
from tests.oauth.assertions import ISSUER, JWKS, KEYS, RSA, Signer, encoded
from tests.oauth.conftest import Stored
from tests.oauth.document_server import Answers, serving

STRANGER = RSAKey.generate_key(2048, {"kid": "rsa"})


@pytest.fixture
def signer(app: Flask, clock: StandingClock) -> Signer:
    """A confidential client that a developer made, acting for itself."""
    made = register(
        app,
        auth_methods=["private_key_jwt"],
        grant_types=["client_credentials"],
        scope="tasks.read",
        redirect_uris=[],
        jwks=JWKS,
    )
    return Signer(made.client_id, clock)


def ask(client: FlaskClient, assertion: dict[str, str], **changes: str) -> TestResponse:
    return client.post("/token", data={"grant_type": "client_credentials", **assertion, **changes})


def is_refused(response: TestResponse) -> bool:
    return (response.status_code, response.get_json()["error"]) == (401, "invalid_client")


@pytest.mark.requirement(
    "rfc7523-2.2-client-authentication",
    "rfc9700-2.5-asymmetric-authentication",
)
@both_databases
@pytest.mark.parametrize("algorithm", list(KEYS))
def test_an_assertion_is_taken(client: FlaskClient, signer: Signer, algorithm: str) -> None:
    response = ask(client, signer.sign(algorithm))
    assert response.status_code == 200, response.text


@pytest.mark.requirement("rfc7523-3-audience")
@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ISSUER},
        {"aud": f"{ISSUER}/"},
        {"aud": ["https://other.example", f"{ISSUER}/token"]},
        {"iat": None},
        {"nbf": 0},
        {"header": {"kid": None}},
        {"header": {"typ": "JWT"}},
        {"header": {"typ": "client-authentication+jwt"}},
    ],
)
def test_every_way_to_say_it_is_taken(
    client: FlaskClient, signer: Signer, changes: dict[str, Any]
) -> None:
    assert ask(client, signer.sign(**changes)).status_code == 200


def test_the_client_id_beside_it_is_no_second_identity(client: FlaskClient, signer: Signer) -> None:
    assert ask(client, signer.sign(), client_id=signer.client_id).status_code == 200


NOW = 1772366400  # the standing clock's


@pytest.mark.requirement(
    "rfc7523-3-issuer-subject",
    "rfc7523-3-audience",
    "rfc7523-3-times",
    "rfc7523-3-signature",
    "rfc7523-3.2-invalid-client",
)
@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "another"},
        {"iss": None},
        {"sub": "another"},
        {"sub": None},
        {"aud": None},
        {"aud": "https://other.example/token"},
        {"aud": f"{ISSUER}/tokens"},
        {"aud": []},
        {"aud": {"a": ISSUER}},
        {"exp": None},
        {"exp": NOW - 60},
        {"exp": NOW + 361},
        {"exp": 1e300},
        {"exp": True},
        {"exp": "soon"},
        {"iat": NOW + 61},
        {"iat": "now"},
        {"nbf": NOW + 61},
        {"jti": None},
        {"jti": ""},
        {"jti": 1},
        {"jti": "x" * 257},
        {"header": {"kid": "unknown"}},
        {"header": {"kid": 1}},
        {"header": {"kid": "x" * 257}},
        {"header": {"typ": "dpop+jwt"}},
        {"header": {"typ": "at+jwt"}},
        {"header": {"jwk": KEYS["ES256"].as_dict(private=False)}},
        {"header": {"jku": "https://evil.example/jwks.json"}},
        {"header": {"x5u": "https://evil.example/certificate"}},
        {"header": {"x5c": ["AAAA"]}},
        {"key": ECKey.generate_key("P-256", {"kid": "ec"})},
        {"key": ECKey.generate_key("P-256", {"kid": "ec"}), "header": {"kid": None}},
        {"algorithm": "RS256", "key": RSAKey.generate_key(2048, {"kid": "ec"})},
        {"padding": "x" * 9000},
    ],
)
def test_a_bad_assertion_is_invalid_client_and_spends_nothing(
    client: FlaskClient, signer: Signer, stored: Stored, changes: dict[str, Any]
) -> None:
    response = ask(client, signer.sign(**changes))
    assert is_refused(response), response.text
    assert stored(spent_ids) == []


def forged(signer: Signer, header: dict[str, Any], signature: str = "AAAA") -> dict[str, str]:
    compact = f"{encoded(header)}.{encoded(signer.claims())}.{signature}"
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": compact}


@pytest.mark.requirement("rfc7523-3-signature")
@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256", "kid": "rsa"},
        {"alg": "RS512", "kid": "rsa"},
        {"alg": "ES256", "kid": "ec", "crit": ["exp"], "exp": 1},
        {"alg": "ES256", "kid": "ec", "b64": False},
        {"alg": ["ES256"]},
        {"alg": None},
        {},
        [],
    ],
)
def test_a_forged_header_is_invalid_client(
    client: FlaskClient, signer: Signer, header: dict[str, Any]
) -> None:
    assert is_refused(ask(client, forged(signer, header)))


@pytest.mark.requirement("rfc7523-3-signature")
def test_the_public_key_is_no_shared_secret(client: FlaskClient, signer: Signer) -> None:
    """The confusion of RS256 with HS256."""
    signed = f"{encoded({'alg': 'HS256', 'kid': 'rsa'})}.{encoded(signer.claims())}"
    mac = hmac.digest(RSA.as_pem(private=False), signed.encode(), "sha256")
    compact = f"{signed}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    body = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": compact}
    assert is_refused(ask(client, body))


@pytest.mark.requirement("rfc7523-3.2-invalid-client")
@pytest.mark.parametrize(
    "compact", ["x", "a.b", "a.b.c", "....", "e30.e30.", "\u00e4.\u00e4.\u00e4", "." * 9000]
)
@both_databases
def test_what_is_no_assertion_is_refused_and_never_taken_for_none(
    client: FlaskClient, app: Flask, compact: str
) -> None:
    journey = Journey(client, register(app, auth_methods=["none"]))
    body = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": compact}
    assert is_refused(journey.refresh("x", **body))


@pytest.mark.parametrize(
    "body",
    [
        {"client_assertion_type": ASSERTION_TYPE},
        {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"},
    ],
)
def test_half_an_assertion_is_refused(
    client: FlaskClient, app: Flask, body: dict[str, str]
) -> None:
    journey = Journey(client, register(app, auth_methods=["none"]))
    assert is_refused(journey.refresh("x", **body))


def test_an_assertion_and_a_secret_are_two_ways_at_once(
    client: FlaskClient, app: Flask, signer: Signer
) -> None:
    other = register(app)
    assertion = signer.sign()
    both = ask(client, assertion, client_secret="s")
    header = client.post("/token", data=assertion, headers=other.basic)
    assert {both.get_json()["error"], header.get_json()["error"]} == {"invalid_request"}


@pytest.mark.requirement("rfc7523-3-issuer-subject")
def test_an_assertion_about_another_client_than_the_body_names_is_refused(
    client: FlaskClient, app: Flask, signer: Signer
) -> None:
    other = register(app, auth_methods=["none"])
    assert is_refused(ask(client, signer.sign(), client_id=other.client_id))


def test_a_client_with_a_secret_cannot_sign_and_one_that_signs_has_no_secret(
    client: FlaskClient, app: Flask, signer: Signer, clock: StandingClock
) -> None:
    secret = register(app)
    assert is_refused(ask(client, Signer(secret.client_id, clock).sign()))
    assert is_refused(ask(client, {"client_id": signer.client_id, "client_secret": "s"}))
    assert is_refused(ask(client, {"client_id": signer.client_id}))


@pytest.mark.requirement("rfc7523-3-jti")
@both_databases
def test_an_assertion_counts_once_as_long_as_it_lives(
    app: Flask, client: FlaskClient, signer: Signer, clock: StandingClock
) -> None:
    assertion = signer.sign(exp=NOW + 360)
    assert ask(client, assertion).status_code == 200
    clock.advance(419)
    with app.app_context():
        purge()
    assert is_refused(ask(client, assertion))


def test_the_same_id_of_another_client_is_another_id(
    client: FlaskClient, app: Flask, signer: Signer, clock: StandingClock
) -> None:
    made = register(
        app,
        auth_methods=["private_key_jwt"],
        grant_types=["client_credentials"],
        scope="tasks.read",
        redirect_uris=[],
        jwks=JWKS,
    )
    assert ask(client, signer.sign(jti="one")).status_code == 200
    assert ask(client, Signer(made.client_id, clock).sign(jti="one")).status_code == 200


@pytest.mark.requirement("rfc7523-3-jti")
@both_databases
def test_of_many_at_once_one_wins_and_the_others_are_told_so(app: Flask, signer: Signer) -> None:
    for _ in range(5):
        assertion = signer.sign()
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _, a=assertion: ask(app.test_client(), a), range(8)))
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200, *[401] * 7], [answer.text for answer in answers]


@pytest.mark.requirement("rfc7523-3-audience")
@pytest.mark.parametrize("endpoint", ["revoke", "introspect", "par"])
def test_other_endpoints_take_it_too_and_their_own_address_as_audience(
    client: FlaskClient, signer: Signer, endpoint: str
) -> None:
    assertion = signer.sign(aud=f"{ISSUER}/{endpoint}")
    response = client.post(f"/{endpoint}", data={"token": "x", **assertion})
    assert response.status_code != 401, response.text
    assert is_refused(client.post(f"/{endpoint}", data={"token": "x", **assertion}))


def test_the_algorithms_are_advertised(client: FlaskClient) -> None:
    metadata = client.get("/.well-known/oauth-authorization-server").get_json()
    assert "private_key_jwt" in metadata["token_endpoint_auth_methods_supported"]
    advertised = metadata["token_endpoint_auth_signing_alg_values_supported"]
    assert {"RS256", "ES256", "EdDSA"} <= set(advertised)
    assert metadata["revocation_endpoint_auth_signing_alg_values_supported"] == advertised


@pytest.fixture
def site() -> Iterator[Answers]:
    with serving(Answers()) as server:
        yield server


def publish_keys(site: Answers, *keys: Key) -> str:
    jwks = {"keys": [key.as_dict(private=False) for key in keys]}
    return site.serve("/jwks.json", json.dumps(jwks).encode())


@pytest.fixture
def chatgpt(app: Flask, site: Answers, user: object, clock: StandingClock) -> Journey:  # noqa: ARG001 -- the user must exist
    """A client like ChatGPT: it prefers to sign, and lists `none` too."""
    url = site.url("/oauth/client.json")
    document = {
        "client_id": url,
        "client_uri": "https://chatgpt.com/",
        "client_name": "ChatGPT",
        "redirect_uris": ["https://client.example/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg": "RS256",
        "jwks_uri": publish_keys(site, KEYS["RS256"]),
    }
    site.serve("/oauth/client.json", json.dumps(document).encode())
    return Journey(app.test_client(), ClientCredentials(url, None))


@both_databases
def test_chatgpt_signs_in_without_an_assertion(chatgpt: Journey) -> None:
    assert chatgpt.call(chatgpt.grant()["access_token"]).status_code == 200


@both_databases
def test_chatgpt_signs_in_with_an_assertion(
    chatgpt: Journey, clock: StandingClock, site: Answers
) -> None:
    signer = Signer(chatgpt.credentials.client_id, clock)
    chatgpt.sign_in()
    answer = chatgpt.redeem(chatgpt.code(), **signer.sign("RS256")).get_json()
    again = chatgpt.refresh(answer["refresh_token"], **signer.sign("RS256")).get_json()
    assert chatgpt.call(again["access_token"]).status_code == 200
    assert [path for path, _ in site.asked] == ["/oauth/client.json", "/jwks.json"]


@pytest.mark.requirement("rfc7523-3.2-invalid-client")
def test_a_bad_assertion_of_chatgpt_is_not_taken_for_none_and_the_code_lives_on(
    chatgpt: Journey, clock: StandingClock
) -> None:
    signer = Signer(chatgpt.credentials.client_id, clock)
    chatgpt.sign_in()
    code = chatgpt.code()
    assert is_refused(chatgpt.redeem(code, **signer.sign("RS256", STRANGER)))
    assert is_refused(chatgpt.redeem(code, client_assertion="x"))
    assert chatgpt.redeem(code).status_code == 200


def test_an_algorithm_the_client_did_not_register_is_refused(
    chatgpt: Journey, clock: StandingClock, site: Answers
) -> None:
    publish_keys(site, *KEYS.values())
    signer = Signer(chatgpt.credentials.client_id, clock)
    assert is_refused(chatgpt.refresh("x", **signer.sign("ES256")))


def test_consent_is_asked_each_time_of_a_client_that_may_come_without_proof(
    chatgpt: Journey,
) -> None:
    chatgpt.grant()
    assert chatgpt.http.get(chatgpt.authorize_url()).status_code == 200


def test_new_keys_are_fetched_once_when_an_assertion_names_one(
    chatgpt: Journey, clock: StandingClock, site: Answers
) -> None:
    signer = Signer(chatgpt.credentials.client_id, clock)
    chatgpt.refresh("x", **signer.sign("RS256"))
    new = RSAKey.generate_key(2048, {"kid": "new"})
    publish_keys(site, new)
    clock.advance(60)
    response = chatgpt.refresh("x", **signer.sign("RS256", new))
    assert response.get_json()["error"] == "invalid_grant"  # the client is right
    for number in range(3):
        unknown = RSAKey.import_key(new.as_dict(private=True), {"kid": f"unknown {number}"})
        assert is_refused(chatgpt.refresh("x", **signer.sign("RS256", unknown)))
    assert [path for path, _ in site.asked].count("/jwks.json") == 2


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"keys": []}', b'{"keys": [{"kty": "RSA", "d": "AQAB"}]}', b"x" * 40_000]
)
def test_keys_that_cannot_be_used_verify_nothing(
    chatgpt: Journey, clock: StandingClock, site: Answers, body: bytes
) -> None:
    site.serve("/jwks.json", body)
    signer = Signer(chatgpt.credentials.client_id, clock)
    assert is_refused(chatgpt.refresh("x", **signer.sign("RS256")))


def test_while_the_keys_cannot_be_fetched_those_kept_go_on(
    chatgpt: Journey, clock: StandingClock, site: Answers
) -> None:
    signer = Signer(chatgpt.credentials.client_id, clock)
    chatgpt.refresh("x", **signer.sign("RS256"))
    site.answers.pop("/jwks.json")
    clock.advance(3600)
    response = chatgpt.refresh("x", **signer.sign("RS256"))
    assert response.get_json()["error"] == "invalid_grant"


def test_a_site_that_is_away_is_asked_for_its_keys_once_a_minute(
    chatgpt: Journey, clock: StandingClock, site: Answers
) -> None:
    """Whatever ids a stranger tries: each question may hold a request up for seconds."""
    signer = Signer(chatgpt.credentials.client_id, clock)
    chatgpt.refresh("x", **signer.sign("RS256"))
    site.answers.pop("/jwks.json")
    asked = []
    for seconds in (3600, 0, 59, 1):
        clock.advance(seconds)
        for key in (KEYS["RS256"], RSAKey.generate_key(2048, {"kid": f"after {seconds}"})):
            chatgpt.refresh("x", **signer.sign("RS256", key))
        asked.append([path for path, _ in site.asked].count("/jwks.json"))
    assert asked == [2, 2, 2, 3]


def test_one_key_that_cannot_be_read_does_not_spoil_the_others(
    chatgpt: Journey, clock: StandingClock, site: Answers
) -> None:
    bad: list[dict[str, Any]] = [{"kty": "RSA", "kid": "rsa", "n": "!", "e": 1}, {}, {"kty": "PQC"}]
    keys = [*bad, KEYS["RS256"].as_dict(private=False)]
    site.serve("/jwks.json", json.dumps({"keys": keys}).encode())
    signer = Signer(chatgpt.credentials.client_id, clock)
    response = chatgpt.refresh("x", **signer.sign("RS256"))
    assert response.get_json()["error"] == "invalid_grant"


def test_a_key_that_is_too_short_verifies_nothing(
    chatgpt: Journey, clock: StandingClock, site: Answers
) -> None:
    weak = weak_key()
    publish_keys(site, weak)
    signer = Signer(chatgpt.credentials.client_id, clock)
    assert is_refused(chatgpt.refresh("x", **signer.sign("RS256", weak)))


def weak_key() -> RSAKey:
    with pytest.warns(SecurityWarning):
        return RSAKey.generate_key(1024, {"kid": "weak"})
