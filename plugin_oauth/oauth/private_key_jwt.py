"""Client authentication by a signed assertion (RFC 7523 section 3, private_key_jwt).

Checks, in the order they run; each failure is invalid_client, and none falls back to no proof:

    a compact JWS of at most 8 KiB, of a kind that is an assertion
    an asymmetric algorithm; no key, no address of a key and no extension in the header
    the client registered for this algorithm, if it named one
    the signature, under one of the client's own keys
    iss and sub are the client
    aud is the issuer, the token endpoint or the endpoint called (RFC 9126 section 2)
    exp is there, not past and at most MAXIMUM_SECONDS away; nbf and iat are not in the future
    jti is there, and was not seen before

The id is spent last: a forged assertion must not use one up.
"""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, request

from plugin_oauth.clock import now
from plugin_oauth.oauth.client_keys import ALGORITHMS, candidates
from plugin_oauth.oauth.jws import InvalidJwsError, read_header, verify
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.spent_ids import spend
from plugin_oauth.oauth.strict_json import read_object

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

MAXIMUM_SECONDS = 300  # how long an assertion may live
SKEW_SECONDS = 60  # how far a client's clock may be off
MAXIMUM_ID = 256  # characters of a jti or kid
TYPES = frozenset({"jwt", "client-authentication+jwt"})
NEVER_IN_HEADER = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64"})


class InvalidAssertionError(ValueError):
    """The assertion proves nothing; the text is for the client's developer."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """An assertion as it came; who it says it is from only tells whose keys to try."""

    compact: str
    algorithm: str
    kid: str | None
    subject: str


def read_assertion(assertion_type: str | None, compact: str | None) -> Assertion:
    """Return the assertion of a request; raises InvalidAssertionError."""
    if assertion_type != ASSERTION_TYPE or compact is None:
        raise InvalidAssertionError(f"An assertion comes with its type, {ASSERTION_TYPE}.")
    try:
        header, claims = read_header(compact), _read_claims(compact)
    except ValueError:
        raise InvalidAssertionError("The assertion is not a compact JWS of claims.") from None
    check_header(header)
    return Assertion(compact, header["alg"], header.get("kid"), str(claims.get("sub", "")))


def _read_claims(compact: str) -> dict[str, Any]:
    encoded = compact.split(".")[1]
    return read_object(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))


def check_header(header: dict[str, Any]) -> None:
    """Raise InvalidAssertionError for a header that would let the sender choose how to verify."""
    if header.get("alg") not in ALGORITHMS:
        raise InvalidAssertionError(f"The assertion must be signed by {', '.join(ALGORITHMS)}.")
    if NEVER_IN_HEADER & header.keys():
        raise InvalidAssertionError("The assertion's header must carry no key and no extension.")
    if str(header.get("typ", "JWT")).lower() not in TYPES:
        raise InvalidAssertionError("The assertion is a JWT of another type.")
    kid = header.get("kid")
    if kid is not None and not (isinstance(kid, str) and 0 < len(kid) <= MAXIMUM_ID):
        raise InvalidAssertionError("The assertion's kid is not a short text.")


def accept_assertion(client: Client, assertion: Assertion) -> None:
    """Spend the assertion if it is the client's own; raises InvalidAssertionError."""
    check_registered_algorithm(client, assertion)
    claims = verify_claims(client, assertion)
    if claims.get("iss") != client.client_id or claims.get("sub") != client.client_id:
        raise InvalidAssertionError("iss and sub of the assertion must both be the client_id.")
    check_audience(claims)
    check_times(claims)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= MAXIMUM_ID:
        raise InvalidAssertionError("The assertion needs a jti.")
    ends = now() + timedelta(seconds=MAXIMUM_SECONDS + 2 * SKEW_SECONDS)
    if not spend("client_assertion", client.client_id, jti, ends):
        raise InvalidAssertionError("The assertion was used before.")


def check_registered_algorithm(client: Client, assertion: Assertion) -> None:
    """Raise InvalidAssertionError if the client registered for another algorithm."""
    registered = client.about.get("token_endpoint_auth_signing_alg")
    if registered is not None and registered != assertion.algorithm:
        raise InvalidAssertionError(f"This client signs its assertions by {registered}.")


def verify_claims(client: Client, assertion: Assertion) -> dict[str, Any]:
    """Return the claims; raises InvalidAssertionError unless a key of the client signed them."""
    for key in candidates(client.jwks, assertion.algorithm, assertion.kid):
        try:
            return verify(assertion.compact, key, assertion.algorithm)
        except InvalidJwsError:
            continue
    raise InvalidAssertionError("No key of the client verifies the assertion.")


def check_audience(claims: dict[str, Any]) -> None:
    """Raise InvalidAssertionError unless the assertion is for us."""
    issuer = current_app.config["BASE_URL"]
    ours = {issuer, f"{issuer}/", f"{issuer}/token", f"{issuer}{request.path}"}
    named = claims["aud"] if isinstance(claims.get("aud"), list) else [claims.get("aud")]
    if not any(isinstance(one, str) and one in ours for one in named):
        raise InvalidAssertionError("aud must be the issuer or the token endpoint.")


def check_times(claims: dict[str, Any]) -> None:
    """Raise InvalidAssertionError unless the assertion counts now, and not for long."""
    moment = now().timestamp()
    exp = _time(claims, "exp")
    if exp is None or exp <= moment - SKEW_SECONDS:
        raise InvalidAssertionError("The assertion has no exp, or has expired.")
    if exp > moment + MAXIMUM_SECONDS + SKEW_SECONDS:
        raise InvalidAssertionError(f"The assertion lives for more than {MAXIMUM_SECONDS} seconds.")
    for name in ("nbf", "iat"):
        begins = _time(claims, name)
        if begins is not None and begins > moment + SKEW_SECONDS:
            raise InvalidAssertionError(f"{name} of the assertion is in the future.")


def _time(claims: dict[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise InvalidAssertionError(f"{name} of the assertion is not a number of seconds.")
    return value
