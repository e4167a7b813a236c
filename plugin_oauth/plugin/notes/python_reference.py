"""Texts to find something in: the language reference that comes with every Python, as notes.

Copyright Python Software Foundation; PSF License Version 2, which each note names.
"""

import re
import sys
import textwrap
from collections.abc import Iterator
from pydoc_data.topics import topics

LONGEST_PART = 15_000  # characters; a longer topic becomes several notes

SOURCE = (
    "Source: the documentation of Python {version}, topic “{topic}”, with examples "
    "and special names marked as code. "
    "Copyright Python Software Foundation, PSF License Version 2: "
    "https://docs.python.org/3/license.html"
)

_OPENINGS = (":", " to")  # "... is equivalent to"
_REMARKS = ("Note:", "See also:")
_SPECIAL_NAME = re.compile(r"__[a-z_]+__")  # which Markdown would show in bold, without its lines


def read_reference() -> Iterator[tuple[str, str]]:
    """Yield the title and the text of each note, once even if two topics have it."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    names = {text: topic for topic, text in topics.items()}
    for whole, topic in names.items():
        title, _, text = whole.strip().partition("\n")
        source = SOURCE.format(version=version, topic=topic)
        text = text.partition("\n")[2].strip()  # without the line below the title
        parts = list(_parts("\n\n".join(_as_markdown(text.split("\n\n")))))
        for number, part in enumerate(parts, 1):
            which = f" ({number} of {len(parts)})" if len(parts) > 1 else ""
            yield title + which, f"{part}\n\n{source}"


def _as_markdown(blocks: list[str]) -> Iterator[str]:
    """Yield the blocks, with examples as Markdown has them: further in than what opens them."""
    opens, margin = False, 0
    for block in blocks:
        inwards = len(block) - len(block.lstrip())
        if opens and inwards > margin:
            yield textwrap.indent(block, " ")
            continue
        yield _SPECIAL_NAME.sub(r"`\g<0>`", block)
        opens = block.endswith(_OPENINGS) and block.strip() not in _REMARKS
        margin = inwards


def _parts(text: str) -> Iterator[str]:
    """Yield the text in parts that end between paragraphs."""
    while len(text) > LONGEST_PART:
        end = text.rindex("\n\n", 0, LONGEST_PART)
        yield text[:end]
        text = text[end:].strip("\n")
    yield text
