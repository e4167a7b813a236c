"""Client authentication (RFC 6749 section 2.3): one identity and one method a request.

Checks, in the order they run, with the error each gives:

    the Authorization header can be read          invalid_client, 401
    no second identity or proof in the body       invalid_request
    the client exists                             invalid_client, 401
    it may use this method here                   invalid_client, 401
    the secret or the assertion is right          invalid_client, 401
    it may send this body format                  invalid_request

What must be fetched for that (a metadata document, keys) was fetched before (prefetch.py).
"""

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from authlib.oauth2.rfc6749 import InvalidClientError, InvalidRequestError

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.auth_methods import SECRET_METHODS
from plugin_oauth.oauth.flight_recorder import explain, identify
from plugin_oauth.oauth.models import CLIENT_ID_LENGTH, Client
from plugin_oauth.oauth.prefetch import check_document
from plugin_oauth.oauth.private_key_jwt import (
    Assertion,
    InvalidAssertionError,
    accept_assertion,
    read_assertion,
)
from plugin_oauth.oauth.request import ProtocolRequest
from plugin_oauth.request_text import is_clean
from plugin_oauth.secret_values import digest


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request presents of its client: the method, the id, and the proof if it has one."""

    method: str
    client_id: str
    secret: str | None = None
    assertion: Assertion | None = None


class ClientAuthenticationError(InvalidClientError):
    """invalid_client with 401 and the challenge that RFC 9110 section 15.5.2 asks for."""

    def __init__(self, description: str) -> None:
        super().__init__(description=description, status_code=401)

    def get_headers(self) -> list[tuple[str, str]]:
        plain = [h for h in super().get_headers() if h[0].lower() != "www-authenticate"]
        return [*plain, ("WWW-Authenticate", 'Basic realm="token endpoint", charset="UTF-8"')]


def find_client(client_id: str) -> Client | None:
    """Return the client with this id, or None."""
    if len(client_id) > CLIENT_ID_LENGTH or not is_clean(client_id):
        return None
    return db.session.get(Client, client_id)


def authenticate_client(
    request: ProtocolRequest, methods: Sequence[str], endpoint: str = "token"
) -> Client:
    """Return the client that proves itself in this request; raises as listed above."""
    credentials = presented_credentials(request)
    client = find_client(credentials.client_id)
    try:
        check_document()
    except InvalidClientError as error:
        raise ClientAuthenticationError(error.description) from None
    if client is None:
        explain("client_unknown")
        raise ClientAuthenticationError("There is no such client.")
    identify(client.client_id)
    check_method(client, credentials, methods, endpoint)
    check_secret(client, credentials)
    prove_by_assertion(client, credentials)
    check_body_format(client, request)
    request.client, request.auth_method = client, credentials.method
    return client


def presented_credentials(request: ProtocolRequest) -> Credentials:
    """Return the one set of client credentials in the request."""
    header = request.headers.get("Authorization")
    body_id, body_secret = request.form.get("client_id"), request.form.get("client_secret")
    assertion = presented_assertion(request)
    if assertion is not None:
        if header or body_secret is not None:
            raise InvalidRequestError("The client authenticates in two ways at once.")
        if body_id not in {None, assertion.subject}:
            raise ClientAuthenticationError("The assertion is about another client.")
        return Credentials("private_key_jwt", assertion.subject, assertion=assertion)
    if header:
        basic = _read_basic(header)
        # RFC 6749 section 2.3: not more than one method. A client_id that only repeats the header's
        # is what many libraries send and names no second identity.
        if body_secret is not None or body_id not in {None, basic.client_id}:
            raise InvalidRequestError("The client authenticates in two ways at once.")
        return basic
    if body_id is None:
        explain("client_not_named")
        raise ClientAuthenticationError("The client did not say who it is: client_id is missing.")
    method = "none" if body_secret is None else "client_secret_post"
    return Credentials(method, body_id, body_secret)


def presented_assertion(request: ProtocolRequest) -> Assertion | None:
    """Return the request's assertion; a bad one is refused and never taken for none."""
    assertion_type = request.form.get("client_assertion_type")
    compact = request.form.get("client_assertion")
    if assertion_type is None and compact is None:
        return None
    try:
        return read_assertion(assertion_type, compact)
    except InvalidAssertionError as error:
        raise ClientAuthenticationError(str(error)) from None


def _read_basic(header: str) -> Credentials:
    scheme, _, encoded = header.partition(" ")
    try:
        # WSGI hands header bytes over as latin-1; a client may send UTF-8 inside (RFC 7617).
        decoded = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        decoded = ""
    client_id, colon, secret = decoded.partition(":")
    if scheme.lower() != "basic" or not colon or not client_id:
        raise ClientAuthenticationError("The Authorization header is not valid Basic credentials.")
    return Credentials("client_secret_basic", unquote(client_id), unquote(secret))


def check_method(
    client: Client, credentials: Credentials, methods: Sequence[str], endpoint: str
) -> None:
    """Raise ClientAuthenticationError if this client may not authenticate this way here."""
    may = client.check_endpoint_auth_method(credentials.method, endpoint)
    if credentials.method not in methods or not may:
        explain("auth_method_not_registered")
        raise ClientAuthenticationError(
            f"This client does not authenticate by {credentials.method}, "
            f"but by {' or '.join(client.auth_methods)}."
        )


def check_secret(client: Client, credentials: Credentials) -> None:
    """Raise ClientAuthenticationError if a secret is due and this is not it."""
    if credentials.method not in SECRET_METHODS:
        return
    presented = digest(credentials.secret or "")
    # Digests are compared: any text has one, and the comparison takes the same time for all.
    if not any(hmac.compare_digest(valid, presented) for valid in valid_secrets(client)):
        explain("client_secret_wrong")
        raise ClientAuthenticationError("The client secret is wrong.")


def valid_secrets(client: Client) -> list[bytes]:
    """Return the digests that count: the secret's, and its predecessor's until that one ends."""
    ends_at = client.previous_secret_ends_at
    overlaps = ends_at is not None and now() < ends_at
    found = (client.secret_digest, client.previous_secret_digest if overlaps else None)
    return [valid for valid in found if valid is not None]


def prove_by_assertion(client: Client, credentials: Credentials) -> None:
    """Spend the assertion, if there is one; raises ClientAuthenticationError if it is bad."""
    if credentials.assertion is None:
        return
    try:
        accept_assertion(client, credentials.assertion)
    except InvalidAssertionError as error:
        explain("client_assertion_refused")
        raise ClientAuthenticationError(str(error)) from None


def check_body_format(client: Client, request: ProtocolRequest) -> None:
    """Raise InvalidRequestError if the client sends JSON where the standard asks for a form."""
    if request.body_format not in client.token_request_formats:
        explain("body_format_not_registered")
        raise InvalidRequestError(
            "This client sends its requests as application/x-www-form-urlencoded."
        )
