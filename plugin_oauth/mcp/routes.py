"""The endpoint (MCP "Streamable HTTP"): one POST, one JSON answer, no session and no stream.

    a CORS preflight                       answered by headers.py
    a web page that may not call           403  origins.py
    not POST                               405
    the caller                             401  access.py; before the body is read
    a body that is not application/json    415
    the message                            400  jsonrpc.py
    a notification or a response           202, empty
    too many calls                         429, or a result of the tool; rate.py
    the request as its era has them        400  stateless.py, handshake.py
    the method                             methods.py

`Accept` is not judged: clients of all ages leave it out, or say */*.
"""

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed, UnsupportedMediaType

from plugin_oauth.database import expect_reads, unit_of_work
from plugin_oauth.mcp.access import NotAllowedError, find_caller
from plugin_oauth.mcp.eras import Era, names_version
from plugin_oauth.mcp.handshake import Handshake
from plugin_oauth.mcp.jsonrpc import (
    RpcError,
    read_message,
    result_response,
)
from plugin_oauth.mcp.methods import Call
from plugin_oauth.mcp.origins import check_origin
from plugin_oauth.mcp.rate import TooManyCallsError, check_rate
from plugin_oauth.mcp.refusals import refuse_not_allowed, refuse_too_many
from plugin_oauth.mcp.server import Server
from plugin_oauth.mcp.stateless import Stateless
from plugin_oauth.oauth.resources import MCP

NO_STORE = {"Cache-Control": "no-store"}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def init_mcp(app: Flask, server: Server) -> None:
    """Serve the server at /mcp and /mcp/: a client that is redirected on a POST is lost."""
    with app.app_context():
        app.register_blueprint(make_endpoint(server))


def make_endpoint(server: Server, path: str = MCP) -> Blueprint:
    """Return the endpoint of a server, whose constant answers are made here."""
    bp = Blueprint(path.removeprefix("/"), __name__)
    eras = (Stateless(server), Handshake(server))

    def endpoint() -> Response:
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Allow": "POST, OPTIONS"})
        check_origin()
        if request.method != "POST":
            raise MethodNotAllowed(["POST", "OPTIONS"])
        try:
            return answer()
        except RpcError as error:
            return error.response()

    @unit_of_work
    def answer() -> Response:
        expect_reads()
        caller = find_caller()
        if request.mimetype != "application/json":
            raise UnsupportedMediaType("Send one JSON-RPC message: Content-Type: application/json.")
        message = read_message(request.get_data())
        if not message.needs_answer:
            return Response(status=202, headers=NO_STORE)
        stateless, handshake = eras
        era = stateless if names_version(message, stateless.versions) else handshake
        return perform(era, Call(server, message, caller))

    bp.add_url_rule(
        path,
        "endpoint",
        endpoint,
        methods=METHODS,
        strict_slashes=False,
        provide_automatic_options=False,
    )
    return bp


def perform(era: Era, call: Call) -> Response:
    """Return the answer to a request; raises RpcError, with all it takes to answer it."""
    message = call.message
    try:
        check_rate(call.caller)
        era.check(message)
        return result_response(message.id, era.answer(call))
    except TooManyCallsError as error:
        return refuse_too_many(era, message, error)
    except NotAllowedError as error:
        return refuse_not_allowed(era, message, error)
    except RpcError as error:
        error.id = message.id
        error.status = error.status or era.status_of(error)
        raise
