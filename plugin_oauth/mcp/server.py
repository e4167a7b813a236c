"""What one MCP server is: its name, its tools, what it says of itself; no word of HTTP.

The transport (routes.py, methods.py and the two eras) serves whichever server it is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from plugin_oauth.users.models import CurrentUser


class Tool(Protocol):
    """What the transport needs to know of a tool."""

    @property
    def name(self) -> str: ...

    @property
    def scope_names(self) -> tuple[str, ...]:
        """All of these a token must have; none is a tool that anybody may call."""

    @property
    def read_only(self) -> bool: ...

    def definition(self) -> dict[str, Any]:
        """Return what tools/list says of the tool."""

    def call(self, user: CurrentUser | None, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the result of a call, a failed one included."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """One MCP server. The order of its tools is the order in which clients see them."""

    info: Mapping[str, str]  # name, title, version
    instructions: str
    tools: tuple[Tool, ...]

    @cached_property
    def tools_by_name(self) -> Mapping[str, Tool]:
        return {tool.name: tool for tool in self.tools}

    @property
    def capabilities(self) -> dict[str, Any]:
        """Return what is served, and nothing else: clients ask for all that stands here."""
        return {"tools": {}}
