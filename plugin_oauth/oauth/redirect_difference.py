"""In what a refused redirect URI differs from the registered ones: the reason and a sentence.

For the developer only (flight recorder, console): to whoever sent the request, the registered
addresses are nobody's business.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from urllib.parse import SplitResult, urlsplit

# ChatGPT calls back on either of its two hosts.
CHATGPT_HOSTS = frozenset({"chat.openai.com", "chatgpt.com"})

COMPARED = 500  # characters: comparing takes a time that grows with the square of it

Difference = tuple[str, str]


def redirect_difference(presented: str, registered: Sequence[str]) -> Difference:
    """Return the reason and the sentence: in what it differs from the nearest registered one."""
    if not registered:
        return "redirect_uri_none_registered", "The client has no redirect URI registered."
    presented = presented[:COMPARED]
    nearest = max(registered, key=lambda known: SequenceMatcher(None, known, presented).ratio())
    try:
        return _difference(presented, nearest, urlsplit(presented), urlsplit(nearest))
    except ValueError:
        return "redirect_uri_malformed", "redirect_uri is not a URI."


def _difference(presented: str, nearest: str, theirs: SplitResult, ours: SplitResult) -> Difference:
    """Return the first difference that explains it, the least one first."""
    same_origin = (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)
    checks: tuple[tuple[bool, str, str], ...] = (
        (presented.removesuffix("/") == nearest.removesuffix("/"), "slash", "in a final slash"),
        (presented[:-1] == nearest[:-1], "last_character", "in its last character"),
        (presented == nearest[:-1] or presented[:-1] == nearest, "length", "by one last character"),
        (presented.lower() == nearest.lower(), "case", "in upper and lower case"),
        (
            {theirs.hostname, ours.hostname} == CHATGPT_HOSTS and theirs.path == ours.path,
            "chatgpt_host",
            "in the host: it is ChatGPT's other one",
        ),
        (same_origin and theirs.path == ours.path, "query", "in its query"),
        (same_origin, "path", "in its path"),
        (theirs.netloc == ours.netloc, "scheme", "in its scheme"),
        (theirs.hostname == ours.hostname, "port", "in its port"),
        (theirs.path == ours.path, "host", "in its host"),
    )
    for found, code, words in checks:
        if found:
            return f"redirect_uri_{code}", f"redirect_uri differs {words}."
    return "redirect_uri_unknown", "redirect_uri is like none of the registered ones."
