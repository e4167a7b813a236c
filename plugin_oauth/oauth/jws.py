"""Compact JWS that others signed (RFC 7515): read without trust, then verified under one key.

Whoever calls names the one algorithm and the key; nothing in the header decides either. joserfc's
own registry stops at headers of 512 bytes, which a proof with an RSA key in it exceeds.
"""

from base64 import urlsafe_b64decode
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from joserfc.registry import Header

from plugin_oauth.oauth.strict_json import read_object

MAXIMUM_LENGTH = 8 * 1024  # characters


class InvalidJwsError(ValueError):
    """It is no compact JWS, or its signature does not verify under the key."""


class Registry(JWSRegistry):
    """joserfc's algorithms, without its warnings: what is allowed was decided before."""

    max_header_length = MAXIMUM_LENGTH

    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]

    def check_header(self, header: Header) -> None:
        """Refuse extensions that must be understood (RFC 7515 section 4.1.11): we know none."""
        if "crit" in header or "b64" in header:
            raise JoseError("extension")


_registry = Registry()


def read_header(compact: str) -> dict[str, Any]:
    """Return the header, which proves nothing yet; raises InvalidJwsError."""
    if len(compact) > MAXIMUM_LENGTH or compact.count(".") != 2:  # noqa: PLR2004 -- a compact JWS
        raise InvalidJwsError
    encoded = compact.partition(".")[0]
    try:
        return read_object(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except ValueError:
        raise InvalidJwsError from None


def verify(compact: str, key: Key, algorithm: str) -> dict[str, Any]:
    """Return the claims; raises InvalidJwsError unless this key signed them in this way."""
    if read_header(compact).get("alg") != algorithm:
        raise InvalidJwsError
    try:
        return read_object(jws.deserialize_compact(compact, key, registry=_registry).payload)
    except (JoseError, ValueError, TypeError):
        raise InvalidJwsError from None
