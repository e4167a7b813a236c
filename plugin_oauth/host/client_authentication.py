"""How the client proves itself at an endpoint of the authorization server (RFC 6749 section 2.3).

client_secret_post     id and secret in the body: plugins, and Actions by default
client_secret_basic    both in the Authorization header: Actions, if their editor says so
none                   the id alone; PKCE does the rest
private_key_jwt        a signed assertion (RFC 7523 section 2.2)
"""

import base64
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from joserfc import jwt
from joserfc.jwk import RSAKey

from plugin_oauth.host.masking import Masking

POST = "client_secret_post"
BASIC = "client_secret_basic"
NONE = "none"
PRIVATE_KEY_JWT = "private_key_jwt"

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS = 60


@dataclass(frozen=True)
class Credentials:
    """What the client has to show, and how it shows it.

    `assertion` is one made beforehand; without it each request gets a new one, signed by the key.
    """

    client_id: str
    method: str = POST
    secret: str = field(default="", repr=False)
    key: RSAKey | None = field(default=None, repr=False)
    assertion: str = field(default="", repr=False)


def prove(
    credentials: Credentials, audience: str, masking: Masking
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what goes into the body and into the headers of a request to the audience."""
    client_id = credentials.client_id
    if credentials.method == BASIC:
        return {}, {"authorization": f"Basic {make_basic(client_id, credentials.secret, masking)}"}
    if credentials.method == PRIVATE_KEY_JWT:
        assertion = credentials.assertion or make_assertion(credentials, audience)
        masking.conceal(assertion)
        fields = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
        return {"client_id": client_id, **fields}, {}
    if credentials.method == NONE:
        return {"client_id": client_id}, {}
    return {"client_id": client_id, "client_secret": credentials.secret}, {}


def make_basic(client_id: str, secret: str, masking: Masking) -> str:
    """Return the value of Basic; both halves are form-encoded first (RFC 6749 section 2.3.1)."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    value = base64.b64encode(pair.encode()).decode()
    masking.conceal(value)
    return value


def make_assertion(credentials: Credentials, audience: str) -> str:
    """Return an assertion for one request (RFC 7523 section 3), signed by RS256 as ChatGPT does."""
    return sign_claims(credentials, make_claims(credentials.client_id, audience))


def make_claims(client_id: str, audience: str) -> dict[str, str | int]:
    """Return the claims of an assertion for one request, good for a minute."""
    now = int(time.time())
    return {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": now,
        "exp": now + _ASSERTION_SECONDS,
        "jti": secrets.token_urlsafe(16),
    }


def sign_claims(credentials: Credentials, claims: Mapping[str, str | int]) -> str:
    """Return the claims as a JWT, signed by the client's key."""
    if credentials.key is None:
        raise ValueError("private_key_jwt needs a key")
    header = {"alg": "RS256", "kid": credentials.key.kid, "typ": "JWT"}
    return jwt.encode(header, dict(claims), credentials.key)
