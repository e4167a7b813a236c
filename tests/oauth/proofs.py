"""A client that has a key and proves it (RFC 9449), with every part of a proof open to change."""

import hashlib
import itertools
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from werkzeug.test import TestResponse

from tests.conftest import StandingClock
from tests.journey import Journey

ORIGIN = "http://localhost:5003"

_ids = itertools.count()


def base64url(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass
class Prover:
    """The key, and proofs made with it at the time of the clock."""

    clock: StandingClock
    key: Key = field(default_factory=lambda: ECKey.generate_key("P-256"))
    algorithm: str = "ES256"

    @property
    def jkt(self) -> str:
        return str(self.key.thumbprint())

    def proof(
        self,
        method: str,
        path: str,
        *,
        access_token: str | None = None,
        header: dict[str, Any] | None = None,
        **changes: Any,
    ) -> str:
        """Return a proof; a change of None leaves the member out."""
        claims: dict[str, Any] = {
            "jti": f"id {next(_ids)}",
            "htm": method,
            "htu": f"{ORIGIN}{path}",
            "iat": int(self.clock().timestamp()),
        }
        if access_token is not None:
            claims["ath"] = base64url(hashlib.sha256(access_token.encode()).digest())
        head = {"typ": "dpop+jwt", "alg": self.algorithm, "jwk": self.key.as_dict(private=False)}
        return self.sign(_changed(head, header or {}), _changed(claims, changes))

    def sign(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        parts = [base64url(json.dumps(part).encode()) for part in (header, claims)]
        signed = ".".join(parts)
        return f"{signed}.{base64url(sign(self.key.private_key, signed.encode()))}"

    def at_token(self, **changes: Any) -> dict[str, str]:
        """Return the header with a proof for the token endpoint."""
        return {"DPoP": self.proof("POST", "/token", **changes)}

    def at(self, method: str, path: str, access_token: str, **changes: Any) -> dict[str, str]:
        """Return the headers of a call with a bound token."""
        proof = self.proof(method, path, access_token=access_token, **changes)
        return {"Authorization": f"DPoP {access_token}", "DPoP": proof}


def _changed(members: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (members | changes).items() if value is not None}


def sign(key: Any, message: bytes) -> bytes:
    """Sign as JWA says, with the key's own algorithm and nobody's checks in between."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
        size = (key.key_size + 7) // 8
        return r.to_bytes(size) + s.to_bytes(size)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, PKCS1v15(), SHA256())
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    return b"no signature"


def keys_of_every_algorithm() -> dict[str, Key]:
    ed = OKPKey.generate_key("Ed25519")
    return {
        "ES256": ECKey.generate_key("P-256"),
        "RS256": RSAKey.generate_key(2048),
        "EdDSA": ed,
        "Ed25519": ed,
    }


def redeem(journey: Journey, prover: Prover, code: str, **changes: Any) -> TestResponse:
    headers = prover.at_token(**changes)
    return journey.http.post("/token", data=journey.redemption(code), headers=headers)


def refresh(journey: Journey, refresh_token: str, headers: dict[str, str]) -> TestResponse:
    body = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return journey.http.post("/token", data=body | journey.credentials.body, headers=headers)


def bound(journey: Journey, prover: Prover) -> dict[str, Any]:
    """Sign in and return a token answer bound to the prover's key."""
    journey.sign_in()
    answer: dict[str, Any] = redeem(journey, prover, journey.code()).get_json()
    return answer


def call(journey: Journey, prover: Prover, access_token: str, **changes: Any) -> TestResponse:
    headers = prover.at("GET", "/api/tasks", access_token, **changes)
    return journey.http.get("/api/tasks", headers=headers)
