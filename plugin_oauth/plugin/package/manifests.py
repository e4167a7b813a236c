"""plugin.json and mcp.json of a plugin package (Agent Plugins 1.0.0; OpenAI, "Submit plugins")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugin_oauth import __version__
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.package.review_cases import build_review_cases

SCHEMAS = "https://agent-plugins.org/schemas/1.0.0"
LOGO = "assets/logo.png"
PROMPTS = 3
MAXIMUM_CAPABILITIES = 20


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a submission needs that no code knows; empty where it is not given."""

    demo_recording_url: str = ""
    release_notes: str = ""


def build_package_manifest(
    plugin: Plugin, config: Mapping[str, Any], submission: Submission
) -> dict[str, Any]:
    """Return plugin.json: the portable members, and OpenAI's under their own name."""
    return {
        "$schema": f"{SCHEMAS}/plugin.schema.json",
        "name": package_name(config),
        "version": __version__,
        "description": plugin.description_for_human,
        "author": {"name": config["DEVELOPER_NAME"], "email": config["CONTACT_EMAIL"]},
        "homepage": config["BASE_URL"],
        "extensions": {
            "com.openai": {
                "interface": _interface(plugin, config),
                "review": _review(plugin, submission),
                "publication": {"countries": [], "release_notes": submission.release_notes},
            }
        },
    }


def build_mcp_manifest(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return mcp.json: the one server of the plugin."""
    server = {"type": "streamable-http", "url": f"{config['BASE_URL']}/mcp"}
    return {"$schema": f"{SCHEMAS}/mcp.schema.json", "mcpServers": {package_name(config): server}}


def package_name(config: Mapping[str, Any]) -> str:
    """Return the plugin's name as packages write it: lower case, single hyphens."""
    words = config["NAME_FOR_MODEL"].lower().replace("_", "-").split("-")
    return "-".join(filter(None, words))


def _interface(plugin: Plugin, config: Mapping[str, Any]) -> dict[str, Any]:
    base_url, listing = config["BASE_URL"], plugin.listing
    abilities = [operation.summary for operation in plugin.operations]
    shown = {
        "displayName": config["NAME_FOR_HUMAN"],
        "longDescription": f"{plugin.description_for_human}\n\n" + "\n".join(abilities),
        "developerName": config["DEVELOPER_NAME"],
        "capabilities": abilities[:MAXIMUM_CAPABILITIES],
        "websiteURL": base_url,
        "supportURL": f"{base_url}/legal",
        "privacyPolicyURL": f"{base_url}/privacy",
        "termsOfServiceURL": f"{base_url}/terms",
        "defaultPrompt": [
            case["prompt"] for case in build_review_cases(plugin)["positive"][:PROMPTS]
        ],
        "composerIcon": LOGO,
        "logo": LOGO,
    }
    if listing is None:
        return shown
    return shown | {
        "shortDescription": listing.short_description,
        "category": listing.category,
        "brandColor": listing.brand_color,
        "brandColorDark": listing.brand_color_dark,
    }


def _review(plugin: Plugin, submission: Submission) -> dict[str, Any]:
    recorded = {"demo_recording_url": submission.demo_recording_url}
    return {
        "test_cases": build_review_cases(plugin),
        "commerce": False,
        **(recorded if submission.demo_recording_url else {}),
    }
