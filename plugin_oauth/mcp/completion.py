"""Completion (MCP "Utilities, Completion"): values for arguments of prompts and of addresses.

a reference to nothing, or an argument without name and value    -32602
a scope is missing                                               403  access.py
"""

from typing import Any

from plugin_oauth.mcp.access import check_scopes
from plugin_oauth.mcp.jsonrpc import INVALID_PARAMS, RpcError
from plugin_oauth.mcp.methods import Call, Method, Result
from plugin_oauth.mcp.prompts import find_prompt

MOST_VALUES = 100  # the specification's own limit


def complete(call: Call) -> Result:
    """Return values that go on like the one so far; raises RpcError, NotAllowedError."""
    params = call.message.params
    name, value = _argument(params.get("argument"))
    reference = params.get("ref")
    kind = reference.get("type") if isinstance(reference, dict) else None
    if kind == "ref/prompt":
        values = find_prompt(call, params["ref"].get("name")).complete(name, value)
    elif kind == "ref/resource":
        values = _complete_address(call, params["ref"].get("uri"), name, value)
    else:
        raise RpcError(INVALID_PARAMS, "The ref must be of type ref/prompt or ref/resource.")
    shown = values[:MOST_VALUES]
    has_more = len(values) > len(shown)
    return {"completion": {"values": shown, "total": len(values), "hasMore": has_more}}


def _argument(argument: Any) -> tuple[str, str]:
    if isinstance(argument, dict):
        name, value = argument.get("name"), argument.get("value")
        if isinstance(name, str) and isinstance(value, str):
            return name, value
    raise RpcError(INVALID_PARAMS, "The argument must have a name and a value, both texts.")


def _complete_address(call: Call, uri_template: object, name: str, value: str) -> list[str]:
    for template in call.server.templates:
        if template.uri_template == uri_template:
            check_scopes(call.caller, template.scope_names)
            return template.complete(call.caller.user, name, value) if call.caller else []
    raise RpcError(INVALID_PARAMS, "There are no resources of this template.")


COMPLETION_METHODS = {"completion/complete": Method(complete)}
