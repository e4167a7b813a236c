"""Documents that a stranger wrote: JSON objects, and YAML where a host reads it."""

import datetime
import json
import math
from typing import Any

import yaml

from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.wire import Answer

# Values of parsed documents are Any: each reader checks what it takes out.
Document = dict[str, Any]

# Characters; JSON of the same length is read in no time.
LONGEST_YAML = 400_000
# The most that `plain` copies, and the depth.
MOST_VALUES = 200_000
MOST_LEVELS = 100

_LONGEST_QUOTE = 120
_HUGE = 2**64
_MERGE = "tag:yaml.org,2002:merge"


class _PlainLoader(yaml.SafeLoader):
    """YAML in which `<<` is a key like others: nested merges grow exponentially."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _MERGE]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge nothing that is tagged as a merge either; constructing it fails then."""


# What broken input makes the parsers raise: deep nesting, huge integers, impossible dates.
_UNREADABLE = (ValueError, RecursionError, yaml.YAMLError)


def show(value: object) -> str:
    """Return a value of a document as a sentence may quote it; lists and objects by their kind."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    if isinstance(value, str) and len(value) > _LONGEST_QUOTE:
        value = f"{value[:_LONGEST_QUOTE]}..."
    return "missing" if value is None else repr(value)


def read_json_object(answer: Answer, *, source: str, host_words: str = "") -> Document:
    """Return the object in the body; raises Failure, citing the source, when there is none."""
    document = read_json(_whole(answer))
    return _object(document, answer, "a JSON object", source, host_words)


def read_json(text: str) -> object:
    """Return what the text says, None if it is no JSON that could be sent on."""
    try:
        document: object = json.loads(text)
        # A lone surrogate, \ud800, is legal JSON and yet no text.
        json.dumps(document, ensure_ascii=False).encode()
    except _UNREADABLE:
        return None
    return document


def read_json_or_yaml_object(answer: Answer, *, source: str, host_words: str) -> Document:
    """Return the object in the body, JSON or YAML; raises Failure when there is none."""
    document = read_json_or_yaml(_whole(answer))
    return _object(document, answer, "an object in JSON or YAML", source, host_words)


def read_json_or_yaml(text: str) -> object:
    """Return what the text says, None if it is neither. YAML may share and even loop: `plain`."""
    try:
        return json.loads(text)
    except _UNREADABLE:
        return _read_yaml(text)


def _read_yaml(text: str) -> object:
    """Return what the text says; None also beyond LONGEST_YAML, as reading it takes seconds."""
    if len(text) > LONGEST_YAML:
        return None
    try:
        return yaml.load(text, _PlainLoader)  # noqa: S506 - derived from SafeLoader
    except _UNREADABLE:
        return None


def plain(value: object) -> Any:
    """Return a copy as a finite tree of JSON's own types.

    YAML's aliases can repeat a value without end or a billion times over, and its dates are no
    JSON. Raises ValueError beyond MOST_VALUES or MOST_LEVELS, where nobody's plugin is.
    """
    left = MOST_VALUES

    def copy(value: object, level: int) -> object:
        nonlocal left
        left -= 1
        if left < 0 or level > MOST_LEVELS:
            raise ValueError(f"more than {MOST_VALUES:,} values, or {MOST_LEVELS} levels of them")
        if isinstance(value, dict):
            return {_text(name): copy(member, level + 1) for name, member in value.items()}
        if isinstance(value, list):
            return [copy(member, level + 1) for member in value]
        return _text(value) if isinstance(value, str) else _scalar(value)

    return copy(value, 0)


def _text(value: object) -> str:
    """Return text that can be sent and printed: YAML's keys may be numbers, JSON's half a pair."""
    text = value if isinstance(value, str) else str(_scalar(value))
    return text.encode(errors="replace").decode()


def _scalar(value: object) -> object:
    """Return numbers as they are, unless nobody could print them, and what JSON lacks as text."""
    if isinstance(value, int) and abs(value) >= _HUGE:
        return math.inf
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value) if isinstance(value, datetime.date) else f"a {type(value).__name__}"


def _whole(answer: Answer) -> str:
    if answer.cut:
        raise Failure(
            f"{answer.url.text} sends more than the stand-in reads of a document "
            f"({len(answer.text):,} characters)",
            "the stand-in's own limit",
        )
    return answer.text


def _object(
    document: object, answer: Answer, wanted: str, source: str, host_words: str
) -> Document:
    if isinstance(document, dict):
        return document
    hint = ""
    if answer.media_type == "text/html":
        hint = " but a web page; a catch-all route that serves one for unknown paths does this"
    elif len(answer.text) > LONGEST_YAML:
        hint = f"; YAML of more than {LONGEST_YAML:,} characters is not read"
    raise Failure(f"{answer.url.text} is not {wanted}{hint}", source, host_words)
