"""Group T: whether a tool only reads, by the operation behind it or by the verb in its name."""

import re
from collections.abc import Iterator, Mapping

from plugin_oauth.host.documents import Document
from plugin_oauth.host.review.operations import find_operations
from plugin_oauth.host.review.rules import Fault, Level
from plugin_oauth.host.review.sources import REVIEW
from plugin_oauth.host.review.subject import NotChecked, Subject
from plugin_oauth.host.review.tool_list import block, named_tools, tool_place
from plugin_oauth.host.review.tool_rules import T

# Verbs of one meaning. "add" sums up, "set" has differences, "check" ticks off or looks: not here.
_READING = {
    *("browse", "count", "describe", "fetch", "find", "get", "list", "read", "search", "view"),
}
_WRITING = {
    *("book", "cancel", "create", "delete", "insert", "pay", "post", "purchase", "refund"),
    *("remove", "send", "submit", "update", "upload", "write"),
}
# What follows a verb and takes its meaning back: get_or_create_cart.
_ALSO = {"or", "and"}


@T.rule(
    "002",
    Level.ERROR,
    "a tool that only reads is an operation that only reads",
    source=REVIEW,
    fix="Say readOnlyHint: true of what GET does, and false of what writes.",
    how="A tool is compared with the operation whose operationId is its name, in any spelling; "
    "without one with the verb that its name begins with. A verb that reads beside "
    "readOnlyHint: false is a warning.",
    lesser=Level.WARNING,
)
def check_read_only(subject: Subject) -> Iterator[Fault]:
    methods = _methods(subject)
    judged = 0
    for tool, name in named_tools(subject):
        method, verb = methods.get(_spelled(name), ""), _words(name)[:1]
        judged += bool(method) or bool(_READING.union(_WRITING).intersection(verb))
        complaint = _complain_by_method(tool, method) if method else _complain_by_verb(tool, name)
        if complaint:
            level = None if method or _WRITING.intersection(verb) else Level.WARNING
            where = tool_place(subject, name, "annotations", "readOnlyHint")
            yield Fault(f"{name} says readOnlyHint: {complaint}", where, level)
    if not judged:
        raise NotChecked("no tool has the name of an operation, or a verb that says what it does")


def _methods(subject: Subject) -> Mapping[str, str]:
    """Return the methods of the OpenAPI document's operations, if one is at hand."""
    spec = subject.find("spec")
    operations = find_operations(spec) if spec else []
    named = {_spelled(one.text("operationId")): one.method for one in operations}
    return {name: method for name, method in named.items() if name}


def _complain_by_method(tool: Document, method: str) -> str:
    says = block(tool, "annotations").get("readOnlyHint")
    is_wrong = isinstance(says, bool) and says is not (method in {"get", "head"})
    return f"{str(says).lower()} and is {method.upper()}" if is_wrong else ""


def _complain_by_verb(tool: Document, name: str) -> str:
    says, words = block(tool, "annotations").get("readOnlyHint"), _words(name)
    verb = words[0] if words and not _ALSO.intersection(words) else ""
    if says is True and verb in _WRITING:
        return f"true, and its name says {verb}"
    if says is False and verb in _READING:
        return f"false, and its name says {verb}"
    return ""


def _words(name: str) -> list[str]:
    """Return the words of a name: listThings, list-things and list_things have the same two."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name[:200])]


def _spelled(name: str) -> str:
    return "".join(_words(name))
