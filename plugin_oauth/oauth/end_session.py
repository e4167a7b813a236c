"""Signing out at a client's request (OpenID Connect RP-Initiated Logout 1.0).

Checks, in the order they run; each failure is a page of ours, and nobody is signed out or sent on:

    check_no_repeats      a parameter sent twice
    check_state           a state longer than any client's
    check_hint            not an ID token of ours, or not the named client's
    check_client          unknown client
    check_redirect_uri    not registered by this client, to the letter; or no client to hold it to

Only an ID token of the person who is signed in proves that the client may end the session without
asking; everybody else could sign people out with a link or an image (section 2).
"""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from authlib.oauth2.rfc6749 import InvalidClientError, InvalidRequestError

from plugin_oauth.oauth.client_auth import find_client
from plugin_oauth.oauth.id_token import Hint, read_hint
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.request import ProtocolRequest, check_no_repeats

MAXIMUM_STATE = 1024  # characters


@dataclass(frozen=True, slots=True)
class EndSession:
    """A proved request: who asks, whom it is about if proved, and where to go on to."""

    client: Client | None
    user_id: UUID | None
    location: str | None


def read_end_session(asked: ProtocolRequest) -> EndSession:
    """Return what the request asks for; raises an OAuth2Error as listed above."""
    check_no_repeats(asked)
    parameters = asked.payload.data
    check_state(parameters.get("state"))
    hint = check_hint(parameters.get("id_token_hint"), parameters.get("client_id"))
    client = check_client(parameters.get("client_id") or (hint.client_id if hint else None))
    redirect_uri = parameters.get("post_logout_redirect_uri")
    check_redirect_uri(client, redirect_uri)
    location = with_state(redirect_uri, parameters.get("state")) if redirect_uri else None
    return EndSession(client, hint.user_id if hint else None, location)


def check_state(state: str | None) -> None:
    """Raise InvalidRequestError if the state is so long that the way back could not carry it."""
    if len(state or "") > MAXIMUM_STATE:
        raise InvalidRequestError(f"The state has more than {MAXIMUM_STATE} characters.")


def check_hint(id_token: str | None, client_id: str | None) -> Hint | None:
    """Return what the ID token says, None without one; raises InvalidRequestError."""
    if id_token is None:
        return None
    hint = read_hint(id_token)
    if hint is None or client_id not in {None, hint.client_id}:
        raise InvalidRequestError("The app proves your sign-in with something that is not ours.")
    return hint


def check_client(client_id: str | None) -> Client | None:
    """Return the client, None if none is named; raises InvalidClientError."""
    client = find_client(client_id) if client_id is not None else None
    if client is None and client_id is not None:
        raise InvalidClientError(description="The app that sent you here is not registered.")
    return client


def check_redirect_uri(client: Client | None, redirect_uri: str | None) -> None:
    """Raise InvalidRequestError unless the address is one that the client has registered."""
    if redirect_uri is None:
        return
    if client is None or redirect_uri not in client.post_logout_redirect_uris:
        raise InvalidRequestError(
            "The address to go on to is not one that the app has registered, to the letter."
        )


def with_state(redirect_uri: str, state: str | None) -> str:
    """Return the address to go on to, the client's state added (section 3)."""
    if state is None:
        return redirect_uri
    parts = urlsplit(redirect_uri)
    query = "&".join(part for part in (parts.query, urlencode({"state": state})) if part)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
