"""The methods that both eras have, in no era's words: what they return, and who may keep that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from plugin_oauth.database import begin_writing
from plugin_oauth.mcp.access import check_scopes
from plugin_oauth.mcp.hints import note_hints
from plugin_oauth.mcp.jsonrpc import INVALID_PARAMS, Message, RpcError
from plugin_oauth.mcp.server import Server
from plugin_oauth.oauth.bearer import AccessToken

Result = dict[str, Any]

HOUR = 3_600_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Call:
    """One request: to which server, what it says, and by whom; a stranger is None."""

    server: Server
    message: Message
    caller: AccessToken | None


@dataclass(frozen=True, slots=True)
class Keep:
    """How long a result may be kept, in milliseconds, and whether for everybody."""

    ttl: int
    scope: Literal["public", "private"]


@dataclass(frozen=True, slots=True)
class Method:
    """One method. A constant one has the same result for every call: it is made once."""

    function: Callable[[Call], Result]
    keep: Keep | None = None
    is_constant: bool = False


def list_tools(call: Call) -> Result:
    """Return every tool: what one may not call one may know, or nobody would ask to sign in."""
    return {"tools": [tool.definition() for tool in call.server.tools]}


def call_tool(call: Call) -> Result:
    """Return the result of a tool; raises RpcError for an unknown one, NotAllowedError."""
    params = call.message.params
    tool = call.server.tools_by_name.get(str(params.get("name")))
    if tool is None:
        raise RpcError(INVALID_PARAMS, "There is no tool of this name. See tools/list.")
    arguments = params.get("arguments", {})
    if not isinstance(arguments, dict):
        raise RpcError(INVALID_PARAMS, "The arguments of a tool must be an object.")
    check_scopes(call.caller, tool.scope_names)
    if not tool.read_only:
        begin_writing()
    note_hints(call.message.meta)
    return tool.call(call.caller.user if call.caller else None, arguments)


METHODS: Mapping[str, Method] = {
    "tools/list": Method(list_tools, Keep(HOUR, "public"), is_constant=True),
    "tools/call": Method(call_tool),
}
