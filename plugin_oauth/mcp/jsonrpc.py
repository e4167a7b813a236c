"""JSON-RPC 2.0 as MCP uses it: one message in, one answer out.

    not JSON in UTF-8                          400  -32700
    an array, another version, too much        400  -32600
    an id that is no text and no whole number  400  -32600
    params that are no object                  400  -32602

With no usable id an error has none: the schemas since 2025-11-25 make it optional and never null.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response

from plugin_oauth.oauth.strict_json import InvalidJsonError, read_json

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602

MAXIMUM_DEPTH = 24
MAXIMUM_TEXT = 60_000  # characters of one string; the schema of a tool says less
MAXIMUM_VALUES = 4_000

MessageId = str | int


@dataclass
class RpcError(Exception):
    """A request that is refused. Without a status, the era of the request has its own."""

    code: int
    message: str
    status: int | None = None
    data: Mapping[str, Any] | None = None
    headers: Sequence[tuple[str, str]] = ()
    id: MessageId | None = None

    def response(self) -> Response:
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.data is not None:
            error["data"] = self.data
        body: dict[str, Any] = {"jsonrpc": "2.0", "error": error}
        if self.id is not None:
            body["id"] = self.id
        return as_response(json.dumps(body).encode(), self.status or 200, self.headers)


@dataclass(frozen=True, slots=True)
class Message:
    """One JSON-RPC request, or what needs no answer: then `id` or `method` is None."""

    id: MessageId | None
    method: str | None
    params: dict[str, Any]

    @property
    def needs_answer(self) -> bool:
        return self.id is not None and self.method is not None

    @property
    def meta(self) -> Mapping[str, Any]:
        meta = self.params.get("_meta")
        return meta if isinstance(meta, dict) else {}


def read_message(body: bytes) -> Message:
    """Return the message in the body; raises RpcError as listed above."""
    try:
        value = read_json(body, depth=MAXIMUM_DEPTH, longest=MAXIMUM_TEXT, most=MAXIMUM_VALUES)
    except InvalidJsonError as error:
        raise RpcError(PARSE_ERROR, str(error), 400) from None
    except ValueError as error:
        raise RpcError(INVALID_REQUEST, str(error), 400) from None
    if not isinstance(value, dict) or value.get("jsonrpc") != "2.0":
        raise RpcError(INVALID_REQUEST, "The body must be one JSON-RPC 2.0 message.", 400)
    if "id" not in value or "method" not in value:
        return Message(None, None, {})
    return _request(value)


def _request(value: dict[str, Any]) -> Message:
    message_id, method, params = value["id"], value["method"], value.get("params", {})
    if isinstance(message_id, bool) or not isinstance(message_id, str | int):
        raise RpcError(INVALID_REQUEST, "The id must be a text or a whole number.", 400)
    if not isinstance(method, str):
        raise RpcError(INVALID_REQUEST, "The method must be a text.", 400, id=message_id)
    if not isinstance(params, dict):
        raise RpcError(INVALID_PARAMS, "The params must be an object.", 400, id=message_id)
    return Message(message_id, method, params)


def result_response(
    message_id: MessageId | None,
    result: bytes,
    status: int = 200,
    headers: Sequence[tuple[str, str]] = (),
) -> Response:
    """Return the answer with a result that is JSON already."""
    encoded_id = json.dumps(message_id).encode()
    body = b'{"jsonrpc":"2.0","id":%b,"result":%b}' % (encoded_id, result)
    return as_response(body, status, headers)


def as_response(body: bytes, status: int, headers: Sequence[tuple[str, str]] = ()) -> Response:
    response = Response(body, status, list(headers), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
