"""Calls of tools that a review may make: those that say they only read, each once."""

from dataclasses import dataclass
from typing import Any

from plugin_oauth.host import mcp_client
from plugin_oauth.host.documents import Document, read_json
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.subject import NotChecked, Where
from plugin_oauth.host.tools import ToolCall, find_calls

_MOST_CALLS = 20


@dataclass(frozen=True)
class ToolResult:
    """What a tool answered, and its outputSchema if it has one."""

    name: str
    where: Where
    result: Document
    schema: object

    @property
    def structured(self) -> Any:
        return self.result.get("structuredContent")

    @property
    def written(self) -> object:
        """The JSON in the one text of its content, None if there is none."""
        content = self.result.get("content")
        first = content[0] if isinstance(content, list) and len(content) == 1 else None
        text = first.get("text") if isinstance(first, dict) else None
        return read_json(text) if isinstance(text, str) else None


def call_reading_tools(server: Server) -> list[ToolResult]:
    """Return the results of tools that only read and can be called; raises NotChecked."""
    results, reason = [], "no tool says readOnlyHint: true and has arguments that can be made"
    for call in find_calls(server.tools)[:_MOST_CALLS]:
        try:
            results.append(call_tool(server, call))
        except NotChecked as not_checked:
            reason = str(not_checked)
    if not results:
        raise NotChecked(reason)
    return results


def call_tool(server: Server, call: ToolCall) -> ToolResult:
    """Return the result of one call; raises NotChecked if the tool could not do it."""
    try:
        result = mcp_client.process_response(server.call(call))
    except Failure as failure:
        raise NotChecked(f"{call.name} could not be called: {failure}") from None
    if result.get("isError") is True:
        raise NotChecked(f"{call.name} answers with an error")
    schema = next(tool.get("outputSchema") for tool in server.tools if tool["name"] == call.name)
    return ToolResult(call.name, Where("tools/call", server.url.text, call.name), result, schema)
