"""Clients named by the URL of their metadata document (Client ID Metadata Documents, CIMD).

draft-ietf-oauth-client-id-metadata-document. The document is fetched safely, read like a
registration, and kept in the client's row, which grants and codes then refer to:

    the URL            https with a path; on this machine only as the settings have it
    the answer         outbound.py
    strict JSON        strict_json.py
    client_id          the URL, to the letter
    no shared secret   neither a value nor a method that needs one
    the rest           client_metadata.py

A good copy counts as fresh within bounds (freshness.py). Errors are never kept: while the host's
site is away the last good copy goes on, for STALE_SECONDS at most; with a document that has become
wrong the client can do nothing. One that a developer put in (preseed) is never fetched.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from authlib.oauth2.rfc6749 import InvalidClientError, OAuth2Error
from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db, expect_writes
from plugin_oauth.oauth.auth_methods import SECRET_METHODS
from plugin_oauth.oauth.client_keys import check_jwks
from plugin_oauth.oauth.client_metadata import read_client_metadata
from plugin_oauth.oauth.freshness import fresh_until
from plugin_oauth.oauth.models import CLIENT_ID_LENGTH, Client
from plugin_oauth.oauth.outbound import FetchError, check_url, fetch_json
from plugin_oauth.oauth.strict_json import read_object

MAXIMUM_DOCUMENT = 5 * 1024  # bytes, as the draft recommends
STALE_SECONDS = 24 * 3600
RETRY_SECONDS = 60  # how soon a site that is away is asked again


def is_document_url(client_id: str) -> bool:
    """Tell whether the id may be the URL of a metadata document here."""
    if not current_app.config["CLIENT_ID_METADATA"] or len(client_id) > CLIENT_ID_LENGTH:
        return False
    try:
        return bool(check_url(client_id).path)
    except FetchError:
        return False


def refresh_client(client_id: str) -> None:
    """Bring the row of a client that is named by its document up to date.

    Called before the request's unit of work (prefetch.py): it ends the transaction it looks in.
    Raises InvalidClientError if there is no good copy.
    """
    client = db.session.get(Client, client_id)
    if client is not None and is_fresh(client):
        return
    kept_until = _kept_until(client)
    db.session.rollback()
    expect_writes()
    try:
        fetched = fetch_json(client_id, MAXIMUM_DOCUMENT)
    except FetchError as error:
        current_app.logger.info("a client's metadata document cannot be fetched: %s", error)
        if kept_until is None or now() >= kept_until:
            # One sentence for every reason: what an address inside answers is nobody's business.
            raise InvalidClientError(
                description="The app's metadata document could not be fetched."
            ) from None
        postpone(client_id, min(now() + timedelta(seconds=RETRY_SECONDS), kept_until))
        return
    save_document(client_id, fetched.body, fresh_until(fetched))
    db.session.commit()


def is_fresh(client: Client) -> bool:
    """Tell whether the copy needs no fetching; one put in by a developer never does."""
    return client.document_expires_at is None or now() < client.document_expires_at


def _kept_until(client: Client | None) -> datetime | None:
    """Return how long the copy may go on while its site is away."""
    if client is None or client.document_fetched_at is None:
        return None
    return client.document_fetched_at + timedelta(seconds=STALE_SECONDS)


def postpone(client_id: str, moment: datetime) -> None:
    """Let the copy count until then; then the site is asked again."""
    client = db.session.get(Client, client_id)
    if client is not None:
        client.document_expires_at = moment
    db.session.commit()


def save_document(client_id: str, body: bytes, expires_at: datetime) -> None:
    """Store what the document says of the client; raises InvalidClientError if it cannot count."""
    try:
        row = read_document(client_id, body)
    except (ValueError, OAuth2Error) as error:
        raise InvalidClientError(
            description=f"The app's metadata document cannot be used. {sentence(error)}"
        ) from None
    save_row(client_id, row | {"document_fetched_at": now(), "document_expires_at": expires_at})


def preseed_document(body: bytes, jwks: Mapping[str, Any] | None) -> str:
    """Store a document that a developer vouches for and return its client_id; raises ValueError."""
    try:
        client_id = str(read_object(body).get("client_id"))
        row = read_document(client_id, body)
    except (ValueError, OAuth2Error) as error:
        raise ValueError(f"The document cannot be used. {sentence(error)}") from None
    if not is_document_url(client_id):
        raise ValueError("The document's client_id is not the https URL of a document.")
    if jwks is not None:
        row["jwks"] = check_jwks(jwks)
    expires = {"document_fetched_at": now(), "document_expires_at": None}
    save_row(client_id, row | expires | {"is_verified": True})
    return client_id


def sentence(error: Exception) -> str:
    return str(getattr(error, "description", None) or error)


def read_document(client_id: str, body: bytes) -> dict[str, Any]:
    """Return the client's row as the document has it; raises ValueError, OAuth2Error."""
    document = read_object(body)
    if document.get("client_id") != client_id:
        raise ValueError("Its client_id must be its own URL, to the letter.")
    if any(name.startswith("client_secret") for name in document):
        raise ValueError("It is public: there can be no client secret in it.")
    metadata = read_client_metadata(document, default_auth_method="none")
    if metadata.auth_methods[0] in SECRET_METHODS:
        raise ValueError("It is public: the client cannot authenticate by a shared secret.")
    return metadata.row()


def save_row(client_id: str, row: dict[str, Any]) -> None:
    """Insert the client or bring its row up to date; two at once both write the same."""
    known = db.session.get(Client, client_id)
    if row["jwks"] is None and known is not None and known.jwks_uri == row["jwks_uri"]:
        row.pop("jwks")  # those fetched from the same address stay
    else:
        row |= {"jwks_fetched_at": None, "jwks_expires_at": None}
    first = {
        "client_id": client_id,
        "host": "generic",
        "token_request_formats": ["form"],
        "requires_pkce": True,
        "is_verified": False,
        "created_at": now(),
    }
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    db.session.execute(
        dialect.insert(Client)
        .values(first | row)
        .on_conflict_do_update(index_elements=["client_id"], set_=row)
    )
    if known is None:
        record_event(Event.CLIENT_REGISTERED, client_id=client_id)
    db.session.expire_all()
