"""The loop of an MCP host played to its end, and what it sent."""

import json
from typing import Any

from werkzeug.wrappers import Request, Response

from tests.host.fake_mcp import FakeMcp
from tests.host.fake_plugin import Fault
from tests.host.played import Played


def play(mcp: FakeMcp, profile: str = "mcp-2026") -> Played:
    return Played(mcp.target, profile=profile)


def with_fault(mcp: FakeMcp, path: str, fault: Fault, profile: str = "mcp-2026") -> Played:
    mcp.faults[path] = fault
    return play(mcp, profile)


def asked(mcp: FakeMcp, path: str) -> list[Request]:
    return [request for request in mcp.requests if request.path == path]


def messages(mcp: FakeMcp) -> list[dict[str, Any]]:
    return [request.get_json() for request in asked(mcp, "/mcp") if request.method == "POST"]


def with_result(name: str, value: object) -> Fault:
    """Set one member of the result, where there is one of this name."""

    def fault(_request: Request, answer: Response) -> Response:
        message = answer.get_json(silent=True) or {}
        if name not in message.get("result", {}):
            return answer
        changed = {**message, "result": {**message["result"], name: value}}
        changed["result"].pop("nextCursor", None)
        return Response(json.dumps(changed), answer.status_code, mimetype="application/json")

    return fault
