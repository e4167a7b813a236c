"""The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07 section 2.1).

    no header                  none was given
    a string of RFC 9651       its text, without the quotes
    a bare word                taken too: most clients leave the quotes out
    anything else              400

It says the same as the argument request_id, which stands in the OpenAPI document: hosts ignore the
headers that a document declares.
"""

import re

from flask import request
from werkzeug.exceptions import BadRequest

HEADER = "Idempotency-Key"

_STRING = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])+)"(?:;.*)?')  # parameters mean nothing to us
_WORD = re.compile(r"[A-Za-z0-9._:+/=-]+")
_ESCAPED = re.compile(r"\\(.)")


def read_idempotency_key() -> str | None:
    """Return the key of the request, or None; raises BadRequest."""
    value = request.headers.get(HEADER)
    if value is None:
        return None
    if found := _STRING.fullmatch(value.strip()):
        return _ESCAPED.sub(r"\1", found[1])
    if found := _WORD.fullmatch(value.strip()):
        return found[0]
    raise BadRequest(f"{HEADER} must be one string in double quotes.")
