"""The OpenAPI document: what the host refuses, and what it reads from the rest."""

import pytest

from plugin_oauth.host.openapi import check_server, select_server
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.urls import read_url
from tests.host.fake_plugin import FakePlugin, Fault
from tests.host.faults import GONE, instead, redirect_to, with_member
from tests.host.played import play_with_fault

SPEC = "/openapi.json"

YAML = """
openapi: 3.0.3
components: {schemas: {}}
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
        pytest.param(
            instead("openapi: 3.0.3\n" + "#" * 400_000),
            "YAML of more than 400,000 characters is not read",
            id="long YAML",
        ),
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
