"""The manifest's `auth` block: how a host signs people in (OpenAI, "Plugin authentication")."""

from collections.abc import Mapping
from typing import Any

from plugin_oauth.plugin.definition import Plugin


def build_auth(
    plugin: Plugin, config: Mapping[str, Any], verification_tokens: Mapping[str, str]
) -> dict[str, Any]:
    """Return the `auth` block. What it calls authorization_url is the token endpoint."""
    if config["PLUGIN_AUTH"] == "none":
        return {"type": "none"}
    return {
        "type": "oauth",
        "client_url": f"{config['BASE_URL']}/authorize",
        "scope": plugin.default_scope,
        "authorization_url": f"{config['BASE_URL']}/token",
        "authorization_content_type": "application/json",
        "verification_tokens": dict(verification_tokens),
    }
