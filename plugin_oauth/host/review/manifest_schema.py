"""The v1 manifest's JSON Schema, and what it says of a manifest, sorted by rule.

`ai-plugin-v1.schema.json` can be used alone. Each part of it names its rule in a `$comment`; a
top-level field that is missing, empty or of another type is M003.
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

_FIELDS = "M003"
_KINDS = {"object": "an object", "string": "a text", "boolean": "true or false"}
_FORMS = {
    "name_for_model": "letters and digits only",
    "contact_email": "an e-mail address",
    "url": "an absolute http or https URL, or on localhost a path",
}


@dataclass(frozen=True)
class Breach:
    """One breach of the schema, in our words: jsonschema's own quote the whole value."""

    rule: str
    path: tuple[str, ...]
    keyword: str
    sentence: str


def load_schema() -> dict[str, Any]:
    """Return the published schema."""
    text = files("plugin_oauth.host.review").joinpath("ai-plugin-v1.schema.json").read_text()
    schema: dict[str, Any] = json.loads(text)
    return schema


def find_breaches(manifest: Document) -> list[Breach]:
    """Return what the schema says against the manifest, each once."""
    breaches = (
        breach for error in _validator().iter_errors(manifest) for breach in _breaches(error)
    )
    return list(dict.fromkeys(breaches))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(load_schema())


def _breaches(error: ValidationError) -> Iterator[Breach]:
    path = tuple(str(step) for step in error.absolute_path)
    keyword = str(error.validator)
    schema: Any = error.schema
    value: Any = error.instance
    rule = schema.get("$comment", _FIELDS)
    if keyword == "required":
        for name in schema["required"]:
            if name not in value:
                yield Breach(rule, (*path, name), keyword, f"{name} is missing")
        return
    if keyword in {"type", "minLength"} and len(path) <= 1:
        rule = _FIELDS
    name = path[-1] if path else "the manifest"
    yield Breach(rule, path, keyword, f"{name} {_complaint(error, keyword, name)}")


def _complaint(error: ValidationError, keyword: str, name: str) -> str:
    value: Any = error.instance
    wanted: Any = error.validator_value
    if keyword == "minLength":
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
