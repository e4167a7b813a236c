"""ID tokens (OpenID Connect Core section 2): issued with the code's tokens, read back as a hint."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app

from plugin_oauth.clock import now
from plugin_oauth.oauth.jws import InvalidJwsError, read_header, verify
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.scopes import OPENID
from plugin_oauth.oauth.signing_keys import base64url, find_verifier, signer

TYP = "JWT"
CLAIMS = ("iss", "sub", "aud", "iat", "exp", "auth_time", "at_hash", "nonce")


def wants_id_token(scope: str) -> bool:
    """Tell whether a granted scope makes the request one of OpenID Connect."""
    return OPENID.name in scope.split()


def make_id_token(
    client: Client, user_id: UUID, *, auth_time: datetime, nonce: str | None, access_token: str
) -> str:
    """Return the ID token, signed as the client was registered; it lives like an access token."""
    issued_at = now()
    lifetime = timedelta(seconds=current_app.config["ACCESS_TOKEN_LIFETIME"])
    claims: dict[str, Any] = {
        "iss": current_app.config["BASE_URL"],
        "sub": str(user_id),
        "aud": client.client_id,
        "iat": int(issued_at.timestamp()),
        "exp": int((issued_at + lifetime).timestamp()),
        "auth_time": int(auth_time.timestamp()),
        "at_hash": left_half(access_token),
    }
    if nonce is not None:
        claims["nonce"] = nonce
    return signer(client.id_token_signed_response_alg).sign(claims, typ=TYP)


def left_half(token: str) -> str:
    """Return the hash that ties a token to the ID token (section 3.1.3.6); ours all use SHA-256."""
    hashed = hashlib.sha256(token.encode("ascii")).digest()
    return base64url(hashed[: len(hashed) // 2])


@dataclass(frozen=True, slots=True)
class Hint:
    """Whom an ID token of ours was issued for, and to which client; it may have expired."""

    user_id: UUID
    client_id: str


def read_hint(id_token: str) -> Hint | None:
    """Return what an id_token_hint says if we signed it as an ID token, however long ago."""
    try:
        header = read_header(id_token)
        verifier = find_verifier(str(header.get("kid", "")))
        if verifier is None or header.get("typ") != TYP:
            return None
        claims = verify(id_token, verifier.key, verifier.algorithm)
        if claims["iss"] != current_app.config["BASE_URL"]:
            return None
        return Hint(UUID(claims["sub"]), str(claims["aud"]))
    except (InvalidJwsError, KeyError, ValueError):
        return None
