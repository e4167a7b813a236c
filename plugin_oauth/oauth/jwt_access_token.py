"""Signed access tokens (RFC 9068), for resource servers elsewhere; a setting, not the default.

Elsewhere nobody asks whether one was revoked, so it should live shortly. Here they are looked up in
the database like opaque ones.
"""

import secrets
from datetime import datetime
from typing import Any

from flask import current_app

from plugin_oauth.oauth.families import TokenTerms
from plugin_oauth.oauth.resources import audience
from plugin_oauth.oauth.signing_keys import signer

TYP = "at+jwt"


def make_jwt_access_token(terms: TokenTerms, issued_at: datetime, expires_at: datetime) -> str:
    """Return the token with the claims of RFC 9068 section 2.2."""
    family = terms.family
    claims: dict[str, Any] = {
        "iss": current_app.config["BASE_URL"],
        "sub": str(family.user_id),
        "aud": audience(terms.resource),
        "client_id": family.client_id,
        "scope": terms.scope,
        "iat": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
        "jti": secrets.token_urlsafe(16),
    }
    if family.auth_time is not None:
        claims["auth_time"] = int(family.auth_time.timestamp())
    if terms.dpop_jkt is not None:
        claims["cnf"] = {"jkt": terms.dpop_jkt}  # RFC 9449 section 6.1
    return signer().sign(claims, typ=TYP)
