"""Tools (MCP "Server features, Tools"): an operation as a model sees and calls it.

wrong arguments, or a refusal by the operation    a result with isError, to be repaired
a scope is missing                                401 or 403 with the challenge (access.py)
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from marshmallow import Schema

from plugin_oauth.database import db
from plugin_oauth.errors import Problem
from plugin_oauth.mcp.app_surface import URI, shown_by
from plugin_oauth.mcp.json_schema import json_schema
from plugin_oauth.oauth.scopes import Scope
from plugin_oauth.plugin.arguments import load_arguments
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.users.models import CurrentUser

Result = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class OperationTool:
    """One tool. The function takes the user (None for a public tool) and the loaded arguments."""

    name: str
    title: str
    description: str
    scopes: tuple[Scope, ...]
    arguments: Schema
    result: Schema
    function: Callable[..., object]
    read_only: bool
    destructive: bool
    open_world: bool
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def scope_names(self) -> tuple[str, ...]:
        return tuple(scope.name for scope in self.scopes)

    def definition(self) -> Result:
        """Return what tools/list says of the tool.

        The hints are explicit, because an absent one means the worst to a host; securitySchemes
        stand twice, because hosts look in either place.
        """
        schemes = self._security_schemes()
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": json_schema(self.arguments),
            "outputSchema": json_schema(self.result),
            "annotations": {
                "title": self.title,
                "readOnlyHint": self.read_only,
                "destructiveHint": self.destructive,
                "openWorldHint": self.open_world,
            },
            "securitySchemes": schemes,
            "_meta": {"securitySchemes": schemes, **self.meta},
        }

    def _security_schemes(self) -> list[dict[str, Any]]:
        if not self.scopes:
            return [{"type": "noauth"}]
        return [{"type": "oauth2", "scopes": list(self.scope_names)}]

    def call(self, user: CurrentUser | None, arguments: Mapping[str, Any]) -> Result:
        """Return the result of a call; what it refuses is a result too, and changes nothing."""
        try:
            loaded = load_arguments(self.arguments, arguments)
            data = self.result.dump(self.function(user if self.scopes else None, **loaded))
        except Problem as problem:
            db.session.rollback()
            return failure(str(problem.description))
        return {"content": [text(json.dumps(data, ensure_ascii=False))], "structuredContent": data}


@cache  # one for all apps of a process, and so are the schemas that it describes
def operation_tool(operation: Operation) -> OperationTool:
    return OperationTool(
        name=operation.name,
        title=operation.summary,
        description=operation.description,
        scopes=operation.scopes,
        arguments=operation.arguments(),
        result=operation.result(),
        function=operation.function,
        read_only=operation.read_only,
        destructive=operation.destructive,
        open_world=operation.open_world,
        meta=shown_by(URI) if operation.is_shown else {},
    )


def failure(sentence: str, meta: Mapping[str, Any] | None = None) -> Result:
    """Return the result of a call that failed, with a sentence the model can act on."""
    result: Result = {"content": [text(sentence)], "isError": True}
    return result | ({"_meta": dict(meta)} if meta else {})


def text(value: str) -> dict[str, str]:
    return {"type": "text", "text": value}
