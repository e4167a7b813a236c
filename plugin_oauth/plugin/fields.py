"""Marshmallow fields whose sentences a model can act on, and whose values can be stored."""

import re
from datetime import date
from typing import Any

from marshmallow import fields
from marshmallow.validate import Length

from plugin_oauth.request_text import is_clean

REQUEST_ID_LENGTH = 128

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Text(fields.String):
    """Text without white space at its ends, NUL or lone surrogates."""

    default_error_messages = {
        "required": "This argument is required.",
        "null": "This argument must be text, not null.",
        "invalid": "This must be text.",
        "unclean": "This has a character that cannot be stored (NUL or half a surrogate pair).",
    }

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        if not is_clean(text):
            raise self.make_error("unclean")
        return text.strip()


class Day(fields.Date):
    """A date as RFC 3339 section 5.6 writes it (full-date); Python alone also reads 20261224."""

    default_error_messages = {
        "invalid": "Write a date as YYYY-MM-DD, for example 2026-12-24.",
    }

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> date:
        if not (isinstance(value, str) and _DAY.fullmatch(value)):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return super()._deserialize(value, *args, **kwargs)


class RequestId(Text):
    """The id of a request that adds something, by which it is done once (creations.py)."""

    def __init__(self, thing: str) -> None:
        super().__init__(
            allow_none=True,
            validate=Length(
                1, REQUEST_ID_LENGTH, error="This must have {min} to {max} characters."
            ),
            metadata={
                "description": (
                    f"A random id of this request, the same whenever it is tried again: then the "
                    f"{thing} is added once, and the first answer comes back for a day."
                )
            },
        )
