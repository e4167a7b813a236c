"""DPoP proofs (RFC 9449 section 4.3): which are refused, which pass, and that each counts once."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import ECKey, OctKey, OKPKey

from plugin_oauth.oauth.models import spent_ids
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey
from tests.oauth.conftest import Stored
from tests.oauth.proofs import ORIGIN, Prover, base64url, redeem

NOON = 1772366400  # when the standing clock starts


@pytest.fixture
def prover(clock: StandingClock) -> Prover:
    return Prover(clock)


P384, X25519, OCT = (
    ECKey.generate_key("P-384"),
    OKPKey.generate_key("X25519"),
    OctKey.generate_key(),
)
SMALL = rsa.generate_private_key(65537, 1024).public_key().public_numbers()  # noqa: S505 -- to be refused
WEAK = {"kty": "RSA", "e": "AQAB", "n": base64url(SMALL.n.to_bytes(128))}
DEEP: list[Any] = []
for _ in range(50):
    DEEP = [DEEP]

BAD_HEADERS: dict[str, dict[str, Any]] = {
    "another type": {"typ": "JWT"},
    "no type": {"typ": None},
    "a type that is no text": {"typ": ["dpop+jwt"]},
    "no algorithm": {"alg": None},
    "alg none": {"alg": "none"},
    "a symmetric algorithm": {"alg": "HS256"},
    "an algorithm that is a list": {"alg": ["ES256"]},
    "an algorithm of another key": {"alg": "RS256"},
    "no key": {"jwk": None},
    "a key that is text": {"jwk": "key"},
    "an empty key": {"jwk": {}},
    "a kind of key that is a list": {"jwk": {"kty": ["EC"]}},
    "a point off the curve": {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
    "numbers for a point": {"jwk": {"kty": "EC", "crv": "P-256", "x": 1, "y": 2}},
    "an unknown curve": {"jwk": {"kty": "EC", "crv": "P-257", "x": "AA", "y": "AA"}},
    "another curve": {"jwk": P384.as_dict(private=False)},
    "a key for agreement": {"alg": "EdDSA", "jwk": X25519.as_dict(private=False)},
    "a symmetric key": {"jwk": OCT.as_dict()},
    "a weak key": {"alg": "RS256", "jwk": WEAK},
    "a weak key with zeros before it": {"alg": "RS256", "jwk": WEAK | {"n": "A" * 400 + WEAK["n"]}},
    "an empty RSA key": {"alg": "RS256", "jwk": {"kty": "RSA", "n": "", "e": ""}},
    "another key": {"jwk": ECKey.generate_key("P-256").as_dict(private=False)},
    "an extension that must be understood": {"crit": ["exp"], "exp": 1},
    "an unencoded payload": {"b64": False},
    "deep nesting": {"x": DEEP},
    "a lone surrogate": {"x": "\ud800"},
    "a header without end": {"x": "x" * 9000},
}


@pytest.mark.requirement("rfc9449-4.3-header")
@pytest.mark.parametrize("header", BAD_HEADERS.values(), ids=BAD_HEADERS.keys())
def test_a_proof_with_a_bad_header_is_refused_and_burns_nothing(
    journey: Journey, prover: Prover, header: dict[str, Any]
) -> None:
    journey.sign_in()
    code = journey.code()
    refused = redeem(journey, prover, code, header=header)
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_dpop_proof")
    assert redeem(journey, prover, code).status_code == 200


@pytest.mark.requirement("rfc9449-4.3-header")
def test_a_key_that_shows_its_private_part_is_no_key(journey: Journey, prover: Prover) -> None:
    journey.sign_in()
    shown = {"jwk": prover.key.as_dict(private=True)}
    refused = redeem(journey, prover, journey.code(), header=shown)
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_dpop_proof")


BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "another method": {"htm": "GET"},
    "the method in lower case": {"htm": "post"},
    "no method": {"htm": None},
    "another path": {"htu": f"{ORIGIN}/revoke"},
    "another host": {"htu": "http://other.example/token"},
    "another scheme": {"htu": "https://localhost:5003/token"},
    "a broken URL": {"htu": "http://[::1/token"},
    "a URL that is no text": {"htu": 5},
    "no URL": {"htu": None},
    "too old": {"iat": NOON - 61},
    "from the future": {"iat": NOON + 61},
    "a time that is text": {"iat": str(NOON)},
    "a time that is true": {"iat": True},
    "a time that is no number": {"iat": float("nan")},
    "a time without end": {"iat": 10**400},
    "an infinite time": {"iat": float("inf")},
    "no time": {"iat": None},
    "no id": {"jti": None},
    "an empty id": {"jti": ""},
    "an id that is a number": {"jti": 5},
    "an id without end": {"jti": "x" * 257},
}


@pytest.mark.requirement("rfc9449-4.3-claims")
@pytest.mark.parametrize("claims", BAD_CLAIMS.values(), ids=BAD_CLAIMS.keys())
def test_a_proof_with_bad_claims_is_refused_and_burns_nothing(
    journey: Journey, prover: Prover, claims: dict[str, Any]
) -> None:
    journey.sign_in()
    code = journey.code()
    refused = redeem(journey, prover, code, **claims)
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_dpop_proof")
    assert redeem(journey, prover, code).status_code == 200


GOOD_CLAIMS: dict[str, dict[str, Any]] = {
    "a minute old": {"iat": NOON - 60},
    "a minute early": {"iat": NOON + 60},
    "a fraction of a second": {"iat": NOON + 0.5},
    "a query": {"htu": f"{ORIGIN}/token?a=b"},
    "a fragment": {"htu": f"{ORIGIN}/token#a"},
    "an upper-case host": {"htu": "HTTP://LOCALHOST:5003/token"},
    "an escaped letter": {"htu": f"{ORIGIN}/t%6fken"},
    "a nonce nobody asked for": {"nonce": "a nonce"},
    "more than is needed": {"aud": "anybody", "nbf": 5},
}


@pytest.mark.requirement("rfc9449-4.3-uri-normalized")
@pytest.mark.parametrize("claims", GOOD_CLAIMS.values(), ids=GOOD_CLAIMS.keys())
def test_a_proof_may_be_spelled_differently(
    journey: Journey, prover: Prover, claims: dict[str, Any]
) -> None:
    journey.sign_in()
    assert redeem(journey, prover, journey.code(), **claims).status_code == 200


GARBAGE = ["x", "a.b", "a.b.c", "..", "e30.e30.", "é.é.é", "e30.e30.AAAA", "a.b.c.d", "W10.W10.AA"]


@pytest.mark.parametrize("value", GARBAGE)
def test_what_is_no_proof_is_refused(journey: Journey, value: str) -> None:
    journey.sign_in()
    refused = journey.http.post(
        "/token", data=journey.redemption(journey.code()), headers={"DPoP": value}
    )
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_dpop_proof")


@pytest.mark.requirement("rfc9449-4.3-one-proof")
def test_two_proofs_are_none(journey: Journey, prover: Prover) -> None:
    journey.sign_in()
    headers = [*prover.at_token().items(), *prover.at_token().items()]
    refused = journey.http.post("/token", data=journey.redemption(journey.code()), headers=headers)
    assert refused.get_json()["error"] == "invalid_dpop_proof"


@pytest.mark.requirement("rfc9449-11.1-replay")
@both_databases
def test_a_proof_used_twice_is_refused(journey: Journey, prover: Prover) -> None:
    journey.sign_in()
    headers = prover.at_token()
    first = journey.http.post("/token", data=journey.redemption(journey.code()), headers=headers)
    again = journey.http.post("/token", data=journey.redemption(journey.code()), headers=headers)
    assert first.status_code == 200
    assert again.get_json()["error"] == "invalid_dpop_proof"


def test_two_keys_may_use_the_same_id(journey: Journey, clock: StandingClock) -> None:
    journey.sign_in()
    answers = [redeem(journey, Prover(clock), journey.code(), jti="one") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_an_id_is_remembered_until_its_proof_is_too_old(
    journey: Journey, prover: Prover, clock: StandingClock, stored: Stored
) -> None:
    """A proof from the future is good for its own minute and the one before it."""
    journey.sign_in()
    headers = prover.at_token(iat=NOON + 60)
    journey.http.post("/token", data=journey.redemption(journey.code()), headers=headers)
    remembered = min(row["expires_at"] for row in stored(spent_ids))
    assert remembered - clock() == timedelta(seconds=120)
