"""Group T: whether a tool only reads, by the operation behind it or by the verb in its name."""

from collections.abc import Iterator, Mapping

from plugin_oauth.host.documents import Document
from plugin_oauth.host.review.operations import find_operations
from plugin_oauth.host.review.rules import Fault, Level
from plugin_oauth.host.review.sources import REVIEW
from plugin_oauth.host.review.subject import NotChecked, Subject
from plugin_oauth.host.review.tool_list import block, named_tools, tool_place
from plugin_oauth.host.review.tool_rules import T
from plugin_oauth.host.review.verbs import READING, WRITING, find_verb, split_words


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
        method, verb = methods.get(_spelled(name), ""), find_verb(name)
        judged += bool(method or verb)
        complaint = _complain_by_method(tool, method) if method else _complain_by_verb(tool, verb)
        if complaint:
            level = Level.WARNING if not method and verb in READING else None
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


def _complain_by_verb(tool: Document, verb: str) -> str:
    says = block(tool, "annotations").get("readOnlyHint")
    if says is True and verb in WRITING:
        return f"true, and its name says {verb}"
    if says is False and verb in READING:
        return f"false, and its name says {verb}"
    return ""


def _spelled(name: str) -> str:
    return "".join(split_words(name))
