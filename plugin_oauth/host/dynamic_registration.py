"""Dynamic client registration (RFC 7591), and its end (RFC 7592): the host makes itself known."""

import json
from collections.abc import Generator
from dataclasses import dataclass, field
from http import HTTPStatus

from plugin_oauth.host.client_authentication import BASIC, NONE, POST, Credentials
from plugin_oauth.host.documents import Document, read_json_object, show
from plugin_oauth.host.domains import check_named
from plugin_oauth.host.plugin_model import McpModel
from plugin_oauth.host.remarks import OPENAI_MCP, Failure, Remark, fail, warn
from plugin_oauth.host.token_endpoint import find_error
from plugin_oauth.host.urls import Url, read_url
from plugin_oauth.host.wire import Answer, Wire

_SOURCE = "RFC 7591 section 3.2.1"
_METHODS = {NONE, POST, BASIC}


@dataclass(frozen=True)
class Registration:
    """The client that was made, and how to take it away again: empty if there is no way."""

    credentials: Credentials
    management_url: str = ""
    management_token: str = field(default="", repr=False)


def registration_request(
    wire: Wire, model: McpModel, endpoint: Url, redirect_uris: list[str]
) -> Answer:
    """Ask for a client as hosts do: public, and without a scope."""
    return wire.send(
        "POST",
        endpoint.text,
        seconds=model.call_seconds,
        headers={
            "user-agent": model.user_agent,
            "accept": "application/json",
            "content-type": "application/json",
        },
        content=json.dumps(
            {
                "client_name": model.client_name,
                "redirect_uris": redirect_uris,
                "grant_types": ["authorization_code", "refresh_token"],
                "response_types": ["code"],
                "token_endpoint_auth_method": NONE,
                "application_type": "native" if model.is_native else "web",
            }
        ),
    )


def process_registration_response(
    answer: Answer, redirect_uris: list[str]
) -> Generator[Remark, None, Registration]:
    """Return the client; raises Failure if none was made (RFC 7591 section 3.2)."""
    if not answer.is_success:
        raise Failure(
            f"the registration endpoint answers {answer.status} {find_error(answer)}",
            "RFC 7591 section 3.2.2",
        )
    if answer.status != HTTPStatus.CREATED:
        yield warn(f"the registration is answered with {answer.status}, not 201", _SOURCE)
    client = read_json_object(answer, source=_SOURCE)
    client_id, secret = client.get("client_id"), client.get("client_secret", "")
    if not isinstance(client_id, str) or not client_id:
        raise Failure("the registration gave no client_id", _SOURCE)
    if client.get("redirect_uris") != redirect_uris:
        yield fail(f"redirect_uris came back as {show(client.get('redirect_uris'))}", _SOURCE)
    if secret and "client_secret_expires_at" not in client:
        yield fail("there is a client_secret without client_secret_expires_at", _SOURCE)
    if client.get("client_secret_expires_at"):
        yield warn("the secret expires: hosts register once and never again", OPENAI_MCP)
    if any(value is None for value in client.values()):
        yield warn("a member is null; clients in TypeScript refuse that", _SOURCE)
    method = client.get("token_endpoint_auth_method")
    return Registration(
        Credentials(client_id, method if method in _METHODS else NONE, str(secret or "")),
        _find_management_url(client, answer.url),
        str(client.get("registration_access_token") or ""),
    )


def deletion_request(wire: Wire, model: McpModel, registration: Registration) -> Answer:
    """Take the client away (RFC 7592 section 2.3)."""
    token = registration.management_token
    headers = {"user-agent": model.user_agent, "authorization": f"Bearer {token}"}
    url = registration.management_url
    return wire.send("DELETE", url, seconds=model.call_seconds, headers=headers)


def _find_management_url(client: Document, endpoint: Url) -> str:
    """Return where the client is managed, if it has such a place and a token may be sent there."""
    try:
        url = read_url(str(client.get("registration_client_uri")))
    except ValueError:
        return ""
    check_named("registration_client_uri", url, endpoint)
    return url.text
