"""How much fits into one answer: hosts cut it off at 100,000 characters.

OpenAI, "GPT Actions: production". What does not fit is on the next page.
"""

import json
from collections.abc import Callable, Sequence
from typing import TypeVar

MAXIMUM_CHARACTERS = 90_000
AROUND_TEXTS = 1_000  # characters: names, quotes, id, dates and addresses of one item in JSON

T = TypeVar("T")


def find_fitting(items: Sequence[T], texts: Callable[[T], list[str | None]]) -> Sequence[T]:
    """Return as many of the items as fit into one answer, their texts counted as JSON escapes them.

    `texts` are those of an item that people wrote, each bounded, so that one item always fits.
    """
    room = MAXIMUM_CHARACTERS
    for count, item in enumerate(items):
        room -= AROUND_TEXTS + len(json.dumps(texts(item)))
        if room < 0:
            return items[:count]
    return items
