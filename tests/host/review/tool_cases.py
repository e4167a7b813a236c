"""Cases of the tools of an MCP server (T): how they are listed, and what they give."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.subject import Subject
from tests.host.fake_mcp import FakeMcp
from tests.host.fake_plugin import serve
from tests.host.faults import GONE
from tests.host.review.case import TEXT, Case
from tests.host.review.documents import ORIGIN
from tests.host.review.mcp_case import McpCase, lent, returning, tool

FOUND: dict[str, object] = {"id": "1", "title": "One", "url": f"{ORIGIN}/1"}
FETCHED: dict[str, object] = {"text": "The one."}
INTERFACE_RESOURCE: dict[str, object] = {
    "mimeType": "text/html;profile=mcp-app",
    "_meta": {"ui": {"csp": {"connectDomains": []}, "domain": "https://shop.example"}},
}
IMAGE: dict[str, object] = {"type": "object", "properties": {"download_url": {}}}
FREE: dict[str, object] = {"type": "object"}


@dataclass(frozen=True)
class BothCase(McpCase):
    """A case of an MCP server beside a plugin's manifest and OpenAPI document."""

    @contextmanager
    def open(self) -> Iterator[Subject]:
        with serve(FakeMcp()) as mcp:
            mcp.has_root_metadata = True
            self.change(mcp)
            yield find_subject(mcp.origin, Options(account=lent(mcp)))


def named(rule: str, level: str, words: str, name: str, **arguments: object) -> Case:
    """Return a case of an MCP server whose first tool has this name and these arguments."""

    def change(mcp: FakeMcp) -> None:
        mcp.tools = copy.deepcopy(mcp.tools)
        mcp.tools[0] |= {"name": name, "inputSchema": {"type": "object", "properties": arguments}}

    return McpCase(rule, level, words, change=change)


def hinted(words: str, name: str, *, reads: bool) -> Case:
    """Return a case of T002: a tool of this name that says whether it only reads."""

    def change(mcp: FakeMcp) -> None:
        mcp.tools = copy.deepcopy(mcp.tools)
        mcp.tools[0]["name"] = name
        mcp.tools[0]["annotations"]["readOnlyHint"] = reads

    return McpCase("T002", "error" if reads else "warning", words, change=change)


def beside_an_api(mcp: FakeMcp) -> None:
    """Rename the tool that adds as the operation that lists: it says that it writes."""
    mcp.tools = copy.deepcopy(mcp.tools)
    mcp.tools[0]["name"] = "listThings"


def with_file(mcp: FakeMcp) -> None:
    """Take a file whose schema lacks something."""
    mcp.tools = copy.deepcopy(mcp.tools)
    mcp.tools[0]["inputSchema"]["properties"] = {"image": IMAGE}
    mcp.tools[0]["_meta"]["openai/fileParams"] = ["image"]


def in_both(value: dict[str, object]) -> dict[str, object]:
    """Return the result of a tool in its two places."""
    return {"structuredContent": value, "content": [{"type": "text", "text": json.dumps(value)}]}


def searching(mcp: FakeMcp) -> None:
    """Have a search and a fetch, both as they should be."""
    mcp.tools = copy.deepcopy(mcp.tools)
    for name, argument, members in (
        ("search", "query", ("results",)),
        ("fetch", "id", ("id", "title", "text", "url")),
    ):
        taken: dict[str, object] = {"type": "object", "properties": {argument: TEXT}}
        given: dict[str, object] = {"type": "object", "properties": {key: {} for key in members}}
        schemas = {"inputSchema": taken, "outputSchema": given}
        mcp.tools.append(copy.deepcopy(mcp.tools[1]) | {"name": name} | schemas)
    mcp.results = {"search": in_both({"results": [FOUND]}), "fetch": in_both(FOUND | FETCHED)}


def found(words: str, name: str, result: dict[str, object]) -> Case:
    """Return a case of T008: what search or fetch gives."""

    def change(mcp: FakeMcp) -> None:
        searching(mcp)
        mcp.results[name] = result

    return McpCase("T008", "warning", words, change=change)


