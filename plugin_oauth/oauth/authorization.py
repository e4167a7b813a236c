"""The authorization request (RFC 6749 section 4.1.1): the checks, in the order they run.

    check_client          unknown client             our own page, never a redirect
    check_redirect_uri    not registered             our own page, never a redirect
    check_no_repeats      a parameter sent twice     invalid_request
    check_state           longer than any host's     invalid_request
    check_response_type   anything but "code"        unsupported_response_type
    check_may_use_codes   client without this grant  unauthorized_client
    PKCE                  missing or not S256        invalid_request
    resolve_scope         nothing left to grant      invalid_scope

Until the client and its redirect URI are proved, an error must not be sent anywhere: a redirect to
an address that nobody registered is an open redirector (RFC 9700 section 4.11.2).
"""

from typing import Any
from urllib.parse import quote

from authlib.oauth2.rfc6749 import (
    InvalidClientError,
    InvalidRequestError,
    OAuth2Error,
    UnauthorizedClientError,
)

from plugin_oauth.oauth import request as protocol
from plugin_oauth.oauth.client_auth import find_client
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.pkce import S256CodeChallenge
from plugin_oauth.oauth.request import ProtocolRequest
from plugin_oauth.oauth.scopes import resolve_scope

# A host's state is an id, not a document, and the login page must be able to carry it along.
MAXIMUM_STATE = 4096  # characters, percent-encoded


class UnsupportedResponseTypeError(OAuth2Error):
    """RFC 6749 section 4.1.2.1; Authlib's own class repeats the input in its description."""

    error = "unsupported_response_type"
    description = "The response_type must be code."


def validate_authorization_request(grant: Any) -> str:
    """Return the proved redirect URI and set the grant's client and scope; raises OAuth2Error.

    An error that may go to the client carries redirect_uri and state.
    """
    request: ProtocolRequest = grant.request
    client = request.client = check_client(request)
    redirect_uri = check_redirect_uri(request, client)
    try:
        protocol.check_no_repeats(request)
        check_state(request)
        check_response_type(request)
        check_may_use_codes(client)
        S256CodeChallenge().validate_code_challenge(grant, redirect_uri)
        request.scope = resolve_scope(request.payload.scope, client.scope)
    except OAuth2Error as error:
        error.redirect_uri, error.state = redirect_uri, request.payload.state
        raise
    return redirect_uri


def check_client(request: ProtocolRequest) -> Client:
    """Return the client; raises InvalidClientError if it is missing, repeated or unknown."""
    values = request.payload.datalist["client_id"]
    if len(values) != 1:
        raise InvalidClientError(description="The request names no client, or more than one.")
    client = find_client(values[0])
    if client is None:
        raise InvalidClientError(description="The app that sent you here is not registered.")
    return client


def check_redirect_uri(request: ProtocolRequest, client: Client) -> str:
    """Return the redirect URI, or the client's only one; raises InvalidRequestError."""
    values = request.payload.datalist["redirect_uri"]
    if len(values) > 1:
        raise InvalidRequestError("The request names more than one redirect URI.")
    redirect_uri = values[0] if values else client.get_default_redirect_uri()
    if redirect_uri is None:
        raise InvalidRequestError("The request names no redirect URI.")
    if not client.check_redirect_uri(redirect_uri):
        raise InvalidRequestError(
            "The address to return to is not one that the app has registered, to the letter."
        )
    return redirect_uri


def check_state(request: ProtocolRequest) -> None:
    """Raise InvalidRequestError if the state is longer than any host's."""
    if len(quote(request.payload.state or "", safe="")) > MAXIMUM_STATE:
        raise InvalidRequestError(f"The encoded state has more than {MAXIMUM_STATE} characters.")


def check_response_type(request: ProtocolRequest) -> None:
    """Raise an error if the response type is missing or not `code`."""
    response_type = request.payload.data.get("response_type")
    if response_type is None:
        raise InvalidRequestError("response_type is missing.")
    if response_type != "code":
        raise UnsupportedResponseTypeError()


def check_may_use_codes(client: Client) -> None:
    """Raise UnauthorizedClientError if the client was not registered for this grant."""
    if not client.check_response_type("code"):
        raise UnauthorizedClientError("This client may not use the authorization code grant.")
