"""An MCP client on the stand-in's own wire: one request, one answer, in both eras of the protocol.

    handshake    revisions up to 2025-11-25: initialize, then perhaps a session
    stateless    2026-07-28: every request says who asks and how, in headers and `_meta`

Streamable HTTP. Nothing is streamed: the answer is JSON, or the events up to the end of one.
"""

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from plugin_oauth.host.documents import Document, read_json_object, show
from plugin_oauth.host.oauth_client import NOTHING, Tokens
from plugin_oauth.host.plugin_model import McpModel
from plugin_oauth.host.remarks import MCP_2026, MCP_LIFECYCLE, MCP_TRANSPORT, Failure
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer, Wire

STATELESS = "2026-07-28"
HANDSHAKES = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
EVENT_STREAM = "text/event-stream"

_META = "io.modelcontextprotocol/"

# The parameter that stands in a header as well, by method (MCP 2026-07-28, transports).
_NAMES = {"tools/call": "name", "resources/read": "uri"}
# No id twice in a session (MCP 2025-11-25, base protocol): two calls at once would share an answer.
_request_ids = itertools.count(1)

# Headers that do not match the body, a capability that is missing: no server of the handshake
# knows these.
_STATELESS_ERRORS = {-32020, -32021}


@dataclass(frozen=True)
class Session:
    """What client and server agreed on; nothing yet where the version is empty.

    `session_id` is what a server of the handshake may have given, for all later requests.
    """

    url: Url
    model: McpModel
    version: str = ""
    session_id: str = ""

    @property
    def is_stateless(self) -> bool:
        return self.version == STATELESS

    @property
    def client_info(self) -> dict[str, str]:
        return {"name": self.model.program, "version": "1.0.0"}


def request(
    wire: Wire, session: Session, method: str, params: Mapping[str, Any], tokens: Tokens = NOTHING
) -> Answer:
    """Send one request of the session's era."""
    message: dict[str, Any] = {"jsonrpc": "2.0", "id": next(_request_ids), "method": method}
    message["params"] = {**params, **_meta(session)} if session.is_stateless else dict(params)
    headers = _stateless_headers(method, params) if session.is_stateless else {}
    return _send(wire, session, message, tokens, headers)


def notify(wire: Wire, session: Session, method: str, tokens: Tokens = NOTHING) -> Answer:
    """Send a notification: it has no id, and no answer but 202."""
    return _send(wire, session, {"jsonrpc": "2.0", "method": method}, tokens, {})


def listen_request(wire: Wire, session: Session, tokens: Tokens, *, seconds: float) -> Answer:
    """Ask for the server's own messages; a server that sends none answers 405."""
    headers = {**_headers(session, tokens), "accept": EVENT_STREAM}
    return wire.send("GET", session.url.text, seconds=seconds, headers=headers)


def end_session(wire: Wire, session: Session, tokens: Tokens = NOTHING) -> Answer:
    """Tell the server that its session is over; it may answer 405."""
    headers = _headers(session, tokens)
    seconds = session.model.call_seconds
    return wire.send("DELETE", session.url.text, seconds=seconds, headers=headers)


def process_response(answer: Answer) -> Document:
    """Return the result; raises Failure if there is an error in its place, or neither."""
    check_not_moved(answer)
    message = read_message(answer)
    error = message.get("error")
    if isinstance(error, dict):
        raise Failure(
            f"the server answers with error {error.get('code')}: {error.get('message')}",
            "JSON-RPC 2.0 section 5.1",
        )
    if not answer.is_success:
        raise Failure(f"{answer.url.text} answers {answer.status}", MCP_TRANSPORT)
    result = message.get("result")
    if not isinstance(result, dict):
        raise Failure(f"the result is {show(result)}, not an object", "JSON-RPC 2.0 section 5")
    return result


def check_not_moved(answer: Answer) -> None:
    """Raise Failure for a redirect: clients lose the request in it, or the token."""
    if answer.is_redirect:
        raise Failure(
            f"{answer.url.text} redirects to {answer.location.text}; clients lose a redirected "
            "POST, so every form of the URL must answer by itself",
            MCP_TRANSPORT,
        )


