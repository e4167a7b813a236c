"""Demonstrating proof of possession (RFC 9449), for clients that use it.

Checks of a proof, in the order they run; each failure is invalid_dpop_proof unless it says another:

    one DPoP header, a compact JWS of at most 8 KiB
    typ dpop+jwt, an asymmetric algorithm, a public key and no private part in the header
    the signature
    htm and htu are this request's
    iat within PROOF_SECONDS of now
    jti is there
    ath, where an access token is presented, is its digest
    nonce, where the setting asks for one, is a live one    use_dpop_nonce
    jti was not seen before

The one-time id is spent last, when everything else about the request is right (spend_proof).
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import current_app, request
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from plugin_oauth.clock import now
from plugin_oauth.oauth.jws import InvalidJwsError, read_header, verify
from plugin_oauth.oauth.signing_keys import RSA_BITS, base64url
from plugin_oauth.oauth.spent_ids import spend

# Each algorithm with the kind of key it takes; Ed25519 is the newer name of EdDSA (RFC 9864).
KEY_TYPES: dict[str, Any] = {"ES256": ECKey, "RS256": RSAKey, "EdDSA": OKPKey, "Ed25519": OKPKey}
ALGORITHMS = list(KEY_TYPES)
PRIVATE_PARTS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})

PROOF_SECONDS = 60  # how far a client's clock may be off, either way
MAXIMUM_ID = 256  # characters of a jti
VISIBLE = re.compile(r"[\x21-\x7e]+")
NONCE_SECONDS = 300  # a nonce lives for this period and the next


class InvalidDpopProofError(OAuth2Error):
    """RFC 9449 section 5."""

    error = "invalid_dpop_proof"


class UseDpopNonceError(OAuth2Error):
    """RFC 9449 section 8: come again with the nonce of this answer."""

    error = "use_dpop_nonce"
    description = "Send a new proof with the nonce of the DPoP-Nonce header."

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), ("DPoP-Nonce", make_nonce())]


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof whose signature verifies under its own key; its claims are not judged yet."""

    claims: dict[str, Any]
    jkt: str  # the thumbprint of its key (RFC 7638)


def has_proof() -> bool:
    return "DPoP" in request.headers


def check_proof(access_token: str | None = None) -> Proof:
    """Return the request's proof if it is good, not spent yet; raises as listed above."""
    values = request.headers.getlist("DPoP")
    if len(values) != 1 or "," in values[0]:
        raise InvalidDpopProofError("There must be one DPoP header with one proof.")
    proof = read_proof(values[0])
    check_request(proof)
    check_time(proof)
    check_id(proof)
    if access_token is not None:
        check_access_token(proof, access_token)
    check_nonce(proof)
    return proof


def read_proof(compact: str) -> Proof:
    """Return the proof with its signature verified under its own key."""
    try:
        header = read_header(compact)
    except InvalidJwsError:
        raise InvalidDpopProofError("The proof is not a compact JWS of at most 8 KiB.") from None
    algorithm = header.get("alg")
    if header.get("typ") != "dpop+jwt" or algorithm not in ALGORITHMS:
        known = ", ".join(ALGORITHMS)
        raise InvalidDpopProofError(
            f"The proof must be of type dpop+jwt, signed by one of {known}."
        )
    key = _import_key(header.get("jwk"), str(algorithm))
    try:
        return Proof(verify(compact, key, str(algorithm)), str(key.thumbprint()))
    except InvalidJwsError:
        raise InvalidDpopProofError("The proof's signature does not verify.") from None


def _import_key(jwk: Any, algorithm: str) -> Key:
    """Return the public key of a proof's header; a private one must not travel."""
    try:
        if PRIVATE_PARTS & jwk.keys():
            raise InvalidDpopProofError("The proof must carry a public key, and nothing private.")
        # Only the key itself: what else the header says of it (use, key_ops) decides nothing here.
        members = {name: jwk[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in jwk}
        if members.get("kty") == "RSA" and len(members["n"].lstrip("A")) * 6 < RSA_BITS:
            raise InvalidDpopProofError(f"An RSA key has at least {RSA_BITS} bits.")
        key: Key = KEY_TYPES[algorithm].import_key(members)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise InvalidDpopProofError("The proof must carry its public key, as a JWK.") from None
    return key


def check_request(proof: Proof) -> None:
    """Raise InvalidDpopProofError unless htm and htu name this request (section 4.3)."""
    ours = f"{current_app.config['BASE_URL']}{request.path}"
    if proof.claims.get("htm") != request.method or not is_same_url(proof.claims.get("htu"), ours):
        raise InvalidDpopProofError("The proof was made for another request: see htm and htu.")


def is_same_url(htu: object, ours: str) -> bool:
    """Compare without query and fragment, the host in any case, the path as the router reads it."""
    if not isinstance(htu, str) or not VISIBLE.fullmatch(htu):
        return False  # the parser would skip tabs and line ends
    try:
        parts = urlsplit(htu)
    except ValueError:
        return False
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{unquote(parts.path)}" == ours


def check_time(proof: Proof) -> None:
    """Raise InvalidDpopProofError unless the proof was made just now."""
    made, moment = proof.claims.get("iat"), now().timestamp()
    # Compared, never subtracted: a number of JSON may be too long for a float.
    if not isinstance(made, (int, float)) or not (
        moment - PROOF_SECONDS <= made <= moment + PROOF_SECONDS
    ):
        raise InvalidDpopProofError("The proof is too old, or from the future: see iat.")


def check_id(proof: Proof) -> None:
    """Raise InvalidDpopProofError if the proof has no usable jti."""
    jti = proof.claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= MAXIMUM_ID:
        raise InvalidDpopProofError(f"The proof must have a jti of 1 to {MAXIMUM_ID} characters.")


def check_access_token(proof: Proof, access_token: str) -> None:
    """Raise InvalidDpopProofError unless ath is the digest of the token presented."""
    expected = base64url(hashlib.sha256(access_token.encode()).digest())
    presented = proof.claims.get("ath")
    if not isinstance(presented, str) or not hmac.compare_digest(
        presented.encode(), expected.encode()
    ):
        raise InvalidDpopProofError("The proof was made for another access token: see ath.")


def make_nonce() -> str:
    """Return the nonce of this moment: the period signed, so that no table is needed."""
    return _nonce_of(int(now().timestamp()) // NONCE_SECONDS)


def _nonce_of(period: int) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return base64url(hmac.digest(key, f"dpop nonce {period}".encode(), "sha256"))


def check_nonce(proof: Proof) -> None:
    """Raise UseDpopNonceError if a nonce is asked for and the proof has no live one."""
    if not current_app.config["DPOP_NONCE"]:
        return
    period = int(now().timestamp()) // NONCE_SECONDS
    if proof.claims.get("nonce") not in [_nonce_of(period), _nonce_of(period - 1)]:
        raise UseDpopNonceError()


def spend_proof(proof: Proof) -> None:
    """Spend the proof's id; raises InvalidDpopProofError if somebody brought it before."""
    # A proof from the future is good until its own minute is over, so this long it is remembered.
    expires_at = now() + timedelta(seconds=2 * PROOF_SECONDS)
    if not spend("dpop", proof.jkt, proof.claims["jti"], expires_at):
        raise InvalidDpopProofError("The proof was used before: see jti.")
