"""A client's public keys: registered, or fetched from its jwks_uri and kept in its row.

Fetched again when they have expired, and once when an assertion names a key that is not among them
(a host that changes keys); not more often than every REFETCH_SECONDS, whatever ids are tried.
"""

from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.freshness import fresh_until
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.outbound import FetchError, fetch_json
from plugin_oauth.oauth.strict_json import read_object

# Each algorithm with the kind and curve of its key; Ed25519 is the newer name of EdDSA (RFC 9864).
KEY_TYPES: dict[str, tuple[Any, str | None]] = {
    "RS256": (RSAKey, None),
    "ES256": (ECKey, "P-256"),
    "EdDSA": (OKPKey, "Ed25519"),
    "Ed25519": (OKPKey, "Ed25519"),
}
ALGORITHMS = list(KEY_TYPES)

MAXIMUM_KEYS = 20
MAXIMUM_JWKS = 32 * 1024  # bytes
RSA_BITS = range(2048, 8192 + 1)
REFETCH_SECONDS = 60
PRIVATE_PARTS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


def check_jwks(jwks: Mapping[str, Any]) -> dict[str, Any]:
    """Return the key set with nothing in it but its keys; raises ValueError."""
    keys = jwks.get("keys")
    if not isinstance(keys, list) or not 0 < len(keys) <= MAXIMUM_KEYS:
        raise ValueError(f"A key set has 1 to {MAXIMUM_KEYS} keys.")
    if not all(isinstance(key, dict) for key in keys):
        raise ValueError("A key is a JSON object.")
    if any(PRIVATE_PARTS & key.keys() for key in keys):
        raise ValueError("A key set holds public keys only.")
    return {"keys": keys}


def candidates(jwks: dict[str, Any] | None, algorithm: str, kid: str | None) -> Iterator[Key]:
    """Yield the keys of the set that may have signed in this way, under this id if there is one."""
    key_type, curve = KEY_TYPES[algorithm]
    for jwk in (jwks or {}).get("keys", ()):
        fits = jwk.get("kty") == key_type.key_type and curve in {None, jwk.get("crv")}
        if not fits or (kid is not None and jwk.get("kid") != kid):
            continue
        if jwk.get("use", "sig") != "sig" or jwk.get("alg", algorithm) != algorithm:
            continue
        try:
            if key_type is not RSAKey or bits_of(jwk) in RSA_BITS:
                yield key_type.import_key(jwk)
        except (JoseError, ValueError, TypeError, KeyError):
            continue  # one key we cannot read does not spoil the others


def bits_of(jwk: Mapping[str, Any]) -> int:
    """Return the bits of an RSA key: few are weak, many keep us busy; may raise."""
    encoded = str(jwk["n"])
    return int.from_bytes(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))).bit_length()


def has_key(client: Client, kid: str | None) -> bool:
    keys = (client.jwks or {}).get("keys", [])
    return bool(keys) if kid is None else any(key.get("kid") == kid for key in keys)


def refresh_keys(client_id: str, kid: str | None) -> None:
    """Fetch the client's keys if those kept are too old or this one is missing.

    Called before the request's unit of work (prefetch.py): it ends the transaction it looks in.
    Failing is no error here; the assertion will not verify then.
    """
    client = db.session.get(Client, client_id)
    if client is None or client.jwks_uri is None or not is_fetch_due(client, kid, now()):
        return
    jwks_uri = client.jwks_uri
    db.session.rollback()
    try:
        fetched = fetch_json(jwks_uri, MAXIMUM_JWKS)
        jwks = check_jwks(read_object(fetched.body))
    except (FetchError, ValueError) as error:
        current_app.logger.info("the keys of a client cannot be used: %s", error)
        keep_keys(client_id, jwks_uri, None, now() + timedelta(seconds=REFETCH_SECONDS))
        return
    keep_keys(client_id, jwks_uri, jwks, fresh_until(fetched))


def keep_keys(
    client_id: str, jwks_uri: str, fetched: dict[str, Any] | None, until: datetime
) -> None:
    """Keep what the address had, or, where it had nothing, go on with what was kept before.

    In either case it was asked just now. With nothing kept at all the next request asks again.
    """
    client = db.session.get(Client, client_id)
    jwks = fetched or (client.jwks if client is not None else None)
    if client is not None and client.jwks_uri == jwks_uri and jwks is not None:
        client.jwks, client.jwks_fetched_at, client.jwks_expires_at = jwks, now(), until
    db.session.commit()


def is_fetch_due(client: Client, kid: str | None, moment: datetime) -> bool:
    """Tell whether to ask the jwks_uri; keys that a developer put in are never asked for."""
    fetched_at, expires_at = client.jwks_fetched_at, client.jwks_expires_at
    if fetched_at is None:
        return client.jwks is None
    if expires_at is None or expires_at <= moment:
        return True
    return not has_key(client, kid) and moment >= fetched_at + timedelta(seconds=REFETCH_SECONDS)
