"""The methods of both eras, by the capability they belong to: what is not served is unknown."""

from collections.abc import Mapping

from plugin_oauth.mcp.completion import COMPLETION_METHODS
from plugin_oauth.mcp.methods import METHODS, Method
from plugin_oauth.mcp.prompts import PROMPT_METHODS
from plugin_oauth.mcp.resources import RESOURCE_METHODS
from plugin_oauth.mcp.server import Server

BY_CAPABILITY: Mapping[str, Mapping[str, Method]] = {
    "tools": METHODS,
    "resources": RESOURCE_METHODS,
    "prompts": PROMPT_METHODS,
    "completions": COMPLETION_METHODS,
}


def methods_of(server: Server) -> Mapping[str, Method]:
    """Return the methods of what the server has."""
    return {
        name: method
        for capability in server.capabilities
        for name, method in BY_CAPABILITY[capability].items()
    }
