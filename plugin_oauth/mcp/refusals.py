"""What a caller hears that is known but must not go on: now, or at all.

To a call of a tool it is a result too, because that is what reaches the model. Too many calls are
HTTP 200 there: clients treat another status as the end of the connection, and the model would learn
nothing. A challenge keeps its status, which is what clients act on.
"""

from flask import Response

from plugin_oauth.mcp.access import NotAllowedError
from plugin_oauth.mcp.eras import Era
from plugin_oauth.mcp.jsonrpc import INVALID_REQUEST, Message, RpcError, result_response
from plugin_oauth.mcp.rate import TooManyCallsError
from plugin_oauth.mcp.tools import failure


def refuse_too_many(era: Era, message: Message, error: TooManyCallsError) -> Response:
    """Return the result that tells the model to wait; raises RpcError where there is no model."""
    if message.method == "tools/call":
        return result_response(message.id, era.encode(failure(str(error))))
    waiting = [("Retry-After", str(error.seconds))]
    raise RpcError(INVALID_REQUEST, str(error), 429, headers=waiting, id=message.id)


def refuse_not_allowed(era: Era, message: Message, error: NotAllowedError) -> Response:
    """Return the result with the challenge, which is in the header too; may raise RpcError."""
    status, headers = error.problem.code or 403, error.problem.headers
    if message.method == "tools/call":
        result = era.encode(failure(str(error), error.meta))
        return result_response(message.id, result, status, headers)
    raise RpcError(INVALID_REQUEST, str(error), status, headers=headers, id=message.id)
