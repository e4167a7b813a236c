"""The schemas of a tool: every argument in them, at any depth, and whether it must be given."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plugin_oauth.host.arguments import resolve
from plugin_oauth.host.documents import Document

_HOLDERS = ("items", "additionalProperties")
_CHOICES = ("anyOf", "oneOf")
_LISTS = ("allOf", "prefixItems")
_DEEPEST = 12
# References may lead back, and by many ways.
_MOST_SCHEMAS = 2_000


@dataclass(frozen=True)
class Argument:
    """A property by its path of names; `is_required`: no call is possible without it."""

    path: tuple[str, ...]
    schema: Document
    is_required: bool

    @property
    def name(self) -> str:
        return self.path[-1]


def find_arguments(schema: object) -> Iterator[Argument]:
    """Yield each property, references followed; what is deeper than hosts read, not."""
    root = schema if isinstance(schema, dict) else {}
    whole = Argument((), resolve(root, root), is_required=True)
    yield from _walk(whole, root, 0, iter(range(_MOST_SCHEMAS)))


def _walk(
    holder: Argument, root: Document, level: int, budget: Iterator[int]
) -> Iterator[Argument]:
    if level > _DEEPEST or next(budget, None) is None:
        return
    schema = holder.schema
    required = schema.get("required")
    names = required if isinstance(required, list) else []
    properties = schema.get("properties")
    for name, inner in (properties if isinstance(properties, dict) else {}).items():
        must = holder.is_required and name in names
        argument = Argument((*holder.path, name), resolve(inner, root), must)
        yield argument
        yield from _walk(argument, root, level + 1, budget)
    for inner, must in _parts(schema):
        part = Argument(holder.path, resolve(inner, root), holder.is_required and must)
        yield from _walk(part, root, level + 1, budget)


def _parts(schema: Document) -> Iterator[tuple[Any, bool]]:
    """Yield the schemas that are part of this one, and whether each holds for every value."""
    for keyword in _HOLDERS:
        if keyword in schema:
            yield schema[keyword], True
    for keyword in (*_LISTS, *_CHOICES):
        inner = schema.get(keyword)
        parts = inner if isinstance(inner, list) else []
        for one in parts:
            yield one, keyword in _LISTS or len(parts) == 1
