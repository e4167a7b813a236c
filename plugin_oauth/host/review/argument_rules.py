"""Group T: the arguments that a tool takes: files, and what it must not ask for."""

import re
from collections.abc import Iterator
from typing import Any

from plugin_oauth.host.documents import show
from plugin_oauth.host.review.rules import Fault, Level
from plugin_oauth.host.review.sources import GUIDELINES, MCP_REFERENCE
from plugin_oauth.host.review.subject import Subject, Where
from plugin_oauth.host.review.tool_list import block, named_tools, tool_place
from plugin_oauth.host.review.tool_rules import T
from plugin_oauth.host.review.tool_schemas import Argument, find_arguments

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
_COARSE = re.compile(r"\b(?:coarse|approximate|imprecise|rounded|whole degrees?)\b", re.IGNORECASE)
_PRECISE = re.compile(
    r"\b(?:precise|exact|gps|(?:current|user'?s?|person'?s?) (?:location|position))\b",
    re.IGNORECASE,
)
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
    "009",
    Level.ERROR,
    "no tool asks for what it must not have",
    source=GUIDELINES,
    fix="Leave the argument away, or let it be optional; ask for the least that the tool needs.",
    how="The names of all arguments are held against short patterns. Coordinates are an error "
    "where a call needs them or their description says precise, unless it says how coarse they "
    "are; others are information: only a person can tell whose they are.",
    lesser=Level.INFO,
)
def check_arguments(subject: Subject) -> Iterator[Fault]:
    for tool, name in named_tools(subject):
        for argument in find_arguments(tool.get("inputSchema")):
            where = tool_place(subject, name, "inputSchema", *argument.path)
            asked = _snake(argument.name)
            for what, pattern in _PRIVATE:
                if re.fullmatch(pattern, asked, re.IGNORECASE):
                    yield Fault(f"{name} asks for {what}: {show(argument.name)}", where)
            if _COORDINATE.fullmatch(asked):
                yield _location_fault(name, argument, where)


def _location_fault(name: str, argument: Argument, where: Where) -> Fault:
    text = argument.schema.get("description")
    said = text if isinstance(text, str) else ""
    if _COARSE.search(said) is None:
        if _PRECISE.search(said):
            return Fault(f"{name} asks for a precise location: {argument.name}", where)
        if argument.is_required:
            sentence = f"{name} cannot be called without a precise location: {argument.name}"
            return Fault(sentence, where)
    sentence = f"{name} asks for {argument.name}: of a place, and never of the person?"
    return Fault(sentence, where, Level.INFO)


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
