"""The OpenAPI document: what the host refuses, and what it reads from the rest."""

from typing import Any

import pytest

from plugin_oauth.host.openapi import check_server, find_operations, select_server
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.urls import read_url
from tests.host.fake_plugin import FakePlugin, Fault
from tests.host.faults import GONE, instead, redirect_to, with_member
from tests.host.played import play_with_fault

SPEC = "/openapi.json"

YAML = """
openapi: 3.0.3
paths:
  /api/things:
    get: {operationId: listThings}
"""
# A reader that builds Python objects would find a good version here.
CODE = "openapi: !!python/object/apply:builtins.str [3.0.3]\npaths: {}"


def bomb(innermost: str, level: str) -> str:
    """Return YAML of nine levels, each nine times the one before: 387 million in all."""
    levels = [f"a{n}: &a{n} {level}" % ", ".join([f"*a{n - 1}"] * 9) for n in range(1, 10)]
    return "\n".join([f"a0: &a0 {innermost}", *levels, "openapi: *a9"])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param(instead("", 500), "Failed to fetch localhost OpenAPI spec.", id="error"),
        pytest.param(redirect_to("/moved"), "redirects", id="redirect"),
        pytest.param(
            instead("openapi: [3.0"),
            "Failed to parse localhost OpenAPI spec as JSON or YAML.",
            id="broken YAML",
        ),
        pytest.param(instead("[" * 100_000), "not an object in JSON or YAML", id="deep"),
        pytest.param(instead("a: 2001-99-99"), "not an object in JSON or YAML", id="bad date"),
        pytest.param(instead(CODE), "not an object", id="code in YAML"),
        pytest.param(
            instead(bomb("{x: 1}", "{<<: [%s]}")), "does not say openapi: 3.x", id="merge bomb"
        ),
        pytest.param(
            instead(bomb("{x: 1}", "{!!merge x: [%s]}")), "not an object", id="tagged merge bomb"
        ),
        pytest.param(instead(bomb("[x]", "[%s]")), "does not say openapi: 3.x", id="alias bomb"),
        pytest.param(with_member("openapi", value="2.0"), "openapi: 3.x", id="Swagger 2"),
        pytest.param(with_member("paths", value=GONE), "has no paths", id="no paths"),
    ],
)
def test_a_document_that_cannot_be_used_is_named(
    plugin: FakePlugin, fault: Fault, words: str
) -> None:
    played = play_with_fault(plugin, SPEC, fault)
    assert played.failed == ["openapi"]
    assert words in played.said("openapi")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("components",), {"schemas": []}, "schemas subsection is not an object"),
        (("paths", "/things/{id}", "get", "operationId"), GONE, "is missing operationId; skipping"),
        (("paths", "/things", "post", "operationId"), "listThings", "is used twice"),
    ],
)
def test_a_document_that_breaks_a_rule_fails_but_the_run_goes_on(
    plugin: FakePlugin, path: tuple[str, ...], value: object, words: str
) -> None:
    played = play_with_fault(plugin, SPEC, with_member(*path, value=value))
    assert played.failed == ["openapi"]
    assert words in played.said("openapi")
    assert played["call"].mark == "ok"


def test_a_yaml_document_without_servers_or_security_is_called_where_it_was_found(
    plugin: FakePlugin,
) -> None:
    played = play_with_fault(plugin, SPEC, instead(YAML, mimetype="text/yaml"))
    assert played.story.passed
    assert f"{plugin.origin}/api/things" in played["choose"].sentence


@pytest.mark.parametrize(
    ("servers", "selected"),
    [
        ([], "https://api.shop.example"),
        ([{"url": "https://elsewhere.example"}], "https://api.shop.example"),
        ([{"url": "https://shop.example.elsewhere.example"}], "https://api.shop.example"),
        (
            [{"url": "https://elsewhere.example"}, {"url": "https://shop.example/v1"}],
            "https://shop.example/v1",
        ),
        ([{"url": "/v2"}], "https://api.shop.example/v2"),
        ([{"url": "http://["}, {}, 5], "https://api.shop.example"),
        ("https://shop.example", "https://api.shop.example"),
    ],
)
def test_the_first_server_on_the_root_domain_is_called(servers: object, selected: str) -> None:
    spec_url = read_url("https://api.shop.example/openapi.json")
    manifest_url = read_url("https://www.shop.example/.well-known/ai-plugin.json")
    assert select_server({"servers": servers}, spec_url, manifest_url).text == selected


def test_an_api_without_https_is_refused_but_on_loopback() -> None:
    check_server(read_url("http://localhost:5003/api"))
    with pytest.raises(Failure):
        check_server(read_url("http://api.shop.example"))


REQUIRED = {"name": "q", "in": "query", "required": True}


@pytest.mark.parametrize(
    ("path", "item", "needs_arguments"),
    [
        ("/a", {}, False),
        ("/a", {"parameters": [{"name": "q", "in": "query"}]}, False),
        ("/a", {"parameters": [REQUIRED]}, True),
        ("/a", {"parameters": [{"$ref": "#/components/parameters/q"}]}, True),
        ("/a", {"parameters": [{"$ref": "#/components/parameters/unknown"}, None]}, False),
        ("/a", {"parameters": "q"}, False),
        ("/a/{id}", {}, True),
        ("/a", {"requestBody": {}}, True),
    ],
)
def test_arguments_are_needed_where_the_document_requires_them(
    path: str, item: dict[str, Any], needs_arguments: bool
) -> None:
    spec = {
        "paths": {path: {"get": {"operationId": "a", **item}}},
        "components": {"parameters": {"q": REQUIRED}},
    }
    assert [operation.needs_arguments for operation in find_operations(spec)] == [needs_arguments]


@pytest.mark.parametrize(
    ("shared", "own", "needs_token"),
    [
        ({}, {}, None),
        ({"security": [{"oauth": []}]}, {}, True),
        ({"security": [{"oauth": []}]}, {"security": []}, False),
        ({}, {"security": [{}, {"oauth": []}]}, False),
        ({}, {"security": [{"oauth": []}]}, True),
    ],
)
def test_a_token_is_needed_where_the_document_requires_one(
    shared: dict[str, Any], own: dict[str, Any], needs_token: bool | None
) -> None:
    spec = {"paths": {"/a": {"get": {"operationId": "a", **own}}}, **shared}
    assert [operation.needs_token for operation in find_operations(spec)] == [needs_token]


@pytest.mark.parametrize("path", [".elsewhere.example/", "@elsewhere.example/", 5])
def test_a_path_that_could_change_the_host_is_no_operation(path: object) -> None:
    assert find_operations({"paths": {path: {"get": {"operationId": "a"}}}}) == []
