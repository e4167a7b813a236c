"""The MCP server that a package connects, for what the package says of its tools."""

from plugin_oauth.host.documents import Document, show
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.packages import SERVERS
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.sources import AGENT_PLUGINS, SUBMISSION
from plugin_oauth.host.review.subject import NotChecked, Subject
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


def list_package_tools(subject: Subject) -> list[Document]:
    """Return the tools of the server that mcp.json names; raises NotChecked without them."""
    web, servers = subject.web, subject.servers
    if subject.package_server is None:
        try:
            url = find_server(servers.document)
        except Failure as failure:
            raise NotChecked(str(failure)) from None
        if url.is_loopback:  # the person's own: the package is a file of this machine
            web.network = web.network.naming(url.text)
        elif not url.is_public:
            raise NotChecked(f"the server at {url.text} is not public https")
        subject.package_server = Server(web, url, subject.account)
    return subject.package_server.tools
