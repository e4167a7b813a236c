"""The plugin manifest, /.well-known/ai-plugin.json (OpenAI, "Plugins: getting started")."""

from collections.abc import Mapping
from typing import Any

from plugin_oauth.plugin.authentication import build_auth
from plugin_oauth.plugin.definition import Plugin


def build_manifest(
    plugin: Plugin, config: Mapping[str, Any], verification_tokens: Mapping[str, str]
) -> dict[str, Any]:
    """Return the manifest of the plugin at BASE_URL with the hosts' verification tokens."""
    base_url = config["BASE_URL"]
    return {
        "schema_version": "v1",
        "name_for_human": config["NAME_FOR_HUMAN"],
        "name_for_model": config["NAME_FOR_MODEL"],
        "description_for_human": plugin.description_for_human,
        "description_for_model": _description_for_model(plugin),
        "auth": build_auth(plugin, config, verification_tokens),
        "api": {"type": "openapi", "url": f"{base_url}/openapi-3.0.json"},
        "logo_url": f"{base_url}/static/logo.png",
        "contact_email": config["CONTACT_EMAIL"],
        "legal_info_url": f"{base_url}/legal",
    }


def _description_for_model(plugin: Plugin) -> str:
    abilities = "; ".join(operation.summary for operation in plugin.operations)
    return f"{plugin.description_for_model} It can: {abilities}."
