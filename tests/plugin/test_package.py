"""The plugin package is what the directory's portal takes, and what it refuses is named."""

import io
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator

from plugin_oauth.host.review.agent_plugins import SCHEMAS
from plugin_oauth.host.review.packages import PLUGIN as PLUGIN_JSON
from plugin_oauth.host.review.packages import SERVERS
from plugin_oauth.host.review.schemas import load_schema
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.listing import Listing
from plugin_oauth.plugin.operations import PLUGIN
from plugin_oauth.plugin.package.archive import build_archive
from plugin_oauth.plugin.package.manifests import (
    Submission,
    build_mcp_manifest,
    build_package_manifest,
)
from plugin_oauth.plugin.package.portal import contrast, find_refusals
from plugin_oauth.settings import SETTINGS

CONFIG = {setting.name: setting.default for setting in SETTINGS} | {
    "BASE_URL": "https://plugin.example.com"
}
SUBMISSION = Submission(
    demo_recording_url="https://plugin.example.com/demo.mp4", release_notes="The first version."
)
PORTABLE = {"$schema", "name", "version", "description", "author", "homepage", "extensions"}


def build(plugin: Plugin = PLUGIN, submission: Submission = SUBMISSION, **config: str) -> Any:
    return build_package_manifest(plugin, CONFIG | config, submission)


def refusals(plugin: Plugin = PLUGIN, submission: Submission = SUBMISSION, **config: str) -> Any:
    return find_refusals(plugin, build(plugin, submission, **config))


def listed(**changes: Any) -> Plugin:
    assert PLUGIN.listing
    return replace(PLUGIN, listing=replace(PLUGIN.listing, **changes))


@pytest.mark.requirement("package-manifest", "package-server")
@pytest.mark.parametrize(
    ("name", "document"), [(PLUGIN_JSON, build()), (SERVERS, build_mcp_manifest(CONFIG))]
)
def test_both_documents_are_valid_by_the_published_schemas(name: str, document: Any) -> None:
    schema = load_schema(SCHEMAS[name])
    assert list(Draft202012Validator(schema).iter_errors(document)) == []


@pytest.mark.requirement("package-manifest")
def test_the_manifest_has_the_portable_members_and_no_others() -> None:
    manifest = build()
    assert set(manifest) == PORTABLE
    assert manifest["$schema"] == "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json"
    assert manifest["name"] == "pluginoauth"


@pytest.mark.parametrize(
    ("name", "packaged"), [("Plugin_OAuth", "plugin-oauth"), ("_a__b_", "a-b"), ("todo2", "todo2")]
)
def test_the_name_is_lower_case_with_single_hyphens(name: str, packaged: str) -> None:
    assert build(NAME_FOR_MODEL=name)["name"] == packaged


@pytest.mark.requirement("package-server")
def test_there_is_one_server_at_the_public_address() -> None:
    manifest = build_mcp_manifest(CONFIG)
    server = {"type": "streamable-http", "url": "https://plugin.example.com/mcp"}
    assert manifest["mcpServers"] == {"pluginoauth": server}
    assert manifest["$schema"] == "https://agent-plugins.org/schemas/1.0.0/mcp.schema.json"


@pytest.mark.requirement("package-review-cases")
def test_the_cases_are_the_operations_own_sentences() -> None:
    cases = build()["extensions"]["com.openai"]["review"]["test_cases"]
    said = {row.name: row.examples for row in PLUGIN.operations}
    assert len(cases["positive"]) == 5
    assert all(case["prompt"] in said[case["tools_triggered"]] for case in cases["positive"])
    assert len(cases["negative"]) == 3


def test_the_cases_name_as_many_operations_as_there_are() -> None:
    cases = build()["extensions"]["com.openai"]["review"]["test_cases"]["positive"]
    assert len({case["tools_triggered"] for case in cases}) == min(5, len(PLUGIN.operations))


def test_a_small_plugin_gives_several_sentences_of_one_operation() -> None:
    small = replace(PLUGIN, operations=PLUGIN.operations[:1])
    cases = build(small)["extensions"]["com.openai"]["review"]["test_cases"]["positive"]
    assert [case["prompt"] for case in cases] == list(small.operations[0].examples)[:5]


