"""The schemas of a tool: every argument in them, at any depth."""

from collections.abc import Iterator
from typing import Any

_HOLDERS = ("items", "additionalProperties")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_DEEPEST = 12


def find_properties(
    schema: object, path: tuple[str, ...] = (), level: int = 0
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each property's path of names and its schema; what is deeper than hosts read, not."""
    if not isinstance(schema, dict) or level > _DEEPEST:
        return
    properties = schema.get("properties")
    for name, inner in (properties if isinstance(properties, dict) else {}).items():
        yield (*path, name), inner
        yield from find_properties(inner, (*path, name), level + 1)
    for keyword in _HOLDERS:
        yield from find_properties(schema.get(keyword), path, level + 1)
    for keyword in _LISTS:
        inner = schema.get(keyword)
        for one in inner if isinstance(inner, list) else []:
            yield from find_properties(one, path, level + 1)
    definitions = schema.get("$defs")
    for one in (definitions if isinstance(definitions, dict) else {}).values():
        yield from find_properties(one, path, level + 1)
