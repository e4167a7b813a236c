"""JSON from strangers: one filter in front of everything that reads a document.

Python's parser takes NaN, repeated names and lone surrogates, and fails with other errors than its
own on deep nesting and huge integers (RFC 8259 sections 4, 8.2 and 9 leave all of it to us). What
passes here can be stored, compared and written out again.
"""

import json
import math
from typing import Any, NoReturn

from plugin_oauth.request_text import is_clean

MAXIMUM_DEPTH = 8
MAXIMUM_VALUES = 4000
MAXIMUM_TEXT = 4096  # characters of one string; a key of 8192 bits has 1366


class InvalidJsonError(ValueError):
    """This is no JSON at all; other ValueErrors say that it is JSON of a form not taken here."""


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in the body; raises ValueError, with a sentence that echoes nothing.

    Members that are null are left out: they say nothing, and some readers refuse them.
    """
    value = read_json(body)
    if not isinstance(value, dict):
        raise ValueError("This is not a JSON object.")  # noqa: TRY004 -- one error for callers
    return {name: member for name, member in value.items() if member is not None}


def read_json(
    body: bytes,
    *,
    depth: int = MAXIMUM_DEPTH,
    longest: int = MAXIMUM_TEXT,
    most: int = MAXIMUM_VALUES,
) -> Any:
    """Return the JSON value in the body; raises InvalidJsonError, or ValueError as read_object.

    It has at most `depth` levels, `longest` characters in one text and `most` values altogether.
    """
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except RecursionError:
        raise ValueError("The JSON is nested too deeply.") from None
    except RepeatedNameError:
        raise ValueError("The JSON has a name twice in one object.") from None
    except ValueError:  # UnicodeDecodeError, JSONDecodeError and integers without end
        raise InvalidJsonError("This is not JSON in UTF-8.") from None
    check_value(value, depth, longest)
    if _count(value) > most:
        raise ValueError(f"The JSON has more than {most} values.")
    return value


class RepeatedNameError(ValueError):
    """Of two members with one name some readers take the first, and others the last."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RepeatedNameError
    return found


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def check_value(value: Any, depth: int, longest: int = MAXIMUM_TEXT) -> None:
    """Raise ValueError if something in the value cannot be stored, or it is nested too deeply."""
    if depth == 0:
        raise ValueError("The JSON is nested too deeply.")
    if isinstance(value, str) and (len(value) > longest or not is_clean(value)):
        raise ValueError(f"A text in the JSON has over {longest} characters, or bad ones.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("A number in the JSON is too large.")
    if isinstance(value, dict):
        for name, member in value.items():
            check_value(name, depth, longest)
            check_value(member, depth - 1, longest)
    elif isinstance(value, list):
        for member in value:
            check_value(member, depth - 1, longest)


def _count(value: Any) -> int:
    """Return how many values there are, the value itself and what it holds; its depth is known."""
    if isinstance(value, dict):
        return 1 + sum(map(_count, value.values()))
    return 1 + sum(map(_count, value)) if isinstance(value, list) else 1
