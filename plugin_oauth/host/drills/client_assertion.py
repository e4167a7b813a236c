"""Client assertions that prove nothing: expired, foreign, forged, repeated (RFC 7523 section 3)."""

import base64
import hmac
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from joserfc.jwk import RSAKey

from plugin_oauth.host.client_authentication import (
    PRIVATE_KEY_JWT,
    make_assertion,
    make_claims,
    sign_claims,
)
from plugin_oauth.host.drills.ground import check_refused, make_drill, new_code, read_tokens
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.oauth_client import Client
from plugin_oauth.host.remarks import Skipped
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.token_endpoint import authorization_code_request, refresh_token_request

SOURCE = "RFC 7523 section 3"
FOREIGN = "https://stand-in.invalid/token"
_LONG_AGO = 3600

# What servers call it: the proof failed, or what came with it is not worth a look.
_ERRORS = {"invalid_client", "invalid_grant", "invalid_request"}


def play_worthless(run: McpRun) -> Playing:
    yield from ()
    key = _find_key(run)
    request, code = new_code(run)
    tried = dict(_worthless(run.client, key))
    for what, assertion in tried.items():
        client = _showing(run.client, assertion)
        answer = authorization_code_request(run.wire, client, code, request)
        check_refused(answer, _ERRORS, f"the client's assertion {what}", SOURCE)
    return f"{len(tried)} of them, each refused"


def play_repeated(run: McpRun) -> Playing:
    yield from ()
    _find_key(run)
    client = _showing(run.client, make_assertion(run.client.credentials, run.client.token_url.text))
    request, code = new_code(run)
    tokens = read_tokens(run, authorization_code_request(run.wire, client, code, request))
    if not tokens.refresh_token:
        raise Skipped("the server gives no refresh token to ask for with it")
    answer = refresh_token_request(run.wire, client, tokens.refresh_token)
    what = "the client's assertion was used before"
    check_refused(answer, {"invalid_client"}, what, f"{SOURCE}, on jti")
    return "refused with invalid_client"


def _find_key(run: McpRun) -> RSAKey:
    """Return the key of the client; raises Skipped where it proves itself by none."""
    credentials = run.client.credentials
    if credentials.method != PRIVATE_KEY_JWT or credentials.key is None:
        raise Skipped("this client does not sign assertions")
    return credentials.key


def _showing(client: Client, assertion: str) -> Client:
    return replace(client, credentials=replace(client.credentials, assertion=assertion))


def _worthless(client: Client, key: RSAKey) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an assertion, and the assertion."""
    credentials, audience = client.credentials, client.token_url.text
    claims = make_claims(credentials.client_id, audience)
    long_ago = int(time.time()) - _LONG_AGO
    wrong: dict[str, dict[str, str | int]] = {
        "has expired": claims | {"iat": long_ago - 60, "exp": long_ago},
        "never expires": {name: value for name, value in claims.items() if name != "exp"},
        "is for another server": claims | {"aud": FOREIGN},
        "is another client's": claims | {"iss": FOREIGN, "sub": FOREIGN},
    }
    for what, changed in wrong.items():
        yield what, sign_claims(credentials, changed | {"jti": secrets.token_urlsafe(16)})
    stranger = RSAKey.generate_key(2048, {"kid": key.kid or ""})
    yield (
        "is signed by a stranger's key",
        make_assertion(replace(credentials, key=stranger), audience),
    )
    yield "is not signed", _unsigned(claims)
    yield "is signed by the public key as a secret", _confused(claims, key)


def _unsigned(claims: Mapping[str, object]) -> str:
    """Return a JWT of alg none (RFC 8725 section 2.1)."""
    return _encode({"alg": "none", "typ": "JWT"}, claims) + "."


def _confused(claims: Mapping[str, object], key: RSAKey) -> str:
    """Return a JWT for who takes a public key for a shared secret (RFC 8725 section 2.1)."""
    signed = _encode({"alg": "HS256", "kid": key.kid, "typ": "JWT"}, claims)
    digest = hmac.digest(key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{_base64url(digest)}"


def _encode(header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    return ".".join(_base64url(json.dumps(part).encode()) for part in (header, claims))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


DRILLS = (
    make_drill(
        "assertion-worthless",
        play_worthless,
        Drill(
            "assertions that are expired, another server's, another client's, forged or unsigned",
            "invalid_client for each",
            SOURCE,
        ),
    ),
    make_drill(
        "assertion-repeated",
        play_repeated,
        Drill("the assertion of a code exchange again, for a refresh", "invalid_client", SOURCE),
    ),
)
