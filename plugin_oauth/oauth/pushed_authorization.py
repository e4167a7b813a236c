"""Pushed authorization requests (RFC 9126): the client says here what it wants, not in an address.

POST /par, the checks in the order they run:

    client authentication         as at the token endpoint
    check_may_be_pushed           invalid_request
    those of the authorization
    endpoint (authorization.py)   each its own error, as JSON: nobody is redirected yet
    the key of a DPoP proof       invalid_dpop_proof

The answer names the request by a random URI, of which the digest is stored. It is its client's
alone and must be opened within LIFETIME; then it waits for the person to sign in and decide.
Opening it again changes nothing, so that a page can be reloaded. The one DELETE that comes before
an answer to the client ends it.
"""

from datetime import timedelta
from typing import Any

from authlib.consts import default_json_headers
from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Error
from authlib.oauth2.rfc6749.endpoint import Endpoint
from sqlalchemy import bindparam, delete, insert, select, update

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth import signed_values
from plugin_oauth.oauth.auth_methods import AUTH_METHODS
from plugin_oauth.oauth.dpop import InvalidDpopProofError
from plugin_oauth.oauth.flight_recorder import current_flow_id, join_flow
from plugin_oauth.oauth.models import pushed_requests
from plugin_oauth.oauth.proved_key import proved_key
from plugin_oauth.oauth.request import Payload, ProtocolRequest, authorization_request
from plugin_oauth.secret_values import Kind, digest, make_secret

LIFETIME = timedelta(seconds=60)  # from the push until the user's browser brings it

# How the client proved itself is no part of what it wants, and must not be stored.
CREDENTIALS = frozenset({"client_secret", "client_assertion", "client_assertion_type"})


class InvalidRequestUriError(OAuth2Error):
    """The reference cannot be used (RFC 9126 section 4): it leads nowhere, it never redirects."""

    error = "invalid_request_uri"
    description = (
        "This sign-in has expired, was finished before or belongs to another app. "
        "Start again from the app."
    )


class PushedAuthorizationRequestEndpoint(Endpoint):
    """Takes an authorization request from the client itself and answers with its URI."""

    ENDPOINT_NAME = "pushed_authorization_request"
    CLIENT_AUTH_METHODS = list(AUTH_METHODS)

    def create_endpoint_response(
        self, request: ProtocolRequest
    ) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        self.server.authenticate_client(request, self.CLIENT_AUTH_METHODS, self.ENDPOINT_NAME)
        check_may_be_pushed(request)
        grant = self.server.get_authorization_grant(request)
        try:
            grant.validate_authorization_request()
        except OAuth2Error as error:
            error.redirect_uri, error.state = None, None
            raise
        request_uri = make_secret(Kind.REQUEST_URI)
        save_pushed_request(request_uri, request, proved_jkt(request))
        answer = {"request_uri": request_uri, "expires_in": int(LIFETIME.total_seconds())}
        return 201, answer, default_json_headers


def check_may_be_pushed(request: ProtocolRequest) -> None:
    """Raise InvalidRequestError for what section 2.1 forbids."""
    if "request_uri" in request.payload.data:
        raise InvalidRequestError("A pushed request cannot refer to another one.")
    if "client_id" not in request.payload.data:
        raise InvalidRequestError("client_id is missing.")


def proved_jkt(request: ProtocolRequest) -> str | None:
    """Return the key to bind the code to (RFC 9449 section 10.1), or None; may raise."""
    named, proved = request.payload.data.get("dpop_jkt"), proved_key()
    if None not in {named, proved} and named != proved:
        raise InvalidDpopProofError("dpop_jkt names another key than the proof.")
    return proved or named


def save_pushed_request(request_uri: str, request: ProtocolRequest, jkt: str | None) -> None:
    """Store the digest of the URI with the parameters."""
    left_out = CREDENTIALS | {"dpop_jkt"}
    sent = request.payload.data.items(multi=True)
    parameters = [[name, value] for name, value in sent if name not in left_out]
    db.session.execute(
        insert(pushed_requests),
        {
            "digest": digest(request_uri),
            "client_id": request.client.client_id,
            "parameters": parameters + ([["dpop_jkt", jkt]] if jkt else []),
            "expires_at": now() + LIFETIME,
            "flow_id": current_flow_id(),
        },
    )


_is_it = (
    pushed_requests.c.digest == bindparam("presented"),
    pushed_requests.c.client_id == bindparam("client"),
    pushed_requests.c.expires_at > bindparam("moment"),
)
_open = (
    update(pushed_requests)
    .where(*_is_it, pushed_requests.c.opened_at.is_(None))
    .values(opened_at=bindparam("moment"), expires_at=bindparam("ends"))
)
_find = select(pushed_requests.c.parameters, pushed_requests.c.flow_id).where(*_is_it)
_take = delete(pushed_requests).where(*_is_it).returning(pushed_requests.c.digest)


def requested_authorization() -> ProtocolRequest:
    """Return the request at the authorization endpoint: the query, or the pushed one it names.

    Beside a reference only client_id is read (section 4). Raises InvalidRequestUriError.
    """
    asked = authorization_request()
    references = asked.payload.datalist["request_uri"]
    if not any(uri.startswith(Kind.REQUEST_URI) for uri in references):
        return asked
    client_ids = asked.payload.datalist["client_id"]
    if len(references) != 1 or len(client_ids) != 1:
        raise InvalidRequestUriError()
    return open_pushed_request(references[0], client_ids[0])


def open_pushed_request(request_uri: str, client_id: str) -> ProtocolRequest:
    """Return the request, and from the first time on give the person time to decide."""
    moment = now()
    key = {"presented": digest(request_uri), "client": client_id, "moment": moment}
    db.session.execute(_open, key | {"ends": moment + signed_values.LIFETIME})
    found = db.session.execute(_find, key).one_or_none()
    if found is None:
        raise InvalidRequestUriError()
    join_flow(found.flow_id)
    opened = ProtocolRequest(Payload((name, value) for name, value in found.parameters), None)
    opened.pushed = digest(request_uri)
    return opened


def take_pushed_request(request: ProtocolRequest) -> None:
    """End a pushed request, before its answer; raises InvalidRequestUriError if it has ended."""
    if request.pushed is None:
        return
    key = {"presented": request.pushed, "client": request.client.client_id, "moment": now()}
    if db.session.execute(_take, key).one_or_none() is None:
        raise InvalidRequestUriError()
