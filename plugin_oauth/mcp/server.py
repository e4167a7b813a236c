"""What one MCP server is: its name, what it has, what it says of itself; no word of HTTP.

The transport (routes.py, methods.py and the two eras) serves whichever server it is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from plugin_oauth.users.models import CurrentUser

Json = dict[str, Any]


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


class Resource(Protocol):
    """One resource that is there for everybody."""

    @property
    def uri(self) -> str: ...

    def definition(self) -> Json:
        """Return what resources/list says of it."""

    def read(self) -> Json:
        """Return its contents."""


class ResourceTemplate(Protocol):
    """Resources of one kind, which differ from person to person."""

    @property
    def uri_template(self) -> str: ...

    @property
    def scope_names(self) -> tuple[str, ...]: ...

    def definition(self) -> Json:
        """Return what resources/templates/list says of it."""

    def find_resources(self, user: CurrentUser) -> list[Json]:
        """Return what resources/list says of the person's resources."""

    def matches(self, uri: str) -> bool:
        """Tell whether the address is one of this kind."""

    def read(self, user: CurrentUser, uri: str) -> Json | None:
        """Return the contents of one of the person's, or None if they have none at this address."""

    def complete(self, user: CurrentUser, argument: str, value: str) -> list[str]:
        """Return values of an argument of the address that begin like this."""


class Prompt(Protocol):
    """One prompt."""

    @property
    def name(self) -> str: ...

    def definition(self) -> Json:
        """Return what prompts/list says of it."""

    def get(self, arguments: Mapping[str, str]) -> Json:
        """Return its messages; raises RpcError for arguments that it cannot do with."""

    def complete(self, argument: str, value: str) -> list[str]:
        """Return values of an argument that go on like this one."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """One MCP server. The order of its tools is the order in which clients see them."""

    info: Mapping[str, str]  # name, title, version
    instructions: str
    tools: tuple[Tool, ...]
    resources: tuple[Resource, ...] = ()
    templates: tuple[ResourceTemplate, ...] = ()
    prompts: tuple[Prompt, ...] = ()

    @cached_property
    def tools_by_name(self) -> Mapping[str, Tool]:
        return {tool.name: tool for tool in self.tools}

    @property
    def capabilities(self) -> dict[str, Any]:
        """Return what is served, and nothing else: clients ask for all that stands here."""
        served = {
            "tools": self.tools,
            "resources": self.resources or self.templates,
            "prompts": self.prompts,
            "completions": self.prompts or self.templates,
        }
        return {name: {} for name, whatever in served.items() if whatever}