@pytest.mark.requirement("package-refusals")
def test_the_portal_takes_our_own_package() -> None:
    assert refusals() == []


@pytest.mark.requirement("package-refusals")
@pytest.mark.parametrize(
    ("plugin", "config", "said"),
    [
        (replace(PLUGIN, listing=None), {}, "The plugin has no listing"),
        (listed(category="Fun"), {}, "The category 'Fun' is none of Productivity"),
        (listed(brand_color="teal"), {}, "brandColor is 'teal', not #RRGGBB."),
        (listed(brand_color="#ffff00"), {}, "brandColor #ffff00 has a contrast of less than 2:1"),
        (listed(brand_color_dark="#333333"), {}, "brandColorDark #333333 has a contrast of less"),
        (listed(short_description="x" * 31), {}, "shortDescription has 31 characters"),
        (listed(short_description=""), {}, "shortDescription has 0 characters"),
        (listed(counter_examples=("One.", "Two.")), {}, "There are 2 negative review cases"),
        (PLUGIN, {"NAME_FOR_MODEL": "a" * 65}, "is not lower-case letters"),
        (PLUGIN, {"NAME_FOR_MODEL": "_"}, "The name '' is not lower-case letters"),
        (PLUGIN, {"NAME_FOR_HUMAN": "x" * 31}, "displayName has 31 characters"),
        (PLUGIN, {"DEVELOPER_NAME": "x" * 81}, "developerName has 81 characters"),
        (PLUGIN, {"BASE_URL": "http://localhost:5003"}, "websiteURL is http://localhost:5003"),
        (PLUGIN, {"BASE_URL": "https://127.0.0.1"}, "privacyPolicyURL is https://127.0.0.1"),
        (
            replace(PLUGIN, operations=(replace(PLUGIN.operations[0], examples=("One.",)),)),
            {},
            "There are 1 positive review cases; the portal takes 5.",
        ),
        (
            replace(PLUGIN, operations=(replace(PLUGIN.operations[0], summary="x" * 121),)),
            {},
            "has more than 120 characters",
        ),
        (
            replace(PLUGIN, operations=(replace(PLUGIN.operations[0], examples=("@me it",) * 5),)),
            {},
            "or mentions somebody",
        ),
    ],
)
def test_what_the_portal_refuses_is_named(
    plugin: Plugin, config: dict[str, str], said: str
) -> None:
    assert any(said in sentence for sentence in refusals(plugin, SUBMISSION, **config))


@pytest.mark.parametrize(
    ("submission", "said"),
    [
        (Submission(release_notes="First."), "--demo-recording-url"),
        (replace(SUBMISSION, demo_recording_url="http://example.com/x"), "--demo-recording-url"),
        (replace(SUBMISSION, demo_recording_url="https://u:p@example.com"), "--demo-recording-url"),
        (replace(SUBMISSION, demo_recording_url="https://[x"), "--demo-recording-url"),
        (replace(SUBMISSION, release_notes=" "), "--release-notes"),
    ],
)
def test_what_a_submission_lacks_is_named(submission: Submission, said: str) -> None:
    (sentence,) = refusals(submission=submission)
    assert said in sentence


def test_a_case_for_a_tool_that_is_not_there_is_named() -> None:
    manifest = build()
    cases = manifest["extensions"]["com.openai"]["review"]["test_cases"]["positive"]
    cases[0]["tools_triggered"] = "paint"
    assert find_refusals(PLUGIN, manifest) == [
        "A review case names the tool paint, which does not exist."
    ]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_the_archive_has_the_documents_and_the_logo_and_is_the_same_each_time() -> None:
    documents = {"plugin.json": b"{}", "mcp.json": b"[]"}
    made = build_archive(documents)
    with ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == ["plugin.json", "mcp.json", "assets/logo.png"]
        assert archive.read("assets/logo.png").startswith(b"\x89PNG")
    assert build_archive(documents) == made


def test_every_category_of_the_listing_is_one_of_the_portals() -> None:
    made = Listing(short_description="x", category="Other", counter_examples=("a", "b", "c"))
    assert refusals(replace(PLUGIN, listing=made)) == []
