"""Dynamic client registration (RFC 7591): a client describes itself and gets an id.

Checks, in the order they run, with the error each gives:

    DYNAMIC_REGISTRATION is not off      404
    token: an initial access token       invalid_token, 401
    the body is strict JSON              invalid_client_metadata
    what it says                         client_metadata.py

Whoever registers is a stranger and stays one: the name is their word, consent is never skipped,
PKCE is always due, and no scope of administration is theirs. One that nobody uses ages out.
"""

import hmac
import secrets
from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import current_app, request
from werkzeug.exceptions import NotFound

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.auth_methods import SECRET_METHODS
from plugin_oauth.oauth.client_metadata import (
    ClientMetadata,
    InvalidClientMetadataError,
    client_information,
    read_client_metadata,
)
from plugin_oauth.oauth.initial_access_tokens import is_initial_access_token
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.scopes import default_scope
from plugin_oauth.oauth.strict_json import read_object
from plugin_oauth.secret_values import Kind, digest, make_secret

CLIENT_ID_BYTES = 16


class InvalidTokenError(OAuth2Error):
    """The bearer token of this request does not open it (RFC 6750 section 3.1)."""

    error = "invalid_token"
    status_code = 401

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), ("WWW-Authenticate", 'Bearer error="invalid_token"')]


def check_may_register() -> None:
    """Raise NotFound or InvalidTokenError unless this caller may register clients."""
    setting = current_app.config["DYNAMIC_REGISTRATION"]
    if setting == "off":
        raise NotFound
    if setting == "token" and not is_initial_access_token(bearer_token()):
        raise InvalidTokenError("Clients register here with an initial access token.")


def bearer_token() -> str:
    """Return the token of the Authorization header, empty if there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def read_body() -> dict[str, Any]:
    """Return the JSON object in the body; raises InvalidClientMetadataError."""
    try:
        return read_object(request.get_data())
    except ValueError as error:
        raise InvalidClientMetadataError(str(error)) from None


def register_client(document: dict[str, Any]) -> dict[str, Any]:
    """Store a client and return its answer (section 3.2.1), with its secrets this once."""
    metadata = read_client_metadata(document)
    token = make_secret(Kind.REGISTRATION_ACCESS_TOKEN)
    client = Client(
        client_id=secrets.token_hex(CLIENT_ID_BYTES),
        host="generic",
        token_request_formats=["form"],
        requires_pkce=True,
        is_verified=False,
        registration_token_digest=digest(token),
        created_at=now(),
        **metadata.row(),
    )
    secret = give_secret(client)
    db.session.add(client)
    db.session.flush()
    record_event(Event.CLIENT_REGISTERED, client_id=client.client_id)
    return answer(client, token, secret)


def give_secret(client: Client) -> str | None:
    """Give the client a secret if it needs one and has none; return it, or None."""
    if not set(SECRET_METHODS) & set(client.auth_methods):
        client.secret_digest = client.previous_secret_digest = None
        return None
    if client.secret_digest is not None:
        return None
    secret = make_secret(Kind.CLIENT_SECRET)
    client.secret_digest = digest(secret)
    return secret


def change_client(client: Client, metadata: ClientMetadata) -> str | None:
    """Write the metadata into the client's row; return a secret if it has come to need one."""
    for name, value in metadata.row().items():
        setattr(client, name, value)
    client.jwks_fetched_at = client.jwks_expires_at = None
    return give_secret(client)


def is_registration_token(client: Client, token: str) -> bool:
    """Tell whether this token reads and changes this client."""
    known = client.registration_token_digest
    return known is not None and hmac.compare_digest(known, digest(token))


def answer(client: Client, token: str, secret: str | None) -> dict[str, Any]:
    """Return the client's metadata with what only we know; no member is null."""
    base_url = current_app.config["BASE_URL"]
    issued = {"client_secret": secret, "client_secret_expires_at": 0} if secret else {}
    return {
        "client_id": client.client_id,
        "client_id_issued_at": int(client.created_at.timestamp()),
        **issued,
        "registration_access_token": token,
        "registration_client_uri": f"{base_url}/register/{client.client_id}",
        **({"scope": default_scope()} | client_information(client)),
    }
