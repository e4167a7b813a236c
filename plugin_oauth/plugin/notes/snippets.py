"""The piece of a text that shows best why a search found it, and where the words stand in it."""

from collections.abc import Collection
from dataclasses import dataclass

from plugin_oauth.plugin.notes.words import Word, find_words

LENGTH = 240  # characters
BEFORE = 60  # of them before the first word that was found
MAXIMUM_HIGHLIGHTS = 20


@dataclass(frozen=True, slots=True)
class Highlight:
    """A word that was found: from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text as it stands there; the highlights count its characters from 0."""

    text: str
    highlights: list[Highlight]


def make_snippet(text: str, terms: Collection[str]) -> Snippet:
    """Return the first piece of the text with the most different ones of the terms.

    It begins and ends between words. If the text has none of the terms, it is the text's beginning.
    """
    found = [word for word in find_words(text) if word.term in terms]
    first = _best(found)
    start = _after_space(text, found[first].start - BEFORE) if found else 0
    end = _before_space(text, start + LENGTH)
    inside = [word for word in found if start <= word.start and word.end <= end]
    return Snippet(
        text[start:end],
        [Highlight(w.start - start, w.end - start) for w in inside[:MAXIMUM_HIGHLIGHTS]],
    )


def _best(found: list[Word]) -> int:
    """Return the number of the word with the most different terms in the piece that it begins."""
    best, most, last = 0, 0, 0
    counts: dict[str, int] = {}
    for first, word in enumerate(found):
        while last < len(found) and found[last].end <= word.start + LENGTH - BEFORE:
            counts[found[last].term] = counts.get(found[last].term, 0) + 1
            last += 1
        if len(counts) > most:
            best, most = first, len(counts)
        if counts.get(word.term, 0) > 1:
            counts[word.term] -= 1
        else:
            counts.pop(word.term, None)
        last = max(last, first + 1)
    return best


def _after_space(text: str, start: int) -> int:
    """Return the beginning of the next word, unless that is further than BEFORE."""
    if start <= 0:
        return 0
    for place in range(start, start + BEFORE):
        if text[place - 1].isspace() and not text[place].isspace():
            return place
    return start


def _before_space(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    for place in range(end, end - BEFORE, -1):
        if text[place].isspace() and not text[place - 1].isspace():
            return place
    return end
