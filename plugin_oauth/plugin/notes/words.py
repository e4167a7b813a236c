"""Text as the search sees it: words without accents and capitals, cut to their English stems.

It is done here and not by the databases, whose tokenizers and stemmers differ: both get the same
terms of a-z and 0-9, so that the same query finds the same notes on either.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from Stemmer import Stemmer

LONGEST_WORD = 40  # characters; what is longer is compared by its beginning

# Chinese and Japanese are written without spaces: each of their characters is a word of its own.
_ALONE = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_ALONE}]|(?:[^\W_{_ALONE}]|[\u0300-\u036f])+")
_PLAIN = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, where it stands there, and what it is compared by."""

    term: str
    start: int
    end: int


def find_words(text: str) -> Iterator[Word]:
    """Yield the words of the text in their order."""
    stemmer = Stemmer("english")  # not to be shared between threads
    terms: dict[str, str] = {}  # most words of a text come again
    for match in _WORD.finditer(text):
        written = match[0]
        if (term := terms.get(written)) is None:
            folded = fold(written)
            term = terms[written] = _as_term(stemmer.stemWord(folded)) if folded else ""
        if term:
            yield Word(term, match.start(), match.end())


def fold(text: str) -> str:
    """Return the letters and digits of the text, small and without their marks: ``Éß`` is ``ess``.

    Both decompositions are needed: the first can bring capitals, small letters can bring marks.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold()
        text = unicodedata.normalize("NFKD", text)
    return "".join(filter(str.isalnum, text.lower()))[:LONGEST_WORD]


def make_terms(text: str) -> str:
    """Return the terms of all words of the text, with a space between."""
    return " ".join(word.term for word in find_words(text))


def make_sort_key(title: str) -> str:
    """Return what a title is ordered by: its words, folded."""
    return " ".join(filter(None, map(fold, _WORD.findall(title))))


def _as_term(stem: str) -> str:
    """No database reads a number or a sign into a term, and none knows its letters better."""
    return stem if _PLAIN.fullmatch(stem) else "x" + stem.encode().hex()
