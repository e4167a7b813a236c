"""Protected resource metadata (RFC 9728): which authorization server guards a resource, and how.

It lists the scopes of the resource and none of identity: clients ask for whatever stands here.
"""

from typing import Any

from flask import Flask

from plugin_oauth.oauth.dpop import ALGORITHMS
from plugin_oauth.oauth.resources import API, MCP, resource_uri
from plugin_oauth.oauth.scopes import resource_scopes

NAMES = {API: "API", MCP: "MCP server"}


def build_protected_resource(app: Flask, path: str) -> dict[str, Any]:
    """Return the document of RFC 9728 section 2 for the resource at this path."""
    issuer = app.config["BASE_URL"]
    return {
        "resource": resource_uri(path),
        "authorization_servers": [issuer],
        "scopes_supported": resource_scopes(),
        "bearer_methods_supported": ["header"],
        "dpop_signing_alg_values_supported": ALGORITHMS,
        "resource_name": f"{app.config['NAME_FOR_HUMAN']} {NAMES[path]}",
        "resource_documentation": f"{issuer}/docs",
        "resource_policy_uri": f"{issuer}/privacy",
        "resource_tos_uri": f"{issuer}/terms",
    }