def located(level: str, words: str, description: str, *, is_required: bool) -> Case:
    """Return a case of T009: a tool that takes a latitude, described so."""
    schema: dict[str, object] = {
        "type": "object",
        "properties": {"place": {"$ref": "#/$defs/Place"}},
        "$defs": {
            "Place": {
                "type": "object",
                "properties": {"latitude": {"type": "number", "description": description}},
                "required": ["latitude"],
            }
        },
    }
    needed = {"required": ["place"]} if is_required else {}
    return tool("T009", level, words, "inputSchema", value=schema | needed)


def shown(words: str, uri: str, **resource: object) -> Case:
    """Return a case of T013: a tool with an interface, and what is found there."""

    def change(mcp: FakeMcp) -> None:
        mcp.tools = copy.deepcopy(mcp.tools)
        mcp.tools[0]["_meta"] = {"ui": {"resourceUri": uri}}
        mcp.resources = {uri: {**INTERFACE_RESOURCE, **resource}} if resource else {}

    return McpCase("T013", "error", words, change=change)


def talkative(mcp: FakeMcp) -> None:
    """Say a lot before the first pause."""
    mcp.about = {"instructions": "a" * 600}


JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2ln"

TOOL_CASES: list[Case] = [
    tool("T001", "error", "is missing, not true", "annotations", "openWorldHint", value=GONE),
    tool("T001", "error", "is 'no', not true", "annotations", "readOnlyHint", value="no"),
    BothCase("T002", "error", "readOnlyHint: false and is GET", change=beside_an_api),
    hinted("true, and its name says delete", "deleteThing", reads=True),
    hinted("false, and its name says find", "find_things", reads=False),
    returning("T003", "error", "at its top", {"structuredContent": [], "content": []}),
    returning("T003", "error", "gives no structuredContent", {"content": []}),
    tool("T004", "warning", "there are 2 tools", "name", value="list_things"),
    tool("T004", "warning", "praises", "name", value="find_best_things"),
    tool("T004", "warning", "what the tool does", "name", value="things"),
    tool("T005", "error", "has no description", "description", value=" "),
    tool("T005", "error", "asks to be preferred", "description", value="Always use this."),
    tool("T005", "error", "compares", "description", value="The best tool."),
    tool("T006", "error", "65 char", "_meta", "openai/toolInvocation/invoked", value="a" * 65),
    tool("T007", "error", "is no argument", "_meta", "openai/fileParams", value=["image"]),
    McpCase("T007", "error", "declare file_id", change=with_file),
    named("T008", "warning", "does not take query", "search", phrase=TEXT),
    found("is '/1', no absolute", "search", in_both({"results": [FOUND | {"url": "/1"}]})),
    found("is missing, no text", "search", in_both({"results": [{"url": ORIGIN}]})),
    found("has no results", "search", in_both({"found": []})),
    found(
        "is not its structuredContent", "search", in_both({"results": [FOUND]}) | {"content": []}
    ),
    found("gives the id '2'", "fetch", in_both(FOUND | FETCHED | {"id": "2"})),
    found("has no text", "fetch", in_both(FOUND)),
    named("T009", "error", "a password", "log_in", userPassword=TEXT, password=TEXT),
    named("T009", "info", "of a place", "find_shops", latitude=TEXT),
    located("error", "cannot be called without a precise", "Degrees north.", is_required=True),
    located("error", "a precise location", "The exact position.", is_required=False),
    located("info", "of a place", "Rounded to whole degrees.", is_required=True),
    named("T009", "error", "a payment card", "pay_now", cardNumber=TEXT),
    returning("T010", "warning", "has trace_id", {"structuredContent": {"trace_id": "1"}}),
    returning("T010", "error", "a token in", {"structuredContent": {"a": [{"access_token": "1"}]}}),
    returning("T010", "error", "a token in", {"structuredContent": {"a": f"was {JWT}"}}),
    # Every third character might begin a token, and none does.
    returning("T010", "warning", "has trace", {"structuredContent": {"trace_id": "eyJ" * 200_000}}),
    named("T011", "error", "any arguments", "run_it", operation=TEXT, arguments=FREE),
    McpCase("T012", "info", "600 characters", change=talkative),
    shown("not ui://", "https://shop.example/1"),
    shown("has no version", "ui://shop/page", title="a"),
    shown("is 'text/html'", "ui://shop/1", mimeType="text/html"),
    shown("has no _meta.ui.csp", "ui://shop/1", _meta={}),
]
