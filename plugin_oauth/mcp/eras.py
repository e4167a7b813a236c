"""The two eras of the protocol, and which of them a request is of.

A request is of the stateless era if its version header names one of its versions or its `_meta`
names any; else it is of the handshake era (MCP "Versioning").
"""

import json
from collections.abc import Callable, Mapping
from typing import ClassVar

from flask import request

from plugin_oauth.mcp.jsonrpc import METHOD_NOT_FOUND, Message, RpcError
from plugin_oauth.mcp.method_table import methods_of
from plugin_oauth.mcp.methods import Call, Keep, Method, Result
from plugin_oauth.mcp.server import Server

VERSION_HEADER = "MCP-Protocol-Version"
VERSION_KEY = "io.modelcontextprotocol/protocolVersion"


class Era:
    """One era: its own methods beside those of both, its checks, its form of a result."""

    versions: ClassVar[tuple[str, ...]]
    own_methods: ClassVar[Mapping[str, Method]]

    def __init__(self, server: Server) -> None:
        self.server = server
        everything = {**self.own_methods, **methods_of(server)}
        self._methods = {name: self._prepare(method) for name, method in everything.items()}

    def _prepare(self, method: Method) -> Callable[[Call], bytes]:
        """Return a function to the JSON of the result; of a constant one it is made here."""
        if not method.is_constant:
            return lambda call: self.encode(method.function(call), method.keep)
        nobody = Call(self.server, Message(None, None, {}), None)
        constant = self.encode(method.function(nobody), method.keep)
        return lambda _call: constant

    def encode(self, result: Result, keep: Keep | None = None) -> bytes:
        """Return the JSON of a result in the form of this era."""
        dressed = self.dress(result, keep)
        return json.dumps(dressed, ensure_ascii=False, separators=(",", ":")).encode()

    def check(self, message: Message) -> None:
        """Raise RpcError if the request is not as this era has them."""
        raise NotImplementedError

    def dress(self, result: Result, keep: Keep | None) -> Result:
        """Return the result in the form of this era."""
        raise NotImplementedError

    def status_of(self, error: RpcError) -> int:
        """Return the HTTP status of an error that has none of its own."""
        raise NotImplementedError

    def answer(self, call: Call) -> bytes:
        """Return the JSON of the result; raises RpcError and what the method raises."""
        method = self._methods.get(str(call.message.method))
        if method is None:
            raise RpcError(METHOD_NOT_FOUND, "There is no such method here.")
        return method(call)


def names_version(message: Message, versions: tuple[str, ...]) -> bool:
    """Tell whether the request claims to be of the era with these versions."""
    return VERSION_KEY in message.meta or request.headers.get(VERSION_HEADER) in versions
