"""What the name of a tool or an operation says that it does, by its first word."""

import re

# Verbs of one meaning. "add" sums up, "set" has differences, "check" ticks off or looks: not here.
READING = {
    *("browse", "count", "describe", "fetch", "find", "get", "list", "read", "search", "view"),
}
WRITING = {
    *("book", "cancel", "create", "delete", "insert", "pay", "post", "purchase", "refund"),
    *("remove", "send", "submit", "update", "upload", "write"),
}
# What follows a verb and takes its meaning back: get_or_create_cart.
_ALSO = {"or", "and"}


def split_words(name: str) -> list[str]:
    """Return the words of a name: listThings, list-things and list_things have the same two."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name[:200])]


def find_verb(name: str) -> str:
    """Return the verb that a name begins with, empty if it is none of the above or one of two."""
    words = split_words(name)
    verb = words[0] if words and not _ALSO.intersection(words) else ""
    return verb if verb in READING | WRITING else ""
