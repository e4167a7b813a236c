"""Fixtures of the MCP server's tests: a client of each era, and messages that are checked.

Whatever a client here sends and gets is validated against the specification's types by mcp-types.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from mcp_types.methods import validate_server_result
from werkzeug.test import TestResponse

from plugin_oauth.users.models import CurrentUser

Bearer = Callable[..., dict[str, str]]
Json = dict[str, Any]

HANDSHAKE = "2025-11-25"
STATELESS = "2026-07-28"
SCOPES = ("tasks.read", "tasks.write", "notes.read", "notes.write")


def request_message(method: str, params: Json | None = None, message_id: int | str = 1) -> Json:
    named = {} if params is None else {"params": params}
    return {"jsonrpc": "2.0", "id": message_id, "method": method, **named}


@dataclass(frozen=True)
class Peer:
    """A client of one era of the protocol."""

    http: FlaskClient
    version: str
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, params: Json | None = None, **options: Any) -> TestResponse:
        """Send one request as the era has it, and return the answer."""
        params = dict(params or {})
        headers = {"MCP-Protocol-Version": self.version, **self.headers}
        if self.version == STATELESS:
            params.setdefault("_meta", {})
            params["_meta"] = {
                "io.modelcontextprotocol/protocolVersion": self.version,
                "io.modelcontextprotocol/clientCapabilities": {},
                **params["_meta"],
            }
            headers["Mcp-Method"] = method
            if (name := params.get("name", params.get("uri"))) is not None:
                headers["Mcp-Name"] = str(name)
        headers.update(options.pop("headers", {}))
        return self.http.post("/mcp", json=request_message(method, params), headers=headers)

    def ask(self, method: str, params: Json | None = None) -> Json:
        """Return the result of a request, which is as the specification of this version has it."""
        answer = self.send(method, params)
        assert answer.status_code == 200, answer.text
        body = answer.get_json()
        assert (body["jsonrpc"], body["id"]) == ("2.0", 1), body
        validate_server_result(method, self.version, body["result"])
        result: Json = body["result"]
        return result

    def call(self, tool: str, **arguments: Any) -> Json:
        return self.ask("tools/call", {"name": tool, "arguments": arguments})


@pytest.fixture
def authorized(user: CurrentUser, bearer: Bearer) -> dict[str, str]:
    """Return the header of somebody with the scopes of everyday use."""
    return bearer(user, *SCOPES)


@pytest.fixture(params=[HANDSHAKE, STATELESS])
def peer(request: pytest.FixtureRequest, client: FlaskClient, authorized: dict[str, str]) -> Peer:
    """Return a client of each era in turn."""
    return Peer(client, request.param, authorized)


@pytest.fixture
def handshake(client: FlaskClient, authorized: dict[str, str]) -> Peer:
    return Peer(client, HANDSHAKE, authorized)


@pytest.fixture
def stateless(client: FlaskClient, authorized: dict[str, str]) -> Peer:
    return Peer(client, STATELESS, authorized)


@pytest.fixture(params=[HANDSHAKE, STATELESS])
def stranger(request: pytest.FixtureRequest, client: FlaskClient) -> Peer:
    """Return a client of each era in turn, without a token."""
    return Peer(client, request.param)
