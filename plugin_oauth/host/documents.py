"""Documents that a stranger wrote: JSON objects, and YAML where a host reads it."""

import json
from typing import Any

import yaml

from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.wire import Answer

# Values of parsed documents are Any: each reader checks what it takes out.
Document = dict[str, Any]

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
    return "missing" if value is None else repr(value)


def read_json_object(answer: Answer, *, source: str, host_words: str = "") -> Document:
    """Return the object in the body; raises Failure, citing the source, when there is none."""
    text = _whole(answer)
    try:
        document = json.loads(text)
        # A lone surrogate, \ud800, is legal JSON and yet no text: it cannot be sent on.
        json.dumps(document, ensure_ascii=False).encode()
    except _UNREADABLE:
        document = None
    return _object(document, answer, "a JSON object", source, host_words)


def read_json_or_yaml_object(answer: Answer, *, source: str, host_words: str) -> Document:
    """Return the object in the body, JSON or YAML; raises Failure when there is none."""
    text = _whole(answer)
    try:
        document = json.loads(text)
    except _UNREADABLE:
        document = _read_yaml(text)
    return _object(document, answer, "an object in JSON or YAML", source, host_words)


def _read_yaml(text: str) -> object:
    try:
        return yaml.load(text, _PlainLoader)  # noqa: S506 - derived from SafeLoader
    except _UNREADABLE:
        return None


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
    raise Failure(f"{answer.url.text} is not {wanted}{hint}", source, host_words)
