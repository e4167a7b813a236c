"""The JSON Schemas of the linter, and what they say of a document in our words.

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
    "name": "lower-case letters and digits, with single hyphens and dots between them",
    "cwd": "a path that begins with ./, ${PLUGIN_ROOT} or ${PLUGIN_DATA}",
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
    """Return a schema by its path in this folder. It is shared: do not change it."""
    text = files("plugin_oauth.host.review").joinpath(name).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def find_breaches(document: Document, schema: str) -> list[Breach]:
    """Return what the schema at that path says against the document, each once."""
    errors = _validator(schema).iter_errors(document)
    return list(dict.fromkeys(breach for error in errors for breach in _breaches(error)))


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(load_schema(schema))


def _breaches(error: ValidationError) -> Iterator[Breach]:
    keyword = str(error.validator)
    schema: Any = error.schema
    value: Any = error.instance
    if keyword == "required":
        for name in schema["required"]:
            if name not in value:
                yield _breach(error, f"{name} is missing", name)
    elif keyword == "additionalProperties":
        for name in value:
            if name not in schema["properties"]:
                yield _breach(error, f"{show(name)} is not known here", name)
    elif keyword == "oneOf":
        yield from _variant_breaches(error)
    elif not (keyword == "pattern" and value == "" and "minLength" in schema):  # it is empty
        name = _name(error)
        yield _breach(error, f"{name} {_complaint(error, keyword, name)}")


def _breach(error: ValidationError, sentence: str, *member: str) -> Breach:
    schema: Any = error.schema
    path = tuple(str(step) for step in error.absolute_path)
    return Breach(schema.get("$comment", ""), (*path, *member), str(error.validator), sentence)


def _name(error: ValidationError) -> str:
    return str(error.absolute_path[-1]) if error.absolute_path else "the document"


def _variant_breaches(error: ValidationError) -> Iterator[Breach]:
    """Of variants that `type` tells apart: what the one that was meant says, or that none was."""
    variants: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        variants.setdefault(inner.relative_schema_path[0], []).append(inner)
    meant = [found for found in variants.values() if not any(_is_of_type(one) for one in found)]
    value: Any = error.instance
    if meant:
        for inner in meant[0]:
            yield from _breaches(inner)
    elif not isinstance(value, dict):
        yield _breach(error, f"{_name(error)} is {show(value)}, not an object")
    elif value.get("type") is None:
        yield _breach(error, "type is missing", "type")
    else:
        found = [one for errors in variants.values() for one in errors if one.validator == "const"]
        known = ", ".join(str(one.validator_value) for one in found)
        yield _breach(error, f"type is {show(value['type'])}, not one of {known}", "type")


def _is_of_type(error: ValidationError) -> bool:
    """Whether the error says that another variant was meant."""
    value: Any = error.instance
    if error.relative_path:
        return list(error.relative_path) == ["type"]
    return error.validator == "type" or (error.validator == "required" and "type" not in value)


def _complaint(error: ValidationError, keyword: str, name: str) -> str:
    value: Any = error.instance
    wanted: Any = error.validator_value
    match keyword:
        case "minLength":
            said = "is empty"
        case "maxLength":
            said = f"has {len(value):,} characters, {wanted:,} are allowed"
        case "not":
            said = f"must not have {show(value)}"
        case "type":
            said = f"is {show(value)}, not {_KINDS[wanted]}"
        case "enum":
            said = f"is {show(value)}, not one of {', '.join(wanted)}"
        case "const":
            said = f'is {show(value)}, not "{wanted}"'
        case _:
            said = f"is {show(value)}, not {_FORMS.get(name, 'an absolute http or https URL')}"
    return said
