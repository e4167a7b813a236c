"""JSON Schemas of this package, and what they say of a document in our words.

jsonschema's own sentences quote whole values, which may be a megabyte of a stranger's.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from plugin_oauth.host.documents import Document, show

_KINDS = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "boolean": "true or false",
}
_FORMS = {
    "name_for_model": "letters and digits only",
    "contact_email": "an e-mail address",
    "email": "an e-mail address",
    "name": "lower-case letters, digits, single hyphens and dots",
}


@dataclass(frozen=True)
class Breach:
    """One breach. `comment` is the `$comment` of the part of the schema that was broken."""

    comment: str
    path: tuple[str, ...]
    keyword: str
    sentence: str


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Return a schema by its file name. It is shared: do not change it."""
    text = files("plugin_oauth.host.review").joinpath(name).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def find_breaches(document: Document, schema: str) -> list[Breach]:
    """Return what the schema of that file name says against the document, each once."""
    errors = _validator(schema).iter_errors(document)
    return list(dict.fromkeys(breach for error in errors for breach in _breaches(error)))


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(load_schema(schema))


def _breaches(error: ValidationError) -> Iterator[Breach]:
    path = tuple(str(step) for step in error.absolute_path)
    keyword = str(error.validator)
    schema: Any = error.schema
    value: Any = error.instance
    comment = schema.get("$comment", "")
    if keyword == "required":
        for name in schema["required"]:
            if name not in value:
                yield Breach(comment, (*path, name), keyword, f"{name} is missing")
    elif keyword == "additionalProperties":
        for name in value:
            if name not in schema["properties"]:
                yield Breach(comment, (*path, name), keyword, f"{show(name)} is not known here")
    else:
        name = path[-1] if path else "the document"
        yield Breach(comment, path, keyword, f"{name} {_complaint(error, keyword, name)}")


def _complaint(error: ValidationError, keyword: str, name: str) -> str:
    value: Any = error.instance
    wanted: Any = error.validator_value
    if keyword in {"minLength", "minProperties"}:
        return "is empty"
    if keyword == "maxLength":
        return f"has {len(value):,} characters, {wanted:,} are allowed"
    if keyword == "type":
        return f"is {show(value)}, not {_KINDS[wanted]}"
    if keyword == "enum":
        return f"is {show(value)}, not one of {', '.join(wanted)}"
    if keyword == "const":
        return f'is {show(value)}, not "{wanted}"'
    return f"is {show(value)}, not {_FORMS.get(name, 'an absolute http or https URL')}"
