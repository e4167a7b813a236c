"""A client that signs (RFC 7523), with every part of an assertion open to change."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from plugin_oauth.oauth.private_key_jwt import ASSERTION_TYPE
from tests.conftest import StandingClock

ISSUER = "http://localhost:5003"
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
KEYS: dict[str, Key] = {
    "RS256": RSA,
    "ES256": ECKey.generate_key("P-256", {"kid": "ec"}),
    "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "ed"}),
}
JWKS = {"keys": [key.as_dict(private=False) for key in KEYS.values()]}


def encoded(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


class Signer:
    """A client's back end: makes assertions, each with an id of its own."""

    def __init__(self, client_id: str, clock: StandingClock) -> None:
        self.client_id = client_id
        self.clock = clock
        self.made = 0

    def claims(self, **changes: Any) -> dict[str, Any]:
        self.made += 1
        moment = int(self.clock().timestamp())
        said = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": f"{ISSUER}/token",
            "iat": moment,
            "exp": moment + 60,
            "jti": f"id {self.made}",
        }
        return {name: value for name, value in (said | changes).items() if value is not None}

    def sign(
        self,
        algorithm: str = "ES256",
        key: Key | None = None,
        header: dict[str, Any] | None = None,
        **changes: Any,
    ) -> dict[str, str]:
        """Return the parameters that carry an assertion."""
        key = key or KEYS[algorithm]
        said = {"alg": algorithm, "kid": key.kid, **(header or {})}
        said = {name: value for name, value in said.items() if value is not None}
        signed = f"{encoded(said)}.{encoded(self.claims(**changes))}"
        signature = JWSRegistry.algorithms[algorithm].sign(signed.encode(), key)
        compact = f"{signed}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": compact}
