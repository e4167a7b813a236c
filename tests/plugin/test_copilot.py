"""The manifest for Microsoft 365 Copilot is valid by Microsoft's schema, version 2.4."""

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft4Validator

from plugin_oauth.plugin.copilot import CopilotError, build_copilot_manifest
from plugin_oauth.plugin.operations import PLUGIN
from plugin_oauth.settings import SETTINGS
from tests.node_packages import PACKAGES

CONFIG: dict[str, Any] = {setting.name: setting.default for setting in SETTINGS}


@pytest.fixture
def official(node: str) -> Draft4Validator:  # noqa: ARG001 - with its packages comes the schema
    """Microsoft's own schema, as its toolkit for such apps carries it."""
    schemas = PACKAGES / "@microsoft/app-manifest/build/json-schemas"
    schema = json.loads((schemas / "copilot/plugin/v2.4/schema.json").read_text())
    return Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)


def build(reference_id: str = "0123456-abcdef", **config: str) -> dict[str, Any]:
    return build_copilot_manifest(PLUGIN, CONFIG | config, reference_id)


@pytest.mark.requirement("copilot-manifest")
@pytest.mark.parametrize("plugin_auth", ["oauth", "service_http", "none"])
@pytest.mark.parametrize("base_url", ["http://localhost:5003", "https://plugin.example.com"])
def test_it_is_valid_by_the_schema_of_microsoft(
    official: Draft4Validator, plugin_auth: str, base_url: str
) -> None:
    manifest = build(PLUGIN_AUTH=plugin_auth, BASE_URL=base_url)
    assert [error.message for error in official.iter_errors(manifest)] == []


def test_every_operation_is_a_function_and_run_by_the_one_runtime() -> None:
    manifest = build()
    names = [operation.name for operation in PLUGIN.operations]
    (runtime,) = manifest["runtimes"]
    assert [function["name"] for function in manifest["functions"]] == names
    assert runtime["run_for_functions"] == names


def test_what_changes_something_is_confirmed_each_time() -> None:
    confirmed = {
        function["name"]: function["capabilities"]["confirmation"]["isNonConsequential"]
        for function in build()["functions"]
    }
    assert confirmed["listTasks"] is True
    assert confirmed["deleteTask"] is False


@pytest.mark.parametrize(
    ("plugin_auth", "auth"),
    [
        ("oauth", {"type": "OAuthPluginVault", "reference_id": "key"}),
        ("service_http", {"type": "ApiKeyPluginVault", "reference_id": "key"}),
        ("none", {"type": "None"}),
    ],
)
def test_the_credential_is_named_and_never_there(plugin_auth: str, auth: dict[str, str]) -> None:
    (runtime,) = build("key", PLUGIN_AUTH=plugin_auth)["runtimes"]
    assert runtime["auth"] == auth


@pytest.mark.parametrize(
    ("reference_id", "config", "said"),
    [
        ("", {}, "--reference-id"),
        ("key", {"PLUGIN_AUTH": "user_http"}, "no place for credentials of PLUGIN_AUTH=user_http"),
        ("key", {"NAME_FOR_HUMAN": "x" * 21}, "name_for_human has more than 20 characters"),
    ],
)
def test_what_copilot_could_not_use_is_named(
    reference_id: str, config: dict[str, str], said: str
) -> None:
    with pytest.raises(CopilotError, match=said):
        build(reference_id, **config)


def test_a_description_of_which_the_end_would_be_lost_is_named() -> None:
    plugin = replace(PLUGIN, description_for_model="x" * 2049)
    with pytest.raises(CopilotError, match="description_for_model has more than 2048"):
        build_copilot_manifest(plugin, CONFIG, "key")