def read_message(answer: Answer) -> Document:
    """Return the JSON-RPC message in the body; raises Failure if there is none."""
    if answer.media_type != EVENT_STREAM:
        return read_json_object(answer, source=MCP_TRANSPORT)
    for message in _messages(answer.text):
        if "id" in message and "method" not in message:
            return message
    raise Failure("the event stream ends without the response", MCP_TRANSPORT)


def find_error_code(answer: Answer) -> int | None:
    """Return the code of the JSON-RPC error, None if the answer has none."""
    try:
        error = read_message(answer).get("error")
    except Failure:
        return None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None


def is_of_the_handshake(answer: Answer) -> bool:
    """Return whether a server refused a stateless request as one that knows the handshake only.

    Any 4xx but the two that ask for a token, unless it has an error of the stateless era about the
    request itself (MCP 2026-07-28, versioning).
    """
    asks_for_token = answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    is_refusal = HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
    if asks_for_token or not is_refusal:
        return False
    return find_error_code(answer) not in _STATELESS_ERRORS


def process_discover_response(answer: Answer) -> str:
    """Return the version to speak; raises Failure (MCP 2026-07-28, server/discover)."""
    supported = process_response(answer).get("supportedVersions")
    if not isinstance(supported, list) or STATELESS not in supported:
        raise Failure(f"supportedVersions is {show(supported)}, without {STATELESS}", MCP_2026)
    return STATELESS


def initialize_params(session: Session) -> dict[str, Any]:
    """Return what a client says of itself first."""
    version = next(v for v in session.model.versions if v != STATELESS)
    return {"protocolVersion": version, "capabilities": {}, "clientInfo": session.client_info}


def process_initialize_response(answer: Answer) -> tuple[str, str]:
    """Return version and session id; raises Failure if the version is none that is known."""
    version = process_response(answer).get("protocolVersion")
    if version not in HANDSHAKES:
        raise Failure(f"protocolVersion is {show(version)}, which no host knows", MCP_LIFECYCLE)
    return str(version), answer.headers.get("mcp-session-id", "")


def _send(
    wire: Wire,
    session: Session,
    message: Mapping[str, Any],
    tokens: Tokens,
    headers: Mapping[str, str],
) -> Answer:
    return wire.send(
        "POST",
        session.url.text,
        seconds=session.model.call_seconds,
        headers={
            **_headers(session, tokens),
            "content-type": "application/json",
            "accept": f"application/json, {EVENT_STREAM}",
            **headers,
        },
        content=json.dumps(message),
    )


def _headers(session: Session, tokens: Tokens) -> dict[str, str]:
    more = {
        "authorization": tokens.authorization,
        "mcp-protocol-version": session.version,
        "mcp-session-id": session.session_id,
    }
    present = {name: value for name, value in more.items() if value}
    return {"user-agent": session.model.user_agent, **present}


def _stateless_headers(method: str, params: Mapping[str, Any]) -> dict[str, str]:
    name = {"mcp-name": str(params[_NAMES[method]])} if method in _NAMES else {}
    return {"mcp-method": method, **name}


def _meta(session: Session) -> dict[str, Any]:
    return {
        "_meta": {
            f"{_META}protocolVersion": session.version,
            f"{_META}clientCapabilities": {},
            f"{_META}clientInfo": session.client_info,
        }
    }


def _messages(stream: str) -> Iterator[Document]:
    """Yield the JSON objects in the data of the events (HTML Standard, server-sent events)."""
    for event in stream.replace("\r\n", "\n").replace("\r", "\n").split("\n\n"):
        lines = [line[5:].removeprefix(" ") for line in event.split("\n") if line[:5] == "data:"]
        try:
            message = json.loads("\n".join(lines))
        except (ValueError, RecursionError):
            continue
        if isinstance(message, dict):
            yield message
