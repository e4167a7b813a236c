"""The OAuth client inside the host: each request it sends, and how it judges the response."""

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode

from plugin_oauth.host.documents import Document, read_json_object, show
from plugin_oauth.host.manifest import OAuthSettings
from plugin_oauth.host.plugin_model import PluginModel
from plugin_oauth.host.remarks import (
    AUTHENTICATION,
    PRODUCTION,
    Failure,
    Remark,
    fail,
    info,
    warn,
)
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer, Wire

NO_ERROR_CODE = "without an error code"

_FORUM = "OpenAI developer forum"
_B64TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")

# What a server answers that found no parameters in the body.
_UNREAD_BODY = {"unsupported_grant_type", "invalid_request", NO_ERROR_CODE}
_REASONS = {
    "invalid_client": ": it does not know this client id with this secret in the body",
    "unauthorized_client": ": the client may not use this grant type",
}


@dataclass(frozen=True)
class Client:
    """The client as the authorization server knows it, and how it reaches the token endpoint."""

    client_id: str
    client_secret: str
    auth: OAuthSettings
    model: PluginModel


@dataclass(frozen=True)
class Tokens:
    """A successful token response; `refresh_token` is empty if there was none."""

    access_token: str
    refresh_token: str

    @property
    def strongest(self) -> str:
        """The kind of token whose revocation ends the grant."""
        return "refresh_token" if self.refresh_token else "access_token"


def process_authorization_response(callback: Url, state: str) -> Generator[Remark, None, str]:
    """Return the authorization code of a callback URL; raises Failure.

    State comes first: until it is proved, nothing else in the URL can be trusted to be an answer.
    """
    parameters = parse_qs(callback.query, keep_blank_values=True, max_num_fields=100)
    for name, values in parameters.items():
        if len(values) > 1:
            raise Failure(f"the callback has {name} twice", "RFC 6749 section 3.1")
    answer = {name: values[0] for name, values in parameters.items()}
    check_state(answer, state)
    if "error" in answer:
        words = f"{answer['error']}: {answer.get('error_description', '')}"
        raise Failure("the user is sent back with an error", "RFC 6749 section 4.1.2.1", words)
    if not answer.get("code"):
        raise Failure("the callback has no code", "RFC 6749 section 4.1.2")
    if "iss" in answer:
        yield info(f"the callback names its issuer, {answer['iss']}", "RFC 9207 section 2")
    return answer["code"]


def check_state(answer: dict[str, str], state: str) -> None:
    """Raise Failure unless the state came back unchanged, which ChatGPT asks since August 2023."""
    if not answer.get("state"):
        raise Failure(
            "the callback has no state, so anybody's code could be slipped in",
            f"RFC 6749 section 10.12; {_FORUM}, topic 296963",
            "Missing `state` param in response from OAuth provider",
        )
    if answer["state"] != state:
        raise Failure("the callback's state is not the one that was sent", "RFC 6749 section 4.1.2")


def authorization_code_request(wire: Wire, client: Client, code: str, redirect_uri: str) -> Answer:
    """Exchange the code (RFC 6749 section 4.1.3)."""
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
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
    why = _REASONS.get(error, "")
    if client.auth.content_type == "application/json" and error in _UNREAD_BODY:
        raise Failure(
            f"the token endpoint refuses a JSON body ({answer.status} {error}), though the "
            "manifest declares authorization_content_type application/json; OAuth libraries read "
            "only forms unless taught otherwise",
            AUTHENTICATION,
        )
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
            f"{_FORUM}, topic 156658",
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
    """Post to the token endpoint in the declared form, the client's id and secret in the body."""
    body = {**fields, "client_id": client.client_id, "client_secret": client.client_secret}
    as_json = client.auth.content_type == "application/json"
    return wire.send(
        "POST",
        client.auth.token_url.text,
        seconds=client.model.call_seconds,
        headers={
            "user-agent": client.model.user_agent,
            "accept": "application/json",
            "content-type": client.auth.content_type,
        },
        content=json.dumps(body) if as_json else urlencode(body),
    )
