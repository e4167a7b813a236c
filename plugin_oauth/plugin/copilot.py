"""The manifest for Microsoft 365 Copilot (Microsoft, "Plugin manifest schema 2.4").

It is a file of the app that a developer uploads there, not a document that is fetched here.
"""

from collections.abc import Mapping
from typing import Any

from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.package.manifests import package_name
from plugin_oauth.plugin.package.review_cases import build_review_cases

SCHEMA = "https://developer.microsoft.com/json-schemas/copilot/plugin/v2.4/schema.json"
MAXIMUM_NAME = 20
MAXIMUM_HUMAN_TEXT = 100
MAXIMUM_MODEL_TEXT = 2048
STARTERS = 3

# How Copilot keeps the credential, by the plugin's own setting; a key of each person it cannot ask.
VAULTS = {"oauth": "OAuthPluginVault", "service_http": "ApiKeyPluginVault", "none": "None"}


class CopilotError(ValueError):
    """Copilot could not use the plugin; the text is one line for its developer."""


def build_copilot_manifest(
    plugin: Plugin, config: Mapping[str, Any], reference_id: str
) -> dict[str, Any]:
    """Return the manifest; `reference_id` names the credential in Copilot's vault.

    Raises CopilotError if there is no vault for PLUGIN_AUTH, no reference, or a text is too long.
    """
    base_url = config["BASE_URL"]
    manifest = {
        "$schema": SCHEMA,
        "schema_version": "v2.4",
        "name_for_human": config["NAME_FOR_HUMAN"],
        "namespace": package_name(config),
        "description_for_human": plugin.description_for_human,
        "description_for_model": plugin.description_for_model,
        "contact_email": config["CONTACT_EMAIL"],
        "logo_url": f"{base_url}/static/logo.png",
        "legal_info_url": f"{base_url}/legal",
        "privacy_policy_url": f"{base_url}/privacy",
        "functions": [_function(operation) for operation in plugin.operations],
        "runtimes": [
            {
                "type": "OpenApi",
                "auth": _auth(config["PLUGIN_AUTH"], reference_id),
                # By its URL alone the schema could not tell the document from an MCP server.
                "spec": {"url": f"{base_url}/openapi-3.0.json", "progress_style": "None"},
                "run_for_functions": [operation.name for operation in plugin.operations],
            }
        ],
        "capabilities": {
            "conversation_starters": [
                {"title": case["description"], "text": case["prompt"]}
                for case in build_review_cases(plugin)["positive"][:STARTERS]
            ]
        },
    }
    check_texts(manifest)
    return manifest


def check_texts(manifest: Mapping[str, Any]) -> None:
    """Raise CopilotError for a text of which Copilot may ignore the end."""
    for member, limit in (
        ("name_for_human", MAXIMUM_NAME),
        ("description_for_human", MAXIMUM_HUMAN_TEXT),
        ("description_for_model", MAXIMUM_MODEL_TEXT),
    ):
        if len(manifest[member]) > limit:
            raise CopilotError(f"{member} has more than {limit} characters.")


def _auth(plugin_auth: str, reference_id: str) -> dict[str, str]:
    if plugin_auth not in VAULTS:
        raise CopilotError(f"Copilot has no place for credentials of PLUGIN_AUTH={plugin_auth}.")
    vault = VAULTS[plugin_auth]
    if vault == "None":
        return {"type": vault}
    if not reference_id:
        raise CopilotError("Name the credential in Copilot's vault: --reference-id.")
    return {"type": vault, "reference_id": reference_id}


def _function(operation: Operation) -> dict[str, Any]:
    return {
        "name": operation.name,
        "description": operation.description,
        "capabilities": {
            "confirmation": {
                "type": "AdaptiveCard",
                "title": operation.summary,
                "body": operation.description,
                "isNonConsequential": operation.read_only,
            },
            "security_info": {"data_handling": [_data_handling(operation)]},
        },
    }


def _data_handling(operation: Operation) -> str:
    if not operation.read_only:
        return "ResourceStateUpdate"
    return "GetPrivateData" if operation.scopes else "GetPublicData"
