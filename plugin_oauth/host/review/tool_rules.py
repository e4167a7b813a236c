"""Group T: the tools of an MCP server, as its list tells of them to models and hosts."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from plugin_oauth.host import mcp_client
from plugin_oauth.host.documents import Document, show
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.operations import find_operations
from plugin_oauth.host.review.policy_rules import PRAISE, STEERING
from plugin_oauth.host.review.rules import Fault, Group, Level, fault
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.sources import (
    GUIDELINES,
    MCP_GUIDE,
    MCP_REFERENCE,
    MCP_SERVER,
    REVIEW,
    SUBMISSION_ERRORS,
)
from plugin_oauth.host.review.subject import NotChecked, Subject, Where
from plugin_oauth.host.review.tool_schemas import find_properties

T = Group("T", "tools of an MCP server", "MCP servers")

_HINTS = ("readOnlyHint", "destructiveHint", "openWorldHint")
_PRAISING = re.compile(r"best|official|pick_?me", re.IGNORECASE)
_VERBS = {"search", "fetch", "find", "list", "get", "create", "add", "update", "delete", "send"}
_LONGEST_STATUS = 64
_INSTRUCTIONS_SEEN = 512
_MOST_INTERFACES = 5
_FILE_MEMBERS = ("download_url", "file_id", "mime_type", "file_name")
_INTERFACE_TYPES = {"text/html;profile=mcp-app", "text/html+skybridge"}
_COMPARISONS = tuple(row for row in PRAISE if row[0] == "compares")

_PRIVATE = (
    ("the chat history", r"chat_?history|conversation_?(?:history|log)|transcript|all_?messages"),
    ("a precise location", r"gps|(?:precise|exact|user|current)_?location|home_?address"),
    ("a payment card", r"card_?number|credit_?card|debit_?card|cvv|cvc"),
    ("data on health", r"diagnos[ei]s|medical|health_?(?:record|data|condition)|prescriptions?"),
    ("a government's identifier", r"ssn|social_?security|passport(?:_?number)?|driver_?licen[cs]e"),
    ("a password", r"password|passwd|passcode|api_?key|secret|mfa_?code|one_?time_?code"),
)
_COORDINATE = re.compile(r"lat(?:itude)?|lng|lon(?:gitude)?|coordinates|lat_?l(?:on|ng)")
_EXECUTOR_NAMES = {
    "operation",
    "operation_name",
    "operation_id",
    "operationid",
    "method",
    "function",
    "endpoint",
    "tool",
    "tool_name",
    "action",
    "command",
    "query_name",
}
_EXECUTOR_ARGUMENTS = {"arguments", "args", "params", "parameters", "payload", "body", "input"}


def _tools(subject: Subject) -> Iterator[tuple[Document, str]]:
    for tool in subject.server.tools:
        yield tool, tool["name"]


def _at(subject: Subject, *members: str) -> Where:
    return Where("tools/list", subject.server.url.text, ".".join(members))


def _block(value: Document, name: str) -> Document:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


@T.rule(
    "001",
    Level.ERROR,
    "every tool says whether it reads, destroys and reaches out",
    source=f"{GUIDELINES}; {SUBMISSION_ERRORS}",
    fix="Write readOnlyHint, destructiveHint and openWorldHint as true or false.",
    how="The annotations of every tool are looked at; a missing hint means the worst to a host.",
)
def check_hints(subject: Subject) -> Iterator[Fault]:
    for tool, name in _tools(subject):
        annotations = _block(tool, "annotations")
        for hint in _HINTS:
            if not isinstance(annotations.get(hint), bool):
                sentence = f"{hint} of {name} is {show(annotations.get(hint))}, not true or false"
                yield Fault(sentence, _at(subject, name, "annotations", hint))


@T.rule(
    "002",
    Level.ERROR,
    "a tool that only reads is an operation that only reads",
    source=REVIEW,
    fix="Say readOnlyHint: true of what GET does, and false of what writes.",
    how="Tools are compared with the operations of the same name in the OpenAPI document.",
)
def check_read_only(subject: Subject) -> Iterator[Fault]:
    spec = subject.find("spec")
    if spec is None:
        raise NotChecked("no OpenAPI document is at hand to compare the tools with")
    methods = {
        operation.text("operationId"): operation.method for operation in find_operations(spec)
    }
    compared = [(tool, name) for tool, name in _tools(subject) if name in methods]
    if not compared:
        raise NotChecked("no tool has the name of an operation of the OpenAPI document")
    for tool, name in compared:
        says = _block(tool, "annotations").get("readOnlyHint")
        reads = methods[name] in {"get", "head"}
        if isinstance(says, bool) and says is not reads:
            sentence = (
                f"{name} says readOnlyHint: {str(says).lower()} and is {methods[name].upper()}"
            )
            yield Fault(sentence, _at(subject, name, "annotations", "readOnlyHint"))


@T.rule(
    "004",
    Level.WARNING,
    "a tool's name is its own, says what it does, and praises nothing",
    source=GUIDELINES,
    fix="Name a tool by what it does, like list_items.",
    how="Names are compared; a single word counts as saying what it does if it is a known verb.",
)
def check_names(subject: Subject) -> Iterator[Fault]:
    counted = Counter(name for _, name in _tools(subject))
    for name, times in counted.items():
        if times > 1:
            yield Fault(f"there are {times} tools named {name}", _at(subject, name))
        if _PRAISING.search(name):
            yield Fault(f"the name {name} praises the tool", _at(subject, name))
        words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)
        if len(words) < 2 and name.lower() not in _VERBS:  # noqa: PLR2004 - a verb and its object
            yield Fault(
                f"the name {show(name)} does not say what the tool does", _at(subject, name)
            )


@T.rule(
    "005",
    Level.ERROR,
    "a tool is described, without comparison or steering",
    source=GUIDELINES,
    fix="Say what the tool does and when it helps; leave the choice to the model.",
    how="Short patterns are looked for in every description, those of C001 among them.",
)
def check_descriptions(subject: Subject) -> Iterator[Fault]:
    for tool, name in _tools(subject):
        text = tool.get("description")
        where = _at(subject, name, "description")
        if not isinstance(text, str) or not text.strip():
            yield Fault(f"{name} has no description", where)
            continue
        for what, pattern in (*STEERING, *_COMPARISONS):
            found = pattern.search(text)
            if found:
                yield Fault(f"the description of {name} {what}: {show(found[0])}", where)


@T.rule(
    "006",
    Level.ERROR,
    "what is shown while a tool runs has at most 64 characters",
    source=MCP_REFERENCE,
    fix="Shorten the text.",
    how="openai/toolInvocation/invoking and invoked in _meta are measured.",
)
def check_status_texts(subject: Subject) -> Iterator[Fault]:
    for tool, name in _tools(subject):
        for member in ("openai/toolInvocation/invoking", "openai/toolInvocation/invoked"):
            text = _block(tool, "_meta").get(member)
            if text is not None and (not isinstance(text, str) or len(text) > _LONGEST_STATUS):
                size = f"has {len(text):,} characters" if isinstance(text, str) else "is no text"
                where = _at(subject, name, "_meta", member)
                yield Fault(f"{member} of {name} {size}, {_LONGEST_STATUS} are allowed", where)


@T.rule(
    "007",
    Level.ERROR,
    "a file argument has the schema that hosts fill in",
    source=MCP_REFERENCE,
    fix="Declare download_url, file_id, mime_type and file_name; require the first two.",
    how="Every argument that openai/fileParams names is looked at.",
)
def check_file_arguments(subject: Subject) -> Iterator[Fault]:
    for tool, name in _tools(subject):
        named = _block(tool, "_meta").get("openai/fileParams")
        if named is None:
            continue
        where = _at(subject, name, "_meta", "openai/fileParams")
        if not isinstance(named, list):
            yield Fault(f"openai/fileParams of {name} is {show(named)}, not a list", where)
            continue
        arguments = _block(_block(tool, "inputSchema"), "properties")
        for argument in named:
            schema = arguments.get(argument) if isinstance(argument, str) else None
            complaint = _complain_of_file(schema)
            if complaint:
                yield Fault(f"the file argument {show(argument)} of {name} {complaint}", where)


def _complain_of_file(schema: object) -> str:
    if not isinstance(schema, dict):
        return "is no argument of the tool"
    if schema.get("type") == "array":
        schema = _block(schema, "items")
    required = schema.get("required")
    missing = [name for name in _FILE_MEMBERS if name not in _block(schema, "properties")]
    if missing:
        return f"does not declare {', '.join(missing)}"
    if not isinstance(required, list) or not {"download_url", "file_id"} <= set(map(str, required)):
        return "does not require download_url and file_id"
    return ""


@T.rule(
    "008",
    Level.WARNING,
    "search and fetch take and give what hosts expect of these names",
    source=MCP_GUIDE,
    fix="search takes query and gives results of id, title, url; fetch takes id.",
    how="The schemas of tools with these two names are looked at.",
)
def check_search_and_fetch(subject: Subject) -> Iterator[Fault]:
    wanted = {"search": ("query", {"results"}), "fetch": ("id", {"id", "title", "text", "url"})}
    found = [(tool, name) for tool, name in _tools(subject) if name in wanted]
    if not found:
        raise NotChecked("no tool is named search or fetch")
    for tool, name in found:
        argument, members = wanted[name]
        arguments = _block(_block(tool, "inputSchema"), "properties")
        if set(arguments) != {argument} or _block(arguments, argument).get("type") != "string":
            sentence = f"{name} does not take {argument}, a text, and nothing else"
            yield Fault(sentence, _at(subject, name, "inputSchema"))
        given = _block(_block(tool, "outputSchema"), "properties")
        if "outputSchema" in tool and not members <= set(given):
            missing = ", ".join(sorted(members - set(given)))
            yield Fault(f"{name} does not give {missing}", _at(subject, name, "outputSchema"))


@T.rule(
    "009",
    Level.ERROR,
    "no tool asks for what it must not have",
    source=GUIDELINES,
    fix="Leave the argument away; ask for the least that the tool needs.",
    how="The names of all arguments are held against short patterns. Coordinates are information: "
    "only a person can tell whose they are.",
    lesser=Level.INFO,
)
def check_arguments(subject: Subject) -> Iterator[Fault]:
    for tool, name in _tools(subject):
        for path, _ in find_properties(tool.get("inputSchema")):
            for what, pattern in _PRIVATE:
                if re.fullmatch(pattern, _snake(path[-1]), re.IGNORECASE):
                    where = _at(subject, name, "inputSchema", *path)
                    yield Fault(f"{name} asks for {what}: {show(path[-1])}", where)
            if _COORDINATE.fullmatch(_snake(path[-1])):
                where = _at(subject, name, "inputSchema", *path)
                sentence = f"{name} asks for {path[-1]}: of a place, and never of the person?"
                yield Fault(sentence, where, Level.INFO)


def _snake(name: str) -> str:
    """Return a name in one spelling: cardNumber and card-number are card_number."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-.\s]", "_", name[:200]).lower()


