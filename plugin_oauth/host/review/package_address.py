"""Where the MCP server is that a package connects (Agent Plugins 1.0.0 section 7.2)."""

from plugin_oauth.host.documents import Document, show
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.packages import SERVERS
from plugin_oauth.host.review.sources import AGENT_PLUGINS, SUBMISSION
from plugin_oauth.host.urls import Url, read_url

_TRANSPORTS = ("streamable-http", "sse")


def find_server(servers: Document) -> Url:
    """Return the endpoint of the one server that mcp.json connects; raises Failure without one."""
    named = servers.get("mcpServers")
    if not isinstance(named, dict) or not named:
        raise Failure(f"mcpServers is {show(named)}, and names no server", AGENT_PLUGINS)
    blocks = [block for block in named.values() if isinstance(block, dict)]
    connected = [block for block in blocks if block.get("type") in _TRANSPORTS]
    if len(connected) != 1:
        raise Failure(f"{SERVERS} connects {len(connected)} servers; one is taken", SUBMISSION)
    address = connected[0].get("url")
    try:
        return read_url(address if isinstance(address, str) else "")
    except ValueError as error:
        raise Failure(f"the server's url is {show(address)}: {error}", AGENT_PLUGINS) from None
