"""One filter before everything else: what cannot be stored or compared safely is refused.

A NUL or a lone surrogate is an error inside PostgreSQL and silently stored by SQLite; bytes that
are not UTF-8 are silently replaced by Werkzeug, after which two different values compare equal.
The answer is a 400 with a fixed sentence and never an echo.
"""

import math
import re
from urllib.parse import unquote_to_bytes

from flask import Flask, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

MAXIMUM_QUERY = 16 * 1024  # bytes
MAXIMUM_FIELDS = 200
MOST_DRAINED = 1024 * 1024  # bytes of a body that is too large
_UNCLEAN = re.compile("[\0\ud800-\udfff]")
FORM = "application/x-www-form-urlencoded"


def init_request_text(app: Flask) -> None:
    app.before_request(check_request_text)


def check_request_text() -> None:
    """Raise BadRequest if the path, the query or a form is not clean UTF-8 text.

    Every body is read here, so that one that is too large is a 413 before anything looks into it.
    """
    check_text(request.environ.get("PATH_INFO", "").encode("latin-1"))
    query = request.query_string
    if len(query) > MAXIMUM_QUERY:
        raise BadRequest("The query is longer than 16 KiB.")
    check_encoded_fields(query)
    body = read_body()
    if request.mimetype == FORM:
        check_encoded_fields(body)
    elif request.mimetype == "multipart/form-data":
        raise BadRequest(f"Forms are sent as {FORM}.")


def read_body() -> bytes:
    """Return the body; raises RequestEntityTooLarge.

    What is too large is still read and thrown away, within bounds: a server that closes on a
    client in the middle of its sending resets the connection, and the client never sees the 413.
    """
    try:
        body = request.get_data(cache=True)
    except RequestEntityTooLarge:
        request.environ["wsgi.input"].read(min(request.content_length or 0, MOST_DRAINED))
        raise
    if request.content_length is None and len(body) >= (request.max_content_length or math.inf):
        raise RequestEntityTooLarge  # Werkzeug cuts a chunked body off there, without a word
    return body


def check_encoded_fields(encoded: bytes) -> None:
    """Raise BadRequest if a form or query string has foreign bytes or too many fields."""
    if encoded.count(b"&") >= MAXIMUM_FIELDS:
        raise BadRequest(f"The request has more than {MAXIMUM_FIELDS} fields.")
    check_text(unquote_to_bytes(encoded.replace(b"+", b" ")))


def check_text(value: bytes) -> None:
    """Raise BadRequest if the bytes are not UTF-8 (surrogates included) or hold a NUL."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("The request has bytes that are not UTF-8.") from None
    if "\0" in text:
        raise BadRequest("The request has a NUL character.")


def is_clean(value: str) -> bool:
    """Tell whether a decoded text (out of JSON, say) can be stored: no NUL, no lone surrogate."""
    return _UNCLEAN.search(value) is None
