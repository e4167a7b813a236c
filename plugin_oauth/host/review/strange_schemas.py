"""A stranger's JSON Schema (2020-12), applied so that it fetches nothing and comes to an end.

$ref to another document            cannot be resolved: nothing is fetched, no file is opened
pattern, patternProperties          left out: a regular expression may run for ever
uniqueItems, unevaluated...         left out: one step of theirs may take as long
$schema                             left out: another dialect would know all of these again
references that branch or go round  end with the time for all
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

# Seconds. An answer that a host takes needs a tenth of one.
TIME_FOR_ALL = 2.0

_LEFT_OUT = ("pattern", "uniqueItems", "$schema", "unevaluatedProperties", "unevaluatedItems")

_UNREADABLE = (Unresolvable, RecursionError, TypeError, ValueError, AttributeError, KeyError)

Keyword = Callable[[Any, Any, Any, Any], Iterator[ValidationError] | None]


def find_breaches(
    schema: object, content: object, *, seconds: float = TIME_FOR_ALL
) -> Iterator[str]:
    """Yield the place of each breach in words; no value is quoted, for it may be long."""
    try:
        validator = _bounded_validator(seconds)(_tamed(schema), registry=Registry())
        for error in validator.iter_errors(content):
            yield ".".join(map(str, error.absolute_path)) or "its top"
    except _UNREADABLE:
        yield "a place where the schema itself cannot be read"


def _tamed(schema: Any) -> Any:
    """Return a copy without the keywords above; a property that has the name of one stays."""
    if isinstance(schema, list):
        return [_tamed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    dropped = {name for name in _LEFT_OUT if isinstance(schema.get(name), str | bool)}
    patterns = schema.get("patternProperties")
    if isinstance(patterns, dict) and all(isinstance(p, dict | bool) for p in patterns.values()):
        # What speaks of additional ones asks the patterns first.
        dropped |= {"patternProperties", "additionalProperties"}
    return {name: _tamed(part) for name, part in schema.items() if name not in dropped}


def _bounded_validator(seconds: float) -> Any:
    """Return a class of validators that raise ValueError when so much time is over."""
    end = time.monotonic() + seconds

    def timing(keyword: Keyword) -> Keyword:
        def timed(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
            if time.monotonic() > end:
                raise ValueError("the schema takes too long")
            return keyword(validator, value, instance, schema)

        return timed

    left_out: dict[str, Any] = dict.fromkeys(_LEFT_OUT)
    known = {name: timing(check) for name, check in Draft202012Validator.VALIDATORS.items()}
    return extend(  # type: ignore[no-untyped-call]  # jsonschema's stubs leave it untyped
        Draft202012Validator, known | left_out
    )
