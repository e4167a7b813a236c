"""plugin.json and mcp.json against Agent Plugins 1.0.0: its schemas, and what its text adds."""

from collections.abc import Iterator

from plugin_oauth.host.documents import show
from plugin_oauth.host.review.packages import PLUGIN, SERVERS
from plugin_oauth.host.review.rules import Fault
from plugin_oauth.host.review.schemas import find_breaches
from plugin_oauth.host.review.subject import Part, find_url

SCHEMAS = {
    PLUGIN: "vendor/agent-plugins-1.0.0-plugin.schema.json",
    SERVERS: "vendor/agent-plugins-1.0.0-mcp.schema.json",
}


def schema_faults(part: Part, schema: str) -> Iterator[Fault]:
    """Yield what the schema says against the document."""
    for breach in find_breaches(part.document, schema):
        yield Fault(breach.sentence, part.at(*breach.path))


def address_faults(servers: Part) -> Iterator[Fault]:
    """Yield what section 7.2.1 says against the URL of a server; the schema takes any text."""
    for name, server in servers.block("mcpServers").items():
        address = server.get("url") if isinstance(server, dict) else None
        if isinstance(address, str) and address:
            for complaint in _complaints(address):
                yield Fault(f"url {complaint}", servers.at("mcpServers", name, "url"))


def _complaints(address: str) -> Iterator[str]:
    url = find_url(address)
    if url is None:
        yield f"is {show(address)}, not an absolute http or https URL without user information"
        return
    if "#" in address:
        yield f"is {show(address)}, which has a fragment"
    # "Exactly localhost": a name below it need not be this machine.
    if url.scheme == "http" and (not url.is_loopback or url.host.endswith(".localhost")):
        yield f"is {show(address)}; http is for localhost only"
