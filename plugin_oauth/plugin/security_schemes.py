"""The security schemes of the OpenAPI documents, and what each operation asks of them.

The GPT editor takes one scheme only. Many readers of 3.0 know no OAuth, but a bearer token: that
document names both.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.operation import Operation

Dialect = Literal["3.1.0", "3.0.3"]

OAUTH2 = "oauth2"
BEARER = {"type": "http", "scheme": "bearer"}


def security_schemes(
    plugin: Plugin, config: Mapping[str, Any], dialect: Dialect
) -> dict[str, dict[str, Any]]:
    """Return the schemes of this PLUGIN_AUTH by their names; any one of them is enough."""
    form = config["PLUGIN_AUTH"]
    if form == "none":
        return {}
    if form == "oauth":
        oauth2 = {OAUTH2: _oauth2(plugin, config["BASE_URL"])}
        return oauth2 if dialect == "3.1.0" else oauth2 | {"bearer": BEARER}
    scheme = config["PLUGIN_AUTH_SCHEME"]
    return {scheme: {"type": "http", "scheme": scheme}}


def security(operation: Operation, schemes: Iterable[str]) -> list[dict[str, list[str]]]:
    """Return what an operation asks for; nothing if it is public."""
    if operation.is_public:
        return []
    return [{name: list(operation.scope_names) if name == OAUTH2 else []} for name in schemes]


def _oauth2(plugin: Plugin, base_url: str) -> dict[str, Any]:
    scopes = dict.fromkeys(scope for row in plugin.operations for scope in row.scopes)
    flow = {
        "authorizationUrl": f"{base_url}/authorize",
        "tokenUrl": f"{base_url}/token",
        "refreshUrl": f"{base_url}/token",
        "scopes": {scope.name: scope.sentence for scope in scopes},
    }
    return {"type": "oauth2", "flows": {"authorizationCode": flow}}
