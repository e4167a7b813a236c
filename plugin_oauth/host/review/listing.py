"""The entry of a directory in a package: members of extensions.com.openai, each with its place."""

from collections.abc import Iterator
from typing import Any

from plugin_oauth.host.review.operations import Placed
from plugin_oauth.host.review.subject import NotChecked, Subject, Where


def openai_block(subject: Subject, name: str) -> Placed:
    """Return a block of OpenAI's in plugin.json; raises NotChecked if there is none."""
    plugin = subject.plugin
    block = Placed(plugin, (), plugin.document).member("extensions").member("com.openai")
    if not block.value:
        raise NotChecked("plugin.json has no extensions.com.openai")
    return block.member(name)


def items(block: Placed, name: str) -> list[Any]:
    """Return a list, empty if there is none."""
    value = block.value.get(name)
    return value if isinstance(value, list) else []


def texts(block: Placed, name: str) -> Iterator[tuple[str, Where]]:
    """Yield the texts of a list, each with its place."""
    for index, text in enumerate(items(block, name)):
        if isinstance(text, str):
            yield text, block.at(name, str(index))
