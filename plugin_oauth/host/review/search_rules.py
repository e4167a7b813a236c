"""Group T: search and fetch, which deep research calls by these names and in this form."""

from collections.abc import Iterator
from dataclasses import replace

from plugin_oauth.host.documents import Document, show
from plugin_oauth.host.review.rules import Fault, Level
from plugin_oauth.host.review.sources import MCP_GUIDE
from plugin_oauth.host.review.subject import NotChecked, Subject, find_url
from plugin_oauth.host.review.tool_calls import ToolResult, call_tool
from plugin_oauth.host.review.tool_list import block, named_tools, tool_place
from plugin_oauth.host.review.tool_rules import T
from plugin_oauth.host.tools import ToolCall, find_calls

# The one argument of each, and what its result must have.
_ARGUMENTS = {"search": "query", "fetch": "id"}
_MEMBERS = {"search": {"results"}, "fetch": {"id", "title", "text", "url"}}
_FOUND = ("id", "title")
# Tried where the schema gives no example that finds something.
_QUERIES = ("the", "test", "a")
_MOST_FOUND = 20


@T.rule(
    "008",
    Level.WARNING,
    "search and fetch take and give what hosts expect of these names",
    source=MCP_GUIDE,
    fix="search takes query and gives results of id, title, url; fetch takes id and gives id, "
    "title, text, url; both as structuredContent and as the same JSON in one text.",
    how="The schemas of tools with these two names are looked at. If they only read, search is "
    "called until it finds something, and fetch with what was found.",
)
def check_search_and_fetch(subject: Subject) -> Iterator[Fault]:
    found = {name: tool for tool, name in named_tools(subject) if name in _ARGUMENTS}
    if not found:
        raise NotChecked("no tool is named search or fetch")
    for name, tool in found.items():
        yield from _schema_faults(subject, name, tool)
    if "search" not in found:
        raise NotChecked("there is no search to find what fetch could get")
    results = _search(subject, found["search"])
    yield from _result_faults(results, "results")
    items = _items(results)
    for item in items:
        yield from _item_faults(item, results)
    if "fetch" in found and items:
        yield from _fetch_faults(subject, found["fetch"], items[0].get("id"))


def _schema_faults(subject: Subject, name: str, tool: Document) -> Iterator[Fault]:
    arguments = block(block(tool, "inputSchema"), "properties")
    argument = _ARGUMENTS[name]
    if set(arguments) != {argument} or block(arguments, argument).get("type") != "string":
        sentence = f"{name} does not take {argument}, a text, and nothing else"
        yield Fault(sentence, tool_place(subject, name, "inputSchema"))
    given = block(block(tool, "outputSchema"), "properties")
    if "outputSchema" in tool and not _MEMBERS[name] <= set(given):
        missing = ", ".join(sorted(_MEMBERS[name] - set(given)))
        yield Fault(f"{name} does not give {missing}", tool_place(subject, name, "outputSchema"))


def _search(subject: Subject, tool: Document) -> ToolResult:
    """Return the first result that has something in it, else the last one; raises NotChecked."""
    example = _call(tool)
    queries = (example.arguments.get("query"), *_QUERIES)
    for query in queries:
        results = call_tool(subject.server, replace(example, arguments={"query": query}))
        if _answer(results).get("results") != []:
            return results
    raise NotChecked(f"search finds nothing for {', '.join(map(show, queries))}")


def _call(tool: Document) -> ToolCall:
    for call in find_calls([tool]):
        return call
    raise NotChecked(f"{tool['name']} does not say readOnlyHint: true, so it is not called")


def _fetch_faults(subject: Subject, tool: Document, found: object) -> Iterator[Fault]:
    call = replace(_call(tool), arguments={"id": found})
    fetched = call_tool(subject.server, call)
    document = _answer(fetched)
    yield from _result_faults(fetched, "text")
    if document.get("id") != found:
        sentence = f"fetch of {show(found)} gives the id {show(document.get('id'))}"
        yield Fault(sentence, fetched.where)
    yield from _item_faults(document, fetched)


def _result_faults(called: ToolResult, member: str) -> Iterator[Fault]:
    """Yield what keeps a host from reading the result in either of its two places."""
    if member not in _answer(called):
        yield Fault(f"the result of {called.name} has no {member}", called.where)
    elif called.structured is None:
        yield Fault(f"{called.name} gives no structuredContent", called.where)
    elif called.written != called.structured:
        sentence = f"the content of {called.name} is not its structuredContent as one JSON text"
        yield Fault(sentence, called.where)


def _item_faults(item: Document, called: ToolResult) -> Iterator[Fault]:
    for name in _FOUND:
        if not isinstance(item.get(name), str) or not item[name]:
            sentence = f"{name} of what {called.name} gives is {show(item.get(name))}, no text"
            yield Fault(sentence, called.where)
    if find_url(item.get("url")) is None:
        url = show(item.get("url"))
        sentence = f"url of what {called.name} gives is {url}, no absolute http(s) URL"
        yield Fault(sentence, called.where)


def _items(called: ToolResult) -> list[Document]:
    items = _answer(called).get("results")
    found = items if isinstance(items, list) else []
    return [item for item in found[:_MOST_FOUND] if isinstance(item, dict)]


def _answer(called: ToolResult) -> Document:
    answer = called.structured if called.structured is not None else called.written
    return answer if isinstance(answer, dict) else {}
