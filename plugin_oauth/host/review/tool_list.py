"""The list of tools as the rules see it: each tool by its name, and the place of what it says."""

from collections.abc import Iterator

from plugin_oauth.host.documents import Document
from plugin_oauth.host.review.subject import Subject, Where


def named_tools(subject: Subject) -> Iterator[tuple[Document, str]]:
    """Yield every tool that the server lists, with its name; raises NotChecked."""
    for tool in subject.server.tools:
        yield tool, tool["name"]


def tool_place(subject: Subject, *members: str) -> Where:
    """Return the place of a member of a tool, which the first step names."""
    return Where("tools/list", subject.server.url.text, ".".join(members))


def block(value: Document, name: str) -> Document:
    """Return an object in a tool, empty if there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def find_interface(tool: Document) -> str:
    """Return the address of the user interface that a tool shows, empty if it shows none."""
    meta = block(tool, "_meta")
    uri = block(meta, "ui").get("resourceUri") or meta.get("openai/outputTemplate")
    return uri if isinstance(uri, str) else ""
