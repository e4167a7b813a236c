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
MAXIMUM_TEXT = 4096  # characters of one string; a key of 8192 bits has 1366


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in the body; raises ValueError, with a sentence that echoes nothing.

    Members that are null are left out: they say nothing, and some readers refuse them.
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
        raise ValueError("This is not JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise ValueError("This is not a JSON object.")  # noqa: TRY004 -- one error for callers
    check_value(value, MAXIMUM_DEPTH)
    return {name: member for name, member in value.items() if member is not None}


class RepeatedNameError(ValueError):
    """Of two members with one name some readers take the first, and others the last."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RepeatedNameError
    return found


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def check_value(value: Any, depth: int) -> None:
    """Raise ValueError if something in the value cannot be stored, or it is nested too deeply."""
    if depth == 0:
        raise ValueError("The JSON is nested too deeply.")
    if isinstance(value, str) and (len(value) > MAXIMUM_TEXT or not is_clean(value)):
        raise ValueError(f"A text in the JSON has over {MAXIMUM_TEXT} characters, or bad ones.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("A number in the JSON is too large.")
    if isinstance(value, dict):
        for name, member in value.items():
            check_value(name, depth)
            check_value(member, depth - 1)
    elif isinstance(value, list):
        for member in value:
            check_value(member, depth - 1)
