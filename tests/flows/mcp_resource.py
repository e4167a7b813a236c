"""A protected resource of the tests' own at /mcp: enough of MCP for clients that sign in there.

The checks of each request, in the order they run:

    a GET                      405
    another site's Origin      403
    the access token           bearer.py, with the scopes of what is asked for
    MCP-Protocol-Version       400
"""

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, Forbidden

from plugin_oauth import csrf, errors
from plugin_oauth.database import unit_of_work
from plugin_oauth.oauth.bearer import authenticate
from plugin_oauth.oauth.resources import MCP

VERSION = "2025-06-18"
READ = "list_tasks"
WRITE = "add_task"
SCOPES = {READ: ["tasks.read"], WRITE: ["tasks.read", "tasks.write"]}

TOOLS = [
    {
        "name": name,
        "description": "A tool of the tests.",
        "inputSchema": {"type": "object"},
        "annotations": {"readOnlyHint": name == READ},
    }
    for name in SCOPES
]

bp = Blueprint("mcp", __name__)


def add_mcp(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve it from an app that has answered no request yet, as a machine's path and no page."""
    app.register_blueprint(bp)
    monkeypatch.setattr(csrf, "MACHINE_PATHS", (*csrf.MACHINE_PATHS, MCP))
    monkeypatch.setattr(errors, "PROBLEM_PATHS", (*errors.PROBLEM_PATHS, MCP))


@bp.post(MCP)
@unit_of_work
def answer() -> tuple[Response, int]:
    if request.headers.get("Origin") not in {None, current_app.config["BASE_URL"]}:
        raise Forbidden
    message = request.get_json()
    authenticate(needed_scopes(message), resource=MCP)
    if request.headers.get("MCP-Protocol-Version", VERSION) != VERSION:
        raise BadRequest
    if "id" not in message:
        return Response(), 202
    return jsonify(jsonrpc="2.0", id=message["id"], result=result(message["method"])), 200


def needed_scopes(message: dict[str, Any]) -> Sequence[str]:
    """Return the scopes of the whole operation."""
    tool = message["params"]["name"] if message["method"] == "tools/call" else READ
    return SCOPES[tool]


def result(method: str) -> dict[str, Any]:
    """Return what it always answers; nothing for a ping."""
    results: dict[str, dict[str, Any]] = {
        "initialize": {
            "protocolVersion": VERSION,
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "A resource of the tests", "version": "1"},
        },
        "tools/list": {"tools": TOOLS},
        "tools/call": {"content": [{"type": "text", "text": "done"}]},
    }
    return results.get(method, {})


def tool_call(name: str) -> dict[str, Any]:
    """Return the message that calls a tool."""
    params = {"name": name, "arguments": {}}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
