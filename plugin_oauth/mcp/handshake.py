"""The handshake era, 2025-03-26 to 2025-11-25: `initialize` agrees on a version.

    a version header that is unknown, on anything but initialize    400  -32600
    every other error                                               200

An absent header means 2025-03-26, in which nothing is different here. The codes of the stateless
era are never used: clients that know both take them for a sign of the other one.
"""

from flask import request

from plugin_oauth.mcp.eras import VERSION_HEADER, Era
from plugin_oauth.mcp.jsonrpc import INVALID_REQUEST, Message, RpcError
from plugin_oauth.mcp.methods import Call, Keep, Method, Result

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26")


def initialize(call: Call) -> Result:
    """Agree on the version that the client names, or offer the newest."""
    asked = call.message.params.get("protocolVersion")
    return {
        "protocolVersion": asked if asked in VERSIONS else VERSIONS[0],
        "capabilities": call.server.capabilities,
        "serverInfo": dict(call.server.info),
        "instructions": call.server.instructions,
    }


def ping(_call: Call) -> Result:
    return {}


class Handshake(Era):
    """What a client speaks that begins with `initialize`, or with nothing at all."""

    versions = VERSIONS
    own_methods = {
        "initialize": Method(initialize),
        "ping": Method(ping, is_constant=True),
    }

    def check(self, message: Message) -> None:
        """Raise RpcError if the version header names a version that is not spoken here."""
        version = request.headers.get(VERSION_HEADER)
        if version is None or version in VERSIONS or message.method == "initialize":
            return
        known = ", ".join(VERSIONS)
        raise RpcError(INVALID_REQUEST, f"This protocol version is not known. Known: {known}.", 400)

    def dress(self, result: Result, keep: Keep | None) -> Result:  # noqa: ARG002 -- nothing is kept
        return result

    def status_of(self, error: RpcError) -> int:  # noqa: ARG002 -- all alike
        return 200
