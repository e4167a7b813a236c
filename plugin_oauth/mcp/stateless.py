"""The stateless era, 2026-07-28: every request says all there is to know.

    `_meta` without version or client's capabilities    400  -32602
    a header that is missing or says something else     400  -32020
    a version that is not spoken here                   400  -32022
    an unknown method                                   404  -32601
    every other error                                   400

The headers say again what the body says, so that proxies need not read it; one that disagrees could
make a proxy and this server act on different requests.
"""

import binascii
import re
from base64 import b64decode, b64encode

from flask import request

from plugin_oauth.mcp.eras import VERSION_HEADER, VERSION_KEY, Era
from plugin_oauth.mcp.jsonrpc import INVALID_PARAMS, METHOD_NOT_FOUND, Message, RpcError
from plugin_oauth.mcp.methods import HOUR, Call, Keep, Method, Result

VERSIONS = ("2026-07-28",)
CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities"
SERVER_INFO_KEY = "io.modelcontextprotocol/serverInfo"

HEADER_MISMATCH = -32020
UNSUPPORTED_VERSION = -32022

# The member of params that the header Mcp-Name repeats.
NAMES = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}

_BASE64 = re.compile(r"=\?base64\?(.*)\?=", re.DOTALL)


def discover(call: Call) -> Result:
    """Return what `initialize` told in the other era, without agreeing on anything."""
    return {
        "supportedVersions": list(VERSIONS),
        "capabilities": call.server.capabilities,
        "instructions": call.server.instructions,
    }


class Stateless(Era):
    """What a client speaks that names its version in every request."""

    versions = VERSIONS
    own_methods = {"server/discover": Method(discover, Keep(HOUR, "public"), is_constant=True)}

    def check(self, message: Message) -> None:
        """Raise RpcError, in the order above."""
        check_meta(message)
        check_headers(message)
        asked = message.meta[VERSION_KEY]
        if asked not in VERSIONS:
            data = {"supported": list(VERSIONS), "requested": asked}
            raise RpcError(UNSUPPORTED_VERSION, "This protocol version is not known.", data=data)

    def dress(self, result: Result, keep: Keep | None) -> Result:
        kept = {"ttlMs": keep.ttl, "cacheScope": keep.scope} if keep else {}
        meta = {SERVER_INFO_KEY: dict(self.server.info), **result.get("_meta", {})}
        return {"resultType": "complete", **result, **kept, "_meta": meta}

    def status_of(self, error: RpcError) -> int:
        return 404 if error.code == METHOD_NOT_FOUND else 400


def check_meta(message: Message) -> None:
    meta = message.meta
    if not isinstance(meta.get(VERSION_KEY), str):
        raise RpcError(INVALID_PARAMS, f"_meta must have {VERSION_KEY}, a text.")
    if not isinstance(meta.get(CAPABILITIES_KEY), dict):
        raise RpcError(INVALID_PARAMS, f"_meta must have {CAPABILITIES_KEY}, an object.")


def check_headers(message: Message) -> None:
    """Raise RpcError unless the headers say what the body says."""
    expected = {VERSION_HEADER: message.meta[VERSION_KEY], "Mcp-Method": message.method}
    member = NAMES.get(str(message.method))
    if member in message.params:
        expected["Mcp-Name"] = message.params[member]
    for header, value in expected.items():
        if decode_header(request.headers.get(header)) != value:
            sentence = f"The header {header} must be there and say what the body says."
            raise RpcError(HEADER_MISMATCH, sentence)


def decode_header(value: str | None) -> str | None:
    """Return what a header says, =?base64?...?= decoded; None if it says nothing that is text."""
    if value is None or not (found := _BASE64.fullmatch(value.strip(" \t"))):
        return value and value.strip(" \t")
    try:
        decoded = b64decode(found[1], validate=True)
        # Only the one way of writing it: two that differ must not pass for the same.
        return decoded.decode() if b64encode(decoded).decode() == found[1] else None
    except (binascii.Error, ValueError):
        return None
