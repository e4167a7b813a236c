"""The arguments of an API request: read from where they travel, and refused in words.

400 is JSON that cannot be read, 415 a body that is not JSON, 422 an argument that is wrong.
"""

from collections.abc import Mapping
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from plugin_oauth.errors import Problem
from plugin_oauth.plugin.idempotency_key import read_idempotency_key

MAXIMUM_ERRORS = 20  # enough to act on, and an answer stays shorter than its request
MAXIMUM_NAME = 64
REQUEST_ID = "request_id"  # what the header Idempotency-Key says too


def read_arguments(schema: Schema, in_path: Mapping[str, str]) -> dict[str, Any]:
    """Return the request's arguments as the schema loads them, those of the path among them.

    Raises BadRequest, UnsupportedMediaType, or the Problem of load_arguments.
    """
    sent = _query() if request.method in {"GET", "HEAD"} else _body()
    if misplaced := sent.keys() & in_path.keys():
        raise make_refusal({name: ["Give this argument in the path only."] for name in misplaced})
    if REQUEST_ID in schema.fields:
        sent = _with_idempotency_key(sent)
    return load_arguments(schema, {**sent, **in_path})


def _with_idempotency_key(sent: dict[str, Any]) -> dict[str, Any]:
    key = read_idempotency_key()
    if key is None:
        return sent
    if sent.get(REQUEST_ID) not in (None, key):
        raise make_refusal(
            {
                REQUEST_ID: [
                    "The header Idempotency-Key has another id: send the same, or one of them."
                ]
            }
        )
    return {**sent, REQUEST_ID: key}


def load_arguments(schema: Schema, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as the schema loads them; raise a 422 Problem naming the wrong ones."""
    try:
        loaded: dict[str, Any] = schema.load(sent)
    except ValidationError as error:
        raise make_refusal(error.messages_dict) from error
    return loaded


def _query() -> dict[str, Any]:
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        raise make_refusal({name: ["Give this argument once."] for name in repeated})
    return request.args.to_dict()


def _body() -> dict[str, Any]:
    if not request.get_data():
        return {}
    if not request.is_json:
        raise UnsupportedMediaType("Send the arguments as JSON: Content-Type: application/json.")
    try:
        body = request.get_json()
    except (BadRequest, RecursionError):  # RecursionError: nested a few thousand deep
        raise BadRequest("The body is not valid JSON: send one object, in UTF-8.") from None
    if not isinstance(body, dict):
        raise Problem(
            422,
            "Unprocessable Content",
            "The body must be one JSON object, with an argument as each member.",
        )
    return body


def make_refusal(messages: Mapping[str, Any]) -> Problem:
    """Return the 422 Problem with these sentences by the name of the argument."""
    errors = [
        {"field": name[:MAXIMUM_NAME], "detail": " ".join(sentences)}
        for name, sentences in list(messages.items())[:MAXIMUM_ERRORS]
    ]
    detail = " ".join(f"{error['field']}: {error['detail']}" for error in errors)
    return Problem(422, "Unprocessable Content", detail, errors=errors)
