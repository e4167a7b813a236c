"""Arguments for a call: examples out of the document first, then whatever its schemas allow.

OpenAPI 3.0 and 3.1, JSON Schema 2020-12. The documents are a stranger's: references lead nowhere
but into the document itself, and nothing is built deeper or larger than a call would need.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plugin_oauth.host.documents import Document

_DEEPEST = 8
_MOST_VALUES = 200
_MOST_ITEMS = 3
_LONGEST_TEXT = 100

_FORMATS = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T09:00:00Z",
    "time": "09:00:00Z",
    "email": "ada@example.com",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


class NoExample(Exception):  # noqa: N818 - an outcome, not an error
    """No value can be made that the schema surely allows."""


@dataclass(frozen=True)
class Example:
    """A value, and whether the document gave it as one that means something."""

    value: Any
    is_given: bool


def find_example(schema: object, document: Document) -> Example:
    """Return a value that the schema allows; raises NoExample."""
    return _find(schema, document, 0, iter(range(_MOST_VALUES)))


def _find(schema: object, document: Document, depth: int, budget: Iterator[int]) -> Example:
    schema = resolve(schema, document)
    if depth > _DEEPEST or next(budget, None) is None:
        raise NoExample("the schema is too deep, or branches too often")
    if given := find_given(schema):
        return given
    for name in ("anyOf", "oneOf"):
        if isinstance(schema.get(name), list) and schema[name]:
            return _find(schema[name][0], document, depth + 1, budget)
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((name for name in kind if name != "null"), None)
    if kind == "object" or "properties" in schema:
        return _object(schema, document, depth, budget)
    if kind == "array":
        return _array(schema, document, depth, budget)
    return Example(_invent(kind, schema), is_given=False)


def find_given(block: Document) -> Example | None:
    """Return a value that the schema or parameter names itself."""
    if "const" in block:
        return Example(block["const"], is_given=True)
    if "example" in block:
        return Example(block["example"], is_given=True)
    examples = block.get("examples")
    if isinstance(examples, dict):  # of a parameter: named objects with a value
        examples = [
            named["value"]
            for named in examples.values()
            if isinstance(named, dict) and "value" in named
        ]
    for values in (examples, [block["default"]] if "default" in block else [], block.get("enum")):
        if isinstance(values, list) and values:
            return Example(values[0], is_given=True)
    return None


def resolve(value: object, document: Document) -> Document:
    """Return a part of the document, through references within it; anything else becomes {}."""
    for _ in range(_DEEPEST):
        if not isinstance(value, dict):
            return {}
        reference = value.get("$ref")
        if not isinstance(reference, str):
            return value
        value = document if reference.startswith("#/") else None
        for name in reference.removeprefix("#/").split("/"):
            key = name.replace("~1", "/").replace("~0", "~")
            value = value.get(key) if isinstance(value, dict) else None
    return {}


def _object(schema: Document, document: Document, depth: int, budget: Iterator[int]) -> Example:
    properties, required = schema.get("properties"), schema.get("required")
    values: dict[str, Any] = {}
    is_given = True
    for name in required if isinstance(required, list) else ():
        member = properties.get(str(name)) if isinstance(properties, dict) else None
        example = _find(member, document, depth + 1, budget)
        values[str(name)] = example.value
        is_given &= example.is_given
    return Example(values, is_given)


def _array(schema: Document, document: Document, depth: int, budget: Iterator[int]) -> Example:
    least = schema.get("minItems", 0)
    if not isinstance(least, int) or least > _MOST_ITEMS:
        raise NoExample("the list is too long to invent")
    if least == 0:
        return Example([], is_given=False)
    item = _find(schema.get("items"), document, depth + 1, budget)
    return Example([item.value] * least, item.is_given)


def _invent(kind: object, schema: Document) -> object:
    if kind == "boolean":
        return False
    if kind in {"integer", "number"}:
        return _number(schema)
    if kind == "string":
        return _text(schema)
    raise NoExample("the schema does not say what it wants")


def _number(schema: Document) -> int | float:
    least, most = schema.get("minimum", 1), schema.get("maximum")
    if not isinstance(least, int | float) or "exclusiveMinimum" in schema:
        raise NoExample("the number has bounds that are not simple")
    return min(least, most) if isinstance(most, int | float) and "minimum" not in schema else least


def _text(schema: Document) -> str:
    text = _FORMATS.get(str(schema.get("format")), "example")
    least, most = schema.get("minLength", 0), schema.get("maxLength", _LONGEST_TEXT)
    if "pattern" in schema or not isinstance(least, int) or not isinstance(most, int):
        raise NoExample("the text has a form that cannot be invented")
    if least > _LONGEST_TEXT:
        raise NoExample("the text is too long to invent")
    return text.ljust(least, "x")[: max(most, 0)]
