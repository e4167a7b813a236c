"""Group T: the user interface that a tool shows, read as a host reads it."""

import re
from collections.abc import Iterator

from plugin_oauth.host import mcp_client
from plugin_oauth.host.documents import show
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.rules import Fault, Level, fault
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.sources import MCP_REFERENCE
from plugin_oauth.host.review.subject import NotChecked, Subject, Where
from plugin_oauth.host.review.tool_list import block, find_interface, named_tools, tool_place
from plugin_oauth.host.review.tool_rules import T

_MOST_INTERFACES = 5
_INTERFACE_TYPES = {"text/html;profile=mcp-app", "text/html+skybridge"}


@T.rule(
    "013",
    Level.ERROR,
    "a tool's user interface has its type, its policy, its domain and a version",
    source=MCP_REFERENCE,
    fix="Serve ui://... as text/html;profile=mcp-app with _meta.ui.csp and domain; put a version "
    "into its address.",
    how="The resource that a tool names is read.",
)
def check_interfaces(subject: Subject) -> Iterator[Fault]:
    found = {uri: name for tool, name in named_tools(subject) if (uri := find_interface(tool))}
    if not found:
        raise NotChecked("no tool has a user interface")
    for uri, name in list(found.items())[:_MOST_INTERFACES]:
        where = tool_place(subject, name, "_meta", "ui", "resourceUri")
        if not uri.startswith("ui://"):
            yield Fault(f"the interface of {name} is {show(uri)}, not ui://...", where)
        elif not re.search(r"\d", uri.removeprefix("ui://").partition("/")[2]):
            yield Fault(f"{show(uri)} has no version: hosts keep it for an hour", where)
        yield from _interface_faults(subject.server, uri, where)


def _interface_faults(server: Server, uri: str, where: Where) -> Iterator[Fault]:
    run = server.run
    try:
        answer = mcp_client.request(
            run.wire, run.session, "resources/read", {"uri": uri}, run.tokens
        )
        contents = mcp_client.process_response(answer).get("contents")
    except Failure as failure:
        yield fault(failure, where)
        return
    first = contents[0] if isinstance(contents, list) and contents else None
    if not isinstance(first, dict):
        yield Fault(f"{show(uri)} has no contents", where)
        return
    if first.get("mimeType") not in _INTERFACE_TYPES:
        sentence = f"{show(uri)} is {show(first.get('mimeType'))}, not text/html;profile=mcp-app"
        yield Fault(sentence, where)
    meta = block(first, "_meta")
    ui = block(meta, "ui")
    if not block(ui, "csp") and not block(meta, "openai/widgetCSP"):
        yield Fault(f"{show(uri)} has no _meta.ui.csp", where)
    if not isinstance(ui.get("domain") or meta.get("openai/widgetDomain"), str):
        yield Fault(f"{show(uri)} has no _meta.ui.domain", where)
