"""Group T: the arguments that a tool takes: files, searches, what it must not ask for."""

import re
from collections.abc import Iterator
from typing import Any

from plugin_oauth.host.documents import show
from plugin_oauth.host.review.rules import Fault, Level
from plugin_oauth.host.review.sources import GUIDELINES, MCP_GUIDE, MCP_REFERENCE
from plugin_oauth.host.review.subject import NotChecked, Subject
from plugin_oauth.host.review.tool_list import block, named_tools, tool_place
from plugin_oauth.host.review.tool_rules import T
from plugin_oauth.host.review.tool_schemas import find_properties

_FILE_MEMBERS = ("download_url", "file_id", "mime_type", "file_name")
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


@T.rule(
    "007",
    Level.ERROR,
    "a file argument has the schema that hosts fill in",
    source=MCP_REFERENCE,
    fix="Declare download_url, file_id, mime_type and file_name; require the first two.",
    how="Every argument that openai/fileParams names is looked at.",
)
def check_file_arguments(subject: Subject) -> Iterator[Fault]:
    for tool, name in named_tools(subject):
        named = block(tool, "_meta").get("openai/fileParams")
        if named is None:
            continue
        where = tool_place(subject, name, "_meta", "openai/fileParams")
        if not isinstance(named, list):
            yield Fault(f"openai/fileParams of {name} is {show(named)}, not a list", where)
            continue
        arguments = block(block(tool, "inputSchema"), "properties")
        for argument in named:
            schema = arguments.get(argument) if isinstance(argument, str) else None
            complaint = _complain_of_file(schema)
            if complaint:
                yield Fault(f"the file argument {show(argument)} of {name} {complaint}", where)


def _complain_of_file(schema: object) -> str:
    if not isinstance(schema, dict):
        return "is no argument of the tool"
    if schema.get("type") == "array":
        schema = block(schema, "items")
    required = schema.get("required")
    missing = [name for name in _FILE_MEMBERS if name not in block(schema, "properties")]
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
    found = [(tool, name) for tool, name in named_tools(subject) if name in wanted]
    if not found:
        raise NotChecked("no tool is named search or fetch")
    for tool, name in found:
        argument, members = wanted[name]
        arguments = block(block(tool, "inputSchema"), "properties")
        if set(arguments) != {argument} or block(arguments, argument).get("type") != "string":
            sentence = f"{name} does not take {argument}, a text, and nothing else"
            yield Fault(sentence, tool_place(subject, name, "inputSchema"))
        given = block(block(tool, "outputSchema"), "properties")
        if "outputSchema" in tool and not members <= set(given):
            missing = ", ".join(sorted(members - set(given)))
            yield Fault(
                f"{name} does not give {missing}", tool_place(subject, name, "outputSchema")
            )


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
    for tool, name in named_tools(subject):
        for path, _ in find_properties(tool.get("inputSchema")):
            for what, pattern in _PRIVATE:
                if re.fullmatch(pattern, _snake(path[-1]), re.IGNORECASE):
                    where = tool_place(subject, name, "inputSchema", *path)
                    yield Fault(f"{name} asks for {what}: {show(path[-1])}", where)
            if _COORDINATE.fullmatch(_snake(path[-1])):
                where = tool_place(subject, name, "inputSchema", *path)
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
    for tool, name in named_tools(subject):
        arguments = block(block(tool, "inputSchema"), "properties")
        schemas = {_snake(key): block(arguments, key) for key in arguments}
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
            yield Fault(sentence, tool_place(subject, name, "inputSchema"))


def _takes_anything(schema: dict[str, Any]) -> bool:
    is_object = schema.get("type", "object") == "object"
    return is_object and not schema.get("properties") and "$ref" not in schema
