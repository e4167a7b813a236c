"""The manifest's `auth` block: the four ways in which a plugin lets people in.

OpenAI plugin docs, authentication.
"""

from dataclasses import dataclass

from plugin_oauth.host.documents import Document, show
from plugin_oauth.host.oauth_client import FORM
from plugin_oauth.host.remarks import AUTHENTICATION, GETTING_STARTED, Failure
from plugin_oauth.host.urls import Url, read_url

AUTH_TYPES = ("none", "service_http", "user_http", "oauth")
CONTENT_TYPES = ("application/json", FORM)
_SCHEMES = {"bearer": "Bearer", "basic": "Basic"}


@dataclass(frozen=True)
class OAuthSettings:
    """Type oauth: people sign in at `client_url`."""

    client_url: Url
    token_url: Url  # called authorization_url in the manifest
    scope: str
    content_type: str
    kind: str = "oauth"


@dataclass(frozen=True)
class TokenSettings:
    """A token that is the same for each call: one for the service, one for each user, or none."""

    kind: str
    scheme: str = ""


Auth = OAuthSettings | TokenSettings


def read_auth(auth: Document) -> Auth:
    """Return the block's settings; raises Failure."""
    kind = auth.get("type")
    if kind not in AUTH_TYPES:
        raise Failure(
            f"auth.type is {show(kind)}, not one of {', '.join(AUTH_TYPES)}", AUTHENTICATION
        )
    if kind == "oauth":
        return _read_oauth(auth)
    if kind == "none":
        return TokenSettings(kind)
    scheme = auth.get("authorization_type")
    if not isinstance(scheme, str) or scheme not in _SCHEMES:
        raise Failure(
            f"auth.authorization_type is {show(scheme)}, not bearer or basic", AUTHENTICATION
        )
    return TokenSettings(kind, _SCHEMES[scheme])


def _read_oauth(auth: Document) -> OAuthSettings:
    content_type = auth.get("authorization_content_type")
    if content_type not in CONTENT_TYPES:
        raise Failure(
            f"auth.authorization_content_type is {show(content_type)}, not one of "
            f"{' and '.join(CONTENT_TYPES)}",
            GETTING_STARTED,
        )
    if not isinstance(auth.get("scope"), str):
        raise Failure("auth.scope is missing; it may be empty", GETTING_STARTED)
    return OAuthSettings(
        client_url=_read_url(auth, "client_url"),
        token_url=_read_url(auth, "authorization_url"),
        scope=auth["scope"],
        content_type=content_type,
    )


def _read_url(auth: Document, name: str) -> Url:
    text = auth.get(name)
    if not isinstance(text, str):
        raise Failure(f"auth.{name} is {show(text)}", GETTING_STARTED)
    try:
        return read_url(text)
    except ValueError as error:
        raise Failure(f"auth.{name} is {text!r}: {error}", GETTING_STARTED) from None
