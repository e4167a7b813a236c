"""Requests to the token endpoint, and how the host judges the responses."""

import json
import re
from collections.abc import Generator, Iterator
from http import HTTPStatus
from urllib.parse import urlencode

from plugin_oauth.host.authorization import AuthorizationRequest
from plugin_oauth.host.client_authentication import BASIC, NONE, POST, PRIVATE_KEY_JWT, prove
from plugin_oauth.host.documents import Document, read_json_object, show
from plugin_oauth.host.oauth_client import FORM, Client, Tokens
from plugin_oauth.host.remarks import (
    AUTHENTICATION,
    FORUM,
    PRODUCTION,
    Failure,
    Remark,
    fail,
    warn,
)
from plugin_oauth.host.wire import Answer, Wire

NO_ERROR_CODE = "without an error code"

_B64TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")

# What a server answers that found no parameters in the body.
_UNREAD_BODY = {"unsupported_grant_type", "invalid_request", NO_ERROR_CODE}
_PROOFS = {
    POST: "this client id with this secret in the body",
    BASIC: "this client id with this secret in the Authorization header",
    NONE: "this client id, sent without a secret",
    PRIVATE_KEY_JWT: "this client id with an assertion signed by the key of its jwks_uri",
}


def authorization_code_request(
    wire: Wire, client: Client, code: str, request: AuthorizationRequest
) -> Answer:
    """Exchange the code that the request was answered with (RFC 6749 section 4.1.3)."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": request.redirect_uri,
    }
    if request.verifier:
        fields["code_verifier"] = request.verifier
    return _token_request(wire, client, fields)


def refresh_token_request(wire: Wire, client: Client, refresh_token: str) -> Answer:
    """Ask for a new access token (RFC 6749 section 6).

    How ChatGPT sent this is not documented: taken to be as it sent the code.
    """
    return _token_request(
        wire, client, {"grant_type": "refresh_token", "refresh_token": refresh_token}
    )


def process_token_response(answer: Answer, client: Client) -> Generator[Remark, None, Tokens]:
    """Return the tokens; raises Failure if there is no access token that can be used."""
    check_token_status(answer, client)
    response = read_json_object(answer, source="RFC 6749 section 5.1")
    access_token = response.get("access_token")
    if not isinstance(access_token, str) or not _B64TOKEN.fullmatch(access_token):
        raise Failure(
            "access_token is missing or cannot be sent as a bearer token", "RFC 6750 section 2.1"
        )
    refresh_token = response.get("refresh_token")
    yield from check_token_members(response)
    yield from check_not_stored(answer)
    return Tokens(access_token, refresh_token if isinstance(refresh_token, str) else "")


def check_token_status(answer: Answer, client: Client) -> None:
    """Raise Failure unless the status is 200, guessing why from the error code."""
    if answer.is_redirect:
        raise Failure(f"{answer.url.text} redirects a token request", PRODUCTION)
    if answer.status == HTTPStatus.OK:
        return
    error = find_error(answer)
    if client.content_type != FORM and error in _UNREAD_BODY:
        raise Failure(
            f"the token endpoint refuses a JSON body ({answer.status} {error}), though the "
            "manifest declares authorization_content_type application/json; OAuth libraries read "
            "only forms unless taught otherwise",
            AUTHENTICATION,
        )
    why = ""
    if error == "invalid_client":
        why = f": it does not know {_PROOFS[client.credentials.method]}"
    elif error == "unauthorized_client":
        why = ": the client may not use this grant type"
    raise Failure(
        f"the token endpoint answers {answer.status} {error}{why}", "RFC 6749 section 5.2"
    )


def check_token_members(response: Document) -> Iterator[Remark]:
    """Yield what is wrong with the members of a token response beside the tokens."""
    kind = response.get("token_type")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        yield fail(f"token_type is {show(kind)}, not bearer", AUTHENTICATION)
    # bool is an int in Python, and true is no number of seconds.
    if "expires_in" in response and type(response["expires_in"]) is not int:
        yield fail("expires_in is not an integer of seconds", "RFC 6749 section 5.1")


def check_not_stored(answer: Answer) -> Iterator[Remark]:
    """Yield a failure if a cache may keep the tokens."""
    if "no-store" not in answer.headers.get("cache-control", "").lower():
        yield fail("the token response has no Cache-Control: no-store", "RFC 6749 section 5.1")


def check_refresh_token(tokens: Tokens) -> Iterator[Remark]:
    """Yield a warning if the user will have to sign in again when the access token expires."""
    if not tokens.refresh_token:
        yield warn(
            "there is no refresh_token: once the access token expires, ChatGPT says this without "
            "asking the plugin, and the user has to install it again",
            f"{FORUM}, topic 156658",
        )


def find_error(answer: Answer) -> str:
    """Return the error code of a refused token request."""
    try:
        response = read_json_object(answer, source="RFC 6749 section 5.2")
    except Failure:
        return NO_ERROR_CODE
    error = response.get("error")
    return error if isinstance(error, str) else NO_ERROR_CODE


def _token_request(wire: Wire, client: Client, fields: dict[str, str]) -> Answer:
    """Post to the token endpoint in the form it takes, with what proves the client."""
    url = client.token_url.text
    proof, headers = prove(client.credentials, url, wire.masking)
    body = {**fields, **({"resource": client.resource} if client.resource else {}), **proof}
    return wire.send(
        "POST",
        url,
        seconds=client.model.call_seconds,
        headers={
            "user-agent": client.model.user_agent,
            "accept": "application/json",
            "content-type": client.content_type,
            **headers,
        },
        content=urlencode(body) if client.content_type == FORM else json.dumps(body),
    )
