"""Signing keys: ES256, and RS256 for clients that ask; sealed at rest, rotated, published.

The private half is sealed under a key derived from SECRET_KEY, so a copy of the database signs
nothing. A retired key signs no more and stays published as long as anything it signed may live.
"""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey
from sqlalchemy import select

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.models import SigningKey

ES256 = "ES256"
RS256 = "RS256"
ALGORITHMS = (ES256, RS256)

RSA_BITS = 2048
NONCE_BYTES = 12
INFO = b"plugin_oauth signing keys v1"
CACHE_SECONDS = 60  # how long a process may go on signing with a key that was rotated elsewhere

_CACHE = "plugin_oauth_signing_keys"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key, ready to sign."""

    kid: str
    algorithm: str
    key: Key

    def sign(self, claims: dict[str, Any], *, typ: str) -> str:
        """Return the compact JWS of the claims."""
        header = {"alg": self.algorithm, "typ": typ, "kid": self.kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key, and the one algorithm that it verifies."""

    algorithm: str
    key: Key


def signer(algorithm: str = ES256) -> Signer:
    """Return the key that signs now; makes one if there is none, or none that can be opened."""
    cache: dict[str, tuple[datetime, Signer]] = current_app.extensions.setdefault(_CACHE, {})
    loaded_at, cached = cache.get(algorithm, (None, None))
    if cached and loaded_at and (now() - loaded_at).total_seconds() < CACHE_SECONDS:
        return cached
    loaded = _load_signer(algorithm)
    if loaded is None:
        return make_key(algorithm)  # not kept: its transaction may yet be rolled back
    cache[algorithm] = (now(), loaded)
    return loaded


def _load_signer(algorithm: str) -> Signer | None:
    query = (
        select(SigningKey)
        .where(SigningKey.algorithm == algorithm, SigningKey.retired_at.is_(None))
        .order_by(SigningKey.created_at.desc(), SigningKey.kid)
    )
    for row in db.session.scalars(query):
        private = _unseal(row.sealed_private_key, row.kid)
        if private is not None:
            return Signer(row.kid, algorithm, _import(algorithm, private))
    return None


def make_key(algorithm: str) -> Signer:
    """Store a new key and return it."""
    kid = secrets.token_hex(8)
    key = RSAKey.generate_key(RSA_BITS) if algorithm == RS256 else ECKey.generate_key("P-256")
    public = {**key.as_dict(private=False), "kid": kid, "use": "sig", "alg": algorithm}
    db.session.add(
        SigningKey(
            kid=kid,
            algorithm=algorithm,
            public_jwk=public,
            sealed_private_key=_seal(json.dumps(key.as_dict(private=True)).encode(), kid),
            created_at=now(),
        )
    )
    db.session.flush()
    return Signer(kid, algorithm, key)


def make_missing_keys() -> None:
    """Make the keys that are not there, so that the first signature need not wait for one."""
    for algorithm in ALGORITHMS:
        if _load_signer(algorithm) is None:
            make_key(algorithm)


def rotate_keys() -> list[str]:
    """Retire the keys that sign now, make new ones, and return the new key ids."""
    for row in list_keys():
        row.retired_at = row.retired_at or now()
    current_app.extensions.pop(_CACHE, None)
    record_event(Event.KEYS_ROTATED)
    return [make_key(algorithm).kid for algorithm in ALGORITHMS]


def list_keys() -> Sequence[SigningKey]:
    return db.session.scalars(
        select(SigningKey).order_by(SigningKey.created_at, SigningKey.kid)
    ).all()


def can_sign(row: SigningKey) -> bool:
    """Tell whether the key is not retired, and was sealed under this SECRET_KEY."""
    return row.retired_at is None and _unseal(row.sealed_private_key, row.kid) is not None


def is_published(row: SigningKey) -> bool:
    """Tell whether the key signs, or something that it signed may still live."""
    lifetime = timedelta(seconds=current_app.config["ACCESS_TOKEN_LIFETIME"] + CACHE_SECONDS)
    return row.retired_at is None or now() < row.retired_at + lifetime


def published_keys() -> list[dict[str, Any]]:
    """Return the public keys of the JWKS document (RFC 7517 section 5)."""
    return [row.public_jwk for row in list_keys() if is_published(row)]


def find_verifier(kid: str) -> Verifier | None:
    """Return the public half of any key we ever had, or None; a hint may be older than its key."""
    row = db.session.get(SigningKey, kid)
    return Verifier(row.algorithm, _import(row.algorithm, row.public_jwk)) if row else None


def _import(algorithm: str, jwk: dict[str, Any]) -> Key:
    return RSAKey.import_key(jwk) if algorithm == RS256 else ECKey.import_key(jwk)


def _sealing_key() -> bytes:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return HKDF(SHA256(), length=32, salt=None, info=INFO).derive(secret)


def _seal(private: bytes, kid: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_sealing_key()).encrypt(nonce, private, kid.encode())


def _unseal(sealed: bytes, kid: str) -> dict[str, Any] | None:
    nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return cast(
            dict[str, Any], json.loads(AESGCM(_sealing_key()).decrypt(nonce, text, kid.encode()))
        )
    except InvalidTag:
        # Sealed under another SECRET_KEY: it verifies what it signed, and signs no more.
        return None


def base64url(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