@T.rule(
    "011",
    Level.ERROR,
    "no tool executes whatever it is told",
    source=GUIDELINES,
    fix="Make one tool of each operation.",
    how="A tool is suspect that takes the name of an operation as a free text beside arguments "
    "without a schema.",
)
def check_no_executor(subject: Subject) -> Iterator[Fault]:
    for tool, name in _tools(subject):
        arguments = _block(_block(tool, "inputSchema"), "properties")
        schemas = {_snake(key): _block(arguments, key) for key in arguments}
        named = any(
            key in _EXECUTOR_NAMES and not {"enum", "const"} & schema.keys()
            for key, schema in schemas.items()
        )
        free = any(
            key in _EXECUTOR_ARGUMENTS and _takes_anything(schema)
            for key, schema in schemas.items()
        )
        if named and free:
            sentence = f"{name} takes the name of an operation and any arguments"
            yield Fault(sentence, _at(subject, name, "inputSchema"))


def _takes_anything(schema: dict[str, Any]) -> bool:
    is_object = schema.get("type", "object") == "object"
    return is_object and not schema.get("properties") and "$ref" not in schema


@T.rule(
    "012",
    Level.INFO,
    "the server's instructions begin with what stands alone",
    source=MCP_SERVER,
    fix="Put what matters into a first paragraph of at most 512 characters.",
    how="The first paragraph of instructions is measured.",
)
def check_instructions(subject: Subject) -> Iterator[Fault]:
    instructions = subject.server.about.get("instructions")
    if not instructions:
        raise NotChecked("the server gives no instructions")
    where = Where("MCP server", subject.server.url.text, "instructions")
    if not isinstance(instructions, str):
        yield Fault(f"instructions is {show(instructions)}, no text", where)
        return
    first = instructions.strip().partition("\n\n")[0]
    if len(first) > _INSTRUCTIONS_SEEN:
        sentence = f"the first paragraph has {len(first):,} characters; a host may read 512"
        yield Fault(sentence, where)


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
    found = {uri: name for tool, name in _tools(subject) if (uri := _interface(tool))}
    if not found:
        raise NotChecked("no tool has a user interface")
    for uri, name in list(found.items())[:_MOST_INTERFACES]:
        where = _at(subject, name, "_meta", "ui", "resourceUri")
        if not uri.startswith("ui://"):
            yield Fault(f"the interface of {name} is {show(uri)}, not ui://...", where)
        elif not re.search(r"\d", uri.removeprefix("ui://").partition("/")[2]):
            yield Fault(f"{show(uri)} has no version: hosts keep it for an hour", where)
        yield from _interface_faults(subject.server, uri, where)


def _interface(tool: Document) -> str:
    meta = _block(tool, "_meta")
    uri = _block(meta, "ui").get("resourceUri") or meta.get("openai/outputTemplate")
    return uri if isinstance(uri, str) else ""


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
    meta = _block(first, "_meta")
    ui = _block(meta, "ui")
    if not _block(ui, "csp") and not _block(meta, "openai/widgetCSP"):
        yield Fault(f"{show(uri)} has no _meta.ui.csp", where)
    if not isinstance(ui.get("domain") or meta.get("openai/widgetDomain"), str):
        yield Fault(f"{show(uri)} has no _meta.ui.domain", where)
