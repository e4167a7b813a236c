"""Client configuration (RFC 7592): a registered client reads, replaces or removes its own row.

Checks, in the order they run, with the error each gives:

    the registration access token is this client's       invalid_token, 401
    the body is strict JSON                              invalid_client_metadata
    nothing in it that only the server says              invalid_client_metadata
    its client_id, and its secret if it names one        invalid_client_metadata
    what it says                                         client_metadata.py

A client that does not exist is answered like a wrong token (section 2.1), and one that a developer
made has no such token. The secret cannot be read again: there is a digest of it and nothing else.
"""

import hmac
from typing import Any

from plugin_oauth.audit import Event, record_event
from plugin_oauth.database import db
from plugin_oauth.oauth.client_auth import find_client, valid_secrets
from plugin_oauth.oauth.client_metadata import InvalidClientMetadataError, read_client_metadata
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.registration import (
    InvalidTokenError,
    answer,
    bearer_token,
    change_client,
    is_registration_token,
)
from plugin_oauth.secret_values import digest

# Section 2.2: an update must not include these.
OURS_TO_SAY = (
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
)


def authenticate(client_id: str) -> Client:
    """Return the client whose registration access token the request shows."""
    client = find_client(client_id)
    if client is None or not is_registration_token(client, bearer_token()):
        raise InvalidTokenError("The registration access token is not this client's.")
    return client


def read_client(client: Client) -> dict[str, Any]:
    """Return what is registered (section 3)."""
    return answer(client, bearer_token(), None)


def replace_client(client: Client, document: dict[str, Any]) -> dict[str, Any]:
    """Register the client anew under its id (section 2.2); what is left out is gone."""
    check_update(client, document)
    secret = change_client(client, read_client_metadata(document))
    db.session.flush()
    record_event(Event.CLIENT_UPDATED, client_id=client.client_id)
    return answer(client, bearer_token(), secret)


def check_update(client: Client, document: dict[str, Any]) -> None:
    """Raise InvalidClientMetadataError if the update is for another client, or says too much."""
    for name in OURS_TO_SAY:
        if name in document:
            raise InvalidClientMetadataError(f"An update does not include {name}.")
    if document.get("client_id") != client.client_id:
        raise InvalidClientMetadataError("client_id must be the one that was registered.")
    named = document.get("client_secret")
    if named is not None and not is_secret(client, named):
        raise InvalidClientMetadataError("client_secret must be the present one, or left out.")


def is_secret(client: Client, named: object) -> bool:
    presented = digest(str(named))
    return any(hmac.compare_digest(valid, presented) for valid in valid_secrets(client))
