"""Tools of an MCP server: listed, one chosen that only reads, called, its answer judged."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from plugin_oauth.host.arguments import NoExample, find_example
from plugin_oauth.host.challenge import read_challenge
from plugin_oauth.host.documents import Document, show
from plugin_oauth.host.remarks import MCP_TOOLS, OPENAI_MCP, Failure, Remark, Skipped, fail, warn

# Where a tool of a server that is open at first says what it needs.
LOGIN_MEMBER = "mcp/www_authenticate"


@dataclass(frozen=True)
class ToolCall:
    """A tool with arguments that it will take; `is_given`: its schema gave all of them."""

    name: str
    arguments: dict[str, Any]
    is_given: bool
    has_output_schema: bool = False

    @property
    def params(self) -> dict[str, Any]:
        return {"name": self.name, "arguments": self.arguments}


def read_tools(result: Document) -> Generator[Remark, None, list[Document]]:
    """Return the tools of one page of a list; raises Failure if it is no list."""
    tools = result.get("tools")
    if not isinstance(tools, list):
        raise Failure(f"tools is {show(tools)}, not a list", MCP_TOOLS)
    named = [tool for tool in tools if isinstance(tool, dict) and isinstance(tool.get("name"), str)]
    if len(named) < len(tools):
        yield fail("a tool has no name", MCP_TOOLS)
    for tool in named:
        yield from check_tool(tool)
    return named


def check_tool(tool: Document) -> Iterator[Remark]:
    """Yield what keeps a model from using a tool."""
    schema = tool.get("inputSchema")
    if not isinstance(schema, dict) or schema.get("type") != "object":
        yield fail(f'the inputSchema of {tool["name"]} is no schema of type "object"', MCP_TOOLS)
    if not tool.get("description"):
        yield warn(f"{tool['name']} has no description for the model", OPENAI_MCP)


def choose_tool(tools: Sequence[Document]) -> ToolCall:
    """Return the call to try: of a tool that says it only reads; raises Skipped without one.

    The fewer arguments have to be invented the better.
    """
    calls = find_calls(tools)
    if not calls:
        raise Skipped(
            "no tool says readOnlyHint: true and has arguments that can be made of its schema; "
            "others might change data"
        )
    return min(calls, key=lambda call: (bool(call.arguments), not call.is_given))


def find_calls(tools: Sequence[Document]) -> list[ToolCall]:
    """Return a call of each tool that says it only reads and whose arguments can be made."""
    return [call for tool in tools if only_reads(tool) if (call := _make_call(tool))]


def process_tool_result(result: Document, call: ToolCall) -> Iterator[Remark]:
    """Yield what is doubtful about a result; raises Failure if the tool could not do it."""
    content = result.get("content")
    if result.get("isError") is True:
        raise Failure(f"{call.name} answers with an error: {_words(content)}", MCP_TOOLS)
    if not isinstance(content, list):
        raise Failure(f"content is {show(content)}, not a list", MCP_TOOLS)
    if call.has_output_schema and not isinstance(result.get("structuredContent"), dict):
        yield fail(f"{call.name} has an outputSchema and gives no structuredContent", MCP_TOOLS)


def require_login_challenge(result: Document) -> None:
    """Raise Failure unless the error of a tool tells the host to have the person sign in."""
    meta = result.get("_meta")
    value = meta.get(LOGIN_MEMBER) if isinstance(meta, dict) else None
    texts = value if isinstance(value, list) else [value]
    challenges = [read_challenge(text) for text in texts if isinstance(text, str)]
    if not any(found and "resource_metadata" in found for found in challenges):
        raise Failure(
            f"the error has no _meta[{LOGIN_MEMBER!r}] with a Bearer challenge and its "
            "resource_metadata: nobody is asked to sign in, the model only reads the text",
            OPENAI_MCP,
        )


def only_reads(tool: Document) -> bool:
    """Whether the tool says so."""
    annotations = tool.get("annotations")
    return isinstance(annotations, dict) and annotations.get("readOnlyHint") is True


def _make_call(tool: Document) -> ToolCall | None:
    schema = tool.get("inputSchema")
    try:
        example = find_example(schema, schema if isinstance(schema, dict) else {})
    except NoExample:
        return None
    if not isinstance(example.value, dict):
        return None
    return ToolCall(tool["name"], example.value, example.is_given, "outputSchema" in tool)


def _words(content: object) -> str:
    blocks = content if isinstance(content, list) else []
    texts = [str(block.get("text", "")) for block in blocks if isinstance(block, dict)]
    return " ".join(texts)
