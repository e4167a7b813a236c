"""What a package says of its server's tools, held against their list."""

import re
from collections.abc import Iterator

from plugin_oauth.host.documents import Document, show
from plugin_oauth.host.review.listing import items
from plugin_oauth.host.review.operations import Placed
from plugin_oauth.host.review.rules import Fault
from plugin_oauth.host.review.subject import NotChecked, Subject
from plugin_oauth.host.review.tool_list import find_interface

# Between the names, where a case calls several tools.
_BETWEEN = re.compile(r"\s*(?:[,;]|->|\b(?:and|or|then)\b|\s)\s*")


def case_tool_faults(subject: Subject, cases: Placed) -> Iterator[Fault]:
    """Yield the tools that positive cases name and the server has not; raises NotChecked."""
    found = items(cases, "positive")
    named = [(index, name) for index, case in enumerate(found) for name in _named(case)]
    if not named:
        return
    tools = {tool["name"] for tool in _list(subject, "whether the tools of test cases exist")}
    for index, name in named:
        if name not in tools:
            sentence = f"{show(name)}, which a test case names, is no tool of the server"
            yield Fault(sentence, cases.at("positive", str(index), "tools_triggered"))


def interface_faults(subject: Subject, listing: Placed) -> Iterator[Fault]:
    """Yield screenshots of a plugin that has nothing to show; raises NotChecked."""
    if not items(listing, "screenshots"):
        return
    tools = _list(subject, "whether there is a user interface to show")
    if not any(map(find_interface, tools)):
        sentence = "there are screenshots, and no tool of the server has a user interface"
        yield Fault(sentence, listing.at("screenshots"))


def _named(case: object) -> list[str]:
    names = case.get("tools_triggered") if isinstance(case, dict) else None
    texts = names if isinstance(names, list) else [names]
    return [
        name for text in texts if isinstance(text, str) for name in _BETWEEN.split(text) if name
    ]


def _list(subject: Subject, what: str) -> list[Document]:
    try:
        return subject.server.tools
    except NotChecked as reason:
        raise NotChecked(f"{what} is not known: {reason}") from None
