"""What the schemas of Agent Plugins say of a package, in our words."""

import pytest
from jsonschema import Draft202012Validator

from plugin_oauth.host.review.agent_plugins import SCHEMAS
from plugin_oauth.host.review.packages import PLUGIN, SERVERS
from plugin_oauth.host.review.schemas import find_breaches, load_schema
from tests.host.review.documents import MCP_JSON, PLUGIN_JSON, Document


@pytest.mark.parametrize(("name", "document"), [(PLUGIN, PLUGIN_JSON), (SERVERS, MCP_JSON)])
def test_a_document_as_it_should_be_is_valid(name: str, document: Document) -> None:
    Draft202012Validator.check_schema(load_schema(SCHEMAS[name]))
    assert find_breaches(document, SCHEMAS[name]) == []


@pytest.mark.parametrize("name", [PLUGIN, SERVERS])
def test_a_document_names_the_schema_that_judges_it(name: str) -> None:
    schema = load_schema(SCHEMAS[name])
    assert schema["$id"] == schema["properties"]["$schema"]["const"]


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"name": ""}, ["name is empty"]),
        ({"name": "n" * 65}, ["name has 65 characters, 64 are allowed"]),
        ({"name": "-shop"}, ["name is '-shop', not lower-case letters and digits, with "]),
        ({"author": {"email": 5}}, ["email is 5, not a text"]),
        ({"keywords": ["shop", 5]}, ["1 is 5, not a text"]),
        # Section 5.4: no e-mail address, URL or version has to be one.
        ({"author": {"email": "Ada", "url": "shop"}, "homepage": "shop", "version": "one"}, []),
    ],
)
def test_a_manifest_is_judged_by_the_published_schema(
    changes: Document, sentences: list[str]
) -> None:
    said = [breach.sentence for breach in find_breaches(PLUGIN_JSON | changes, SCHEMAS[PLUGIN])]
    assert [any(map(one.startswith, sentences)) for one in said] == [True] * len(sentences)


@pytest.mark.parametrize(
    ("server", "sentences"),
    [
        ({"type": "streamable-http"}, ["url is missing"]),
        ({"type": "sse", "url": 5}, ["url is 5, not a text"]),
        ({"type": "sse", "url": "", "auth": {}}, ["url is empty", "'auth' is not known here"]),
        ({"type": "stdio"}, ["command is missing"]),
        ({"type": "stdio", "command": "a", "url": "b"}, ["'url' is not known here"]),
        (
            {"type": "stdio", "command": "a", "cwd": "/tmp"},  # noqa: S108 - the mistake itself
            ["cwd is '/tmp', not a path that begins with ./, ${PLUGIN_ROOT} or ${PLUGIN_DATA}"],
        ),
        (
            {"type": "stdio", "command": "a", "env": {"PLUGIN_ROOT": "b"}},
            ["env must not have 'PLUGIN_ROOT'"],
        ),
        ({"type": "pipe"}, ["type is 'pipe', not one of stdio, streamable-http, sse"]),
        ({"url": "https://shop.example/mcp"}, ["type is missing"]),
        (5, ["shop is 5, not an object"]),
    ],
)
def test_a_server_is_judged_as_the_kind_it_says_it_is(server: object, sentences: list[str]) -> None:
    document = MCP_JSON | {"mcpServers": {"shop": server}}
    said = [breach.sentence for breach in find_breaches(document, SCHEMAS[SERVERS])]
    assert sorted(said) == sorted(sentences)


def test_a_breach_has_its_place() -> None:
    document = MCP_JSON | {"mcpServers": {"shop": {"type": "sse", "url": "a", "headers": {"b": 5}}}}
    (breach,) = find_breaches(document, SCHEMAS[SERVERS])
    assert breach.path == ("mcpServers", "shop", "headers", "b")


def test_a_long_value_is_quoted_in_part() -> None:
    (breach,) = find_breaches(PLUGIN_JSON | {"$schema": "x" * 1_000_000}, SCHEMAS[PLUGIN])
    assert len(breach.sentence) < 300
