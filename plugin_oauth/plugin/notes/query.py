"""What a person or a model asks the search for. Every text is a query; no sign is an error.

All of it must be in a note: each word in any of its forms, what stands in "quotes" or hangs
together (``os.path``, ``what's``) as words that follow each other. Little words are no condition
beside others, for they tell nothing; alone they are.
"""

from collections.abc import Iterator

from plugin_oauth.plugin.notes.words import find_words

Phrase = tuple[str, ...]  # terms that follow each other, mostly one

MAXIMUM_QUERY = 1000  # characters; the rest is not read
MAXIMUM_TERMS = 32

_LITTLE = """
a about all an and any are as at be been but by can could d did do does for from had has have
how i if in into is it its ll m me my no not of on or our re s should so some t than that the
their them then there these they this those to ve was we were what when where which who whose
why will with would you your
"""
LITTLE_TERMS = frozenset(word.term for word in find_words(_LITTLE))


def read_query(query: str) -> tuple[Phrase, ...]:
    """Return what must be in a note, each once; nothing if there is no word in the query."""
    phrases: dict[Phrase, None] = {}
    room = MAXIMUM_TERMS
    for piece in _pieces(query[:MAXIMUM_QUERY]):
        phrase = tuple(word.term for word in find_words(piece))[:room]
        if phrase and phrase not in phrases:
            phrases[phrase] = None
            room -= len(phrase)
    telling = [phrase for phrase in phrases if not LITTLE_TERMS.issuperset(phrase)]
    return tuple(telling or phrases)


def _pieces(query: str) -> Iterator[str]:
    """Yield what is between two quotes whole, and the rest cut at its white space."""
    parts = query.split('"')
    for number, part in enumerate(parts):
        is_quoted = number % 2 == 1 and number < len(parts) - 1
        yield from [part] if is_quoted else part.split()
