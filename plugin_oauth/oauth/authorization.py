"""The authorization request (RFC 6749 section 4.1.1): the checks, in the order they run.

    check_client          unknown client             our own page, never a redirect
    check_redirect_uri    not registered             our own page, never a redirect
    check_no_repeats      a parameter sent twice     invalid_request
    check_no_object       a request object           request_not_supported, request_uri_not_...
    check_state           longer than any host's     invalid_request
    check_response_type   anything but "code"        unsupported_response_type
    check_may_use_codes   client without this grant  unauthorized_client
    PKCE                  missing or not S256        invalid_request
    resolve_scope         nothing left to grant      invalid_scope
    resolve_resource      a foreign resource         invalid_target
    check_dpop_jkt        not a thumbprint           invalid_request
    check_nonce           longer than any client's   invalid_request
    check_prompt          an unknown prompt          invalid_request
    check_max_age         not a number               invalid_request

Until the client and its redirect URI are proved, an error must not be sent anywhere: a redirect to
an address that nobody registered is an open redirector (RFC 9700 section 4.11.2).
"""

import re
from typing import Any
from urllib.parse import quote

from authlib.oauth2.rfc6749 import (
    InvalidClientError,
    InvalidRequestError,
    OAuth2Error,
    UnauthorizedClientError,
)
from authlib.oidc.core.errors import RequestNotSupportedError, RequestURINotSupportedError

from plugin_oauth.oauth import request as protocol
from plugin_oauth.oauth.client_auth import find_client
from plugin_oauth.oauth.flight_recorder import explain, explain_redirect_uri, identify
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.pkce import S256CodeChallenge
from plugin_oauth.oauth.prefetch import check_document
from plugin_oauth.oauth.prompt import check_max_age, check_prompt
from plugin_oauth.oauth.request import ProtocolRequest
from plugin_oauth.oauth.resources import resolve_resource
from plugin_oauth.oauth.scopes import resolve_scope

THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")  # RFC 9449 section 10

# A host's state is an id, not a document, and the login page must be able to carry it along.
MAXIMUM_STATE = 4096  # characters, percent-encoded
MAXIMUM_NONCE = 512  # characters; a nonce is a random value or the digest of one


class UnsupportedResponseTypeError(OAuth2Error):
    """RFC 6749 section 4.1.2.1; Authlib's own class repeats the input in its description."""

    error = "unsupported_response_type"
    description = "The response_type must be code."


class UnregisteredRedirectUriError(InvalidRequestError):
    """The redirect URI is not the client's; a developer may be shown it (refused_callbacks.py)."""

    def __init__(self, client: Client, presented: str) -> None:
        super().__init__(
            "The address to return to is not one that the app has registered, to the letter."
        )
        self.client = client
        self.presented = presented


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
        check_no_object(request)
        check_response_type(request)
        check_may_use_codes(client)
        S256CodeChallenge().validate_code_challenge(grant, redirect_uri)
        request.scope = resolve_scope(request.payload.scope, client.scope)
        request.resource = resolve_resource(request.payload.datalist["resource"])
        check_dpop_jkt(request)
        check_nonce(request)
        check_prompt(request)
        check_max_age(request)
    except OAuth2Error as error:
        error.redirect_uri, error.state = redirect_uri, request.payload.state
        raise
    return redirect_uri


def check_client(request: ProtocolRequest) -> Client:
    """Return the client; raises InvalidClientError if it is missing, repeated or unknown."""
    values = request.payload.datalist["client_id"]
    if len(values) != 1:
        explain("client_not_named_once")
        raise InvalidClientError(description="The request names no client, or more than one.")
    check_document()
    client = find_client(values[0])
    if client is None:
        explain("client_unknown")
        raise InvalidClientError(description="The app that sent you here is not registered.")
    identify(client.client_id)
    return client


def check_redirect_uri(request: ProtocolRequest, client: Client) -> str:
    """Return the redirect URI, or the client's only one; raises InvalidRequestError."""
    values = request.payload.datalist["redirect_uri"]
    if len(values) > 1:
        explain("redirect_uri_repeated")
        raise InvalidRequestError("The request names more than one redirect URI.")
    redirect_uri = values[0] if values else client.get_default_redirect_uri()
    if redirect_uri is None:
        explain("redirect_uri_missing")
        raise InvalidRequestError("The request names no redirect URI.")
    if not client.check_redirect_uri(redirect_uri):
        explain_redirect_uri(redirect_uri, client.redirect_uris)
        raise UnregisteredRedirectUriError(client, redirect_uri)
    return redirect_uri


def check_state(request: ProtocolRequest) -> None:
    """Raise InvalidRequestError if the state is longer than any host's."""
    if len(quote(request.payload.state or "", safe="")) > MAXIMUM_STATE:
        raise InvalidRequestError(f"The encoded state has more than {MAXIMUM_STATE} characters.")


def check_no_object(request: ProtocolRequest) -> None:
    """Raise an error for a signed request (RFC 9101): pushed ones serve the same end here."""
    if "request" in request.payload.data:
        raise RequestNotSupportedError("Signed requests are not taken: push the request instead.")
    if "request_uri" in request.payload.data:
        raise RequestURINotSupportedError("The only request_uri taken is one of a pushed request.")


def check_response_type(request: ProtocolRequest) -> None:
    """Raise an error if the response type is missing or not `code`."""
    response_type = request.payload.data.get("response_type")
    if response_type is None:
        explain("response_type_missing")
        raise InvalidRequestError("response_type is missing.")
    if response_type != "code":
        raise UnsupportedResponseTypeError()


def check_dpop_jkt(request: ProtocolRequest) -> None:
    """Raise InvalidRequestError if the key the code is to be bound to cannot be one."""
    jkt = request.payload.data.get("dpop_jkt")
    if jkt is not None and not THUMBPRINT.fullmatch(jkt):
        raise InvalidRequestError("dpop_jkt must be a thumbprint: 43 characters of base64url.")


def check_nonce(request: ProtocolRequest) -> None:
    """Raise InvalidRequestError if the nonce, which the ID token repeats, is too long to store."""
    if len(request.payload.data.get("nonce", "")) > MAXIMUM_NONCE:
        raise InvalidRequestError(f"The nonce has more than {MAXIMUM_NONCE} characters.")


def check_may_use_codes(client: Client) -> None:
    """Raise UnauthorizedClientError if the client was not registered for this grant."""
    if not client.check_response_type("code"):
        explain("grant_type_not_registered")
        raise UnauthorizedClientError("This client may not use the authorization code grant.")
