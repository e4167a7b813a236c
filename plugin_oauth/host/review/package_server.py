"""The MCP server that a package connects, for what the package says of its tools."""

from plugin_oauth.host.documents import Document
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.package_address import find_server
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.subject import NotChecked, Subject


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
