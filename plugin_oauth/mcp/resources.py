"""Resources (MCP "Server features, Resources"): what a person may attach to a conversation.

an unknown resource, or one that is not this person's    -32602, with its uri
a scope is missing                                       403  access.py
a cursor                                                 -32602: there is one page
"""

from typing import Any

from plugin_oauth.mcp.access import check_scopes
from plugin_oauth.mcp.jsonrpc import INVALID_PARAMS, RpcError
from plugin_oauth.mcp.methods import HOUR, Call, Keep, Method, Result
from plugin_oauth.oauth.scopes import covers

Json = dict[str, Any]

MINUTE = 60_000  # milliseconds


def list_resources(call: Call) -> Result:
    """Return what is there for everybody, and the caller's own as far as the token reaches."""
    if "cursor" in call.message.params:
        raise RpcError(INVALID_PARAMS, "There is one page only: ask without a cursor.")
    listed = [resource.definition() for resource in call.server.resources]
    for template in call.server.templates:
        if call.caller and covers(call.caller.scope, " ".join(template.scope_names)):
            listed += template.find_resources(call.caller.user)
    return {"resources": listed}


def list_templates(call: Call) -> Result:
    return {"resourceTemplates": [template.definition() for template in call.server.templates]}


def read_resource(call: Call) -> Result:
    """Return the contents; raises RpcError for an unknown address, NotAllowedError."""
    uri = str(call.message.params.get("uri"))
    for resource in call.server.resources:
        if resource.uri == uri:
            return {"contents": [resource.read()]}
    contents = _read_own(call, uri)
    if contents is None:
        sentence = "There is no resource at this address. See resources/list."
        raise RpcError(INVALID_PARAMS, sentence, data={"uri": uri})
    return {"contents": [contents]}


def _read_own(call: Call, uri: str) -> Json | None:
    for template in call.server.templates:
        if template.matches(uri):
            check_scopes(call.caller, template.scope_names)
            return template.read(call.caller.user, uri) if call.caller else None
    return None


RESOURCE_METHODS = {
    "resources/list": Method(list_resources, Keep(MINUTE, "private")),
    "resources/templates/list": Method(list_templates, Keep(HOUR, "public"), is_constant=True),
    "resources/read": Method(read_resource, Keep(0, "private")),
}
