"""The schemas of a package are schemas, and say in our words what is wrong."""

import pytest
from jsonschema import Draft202012Validator

from plugin_oauth.host.review.schemas import find_breaches, load_schema
from tests.host.review.documents import MCP_JSON, PLUGIN_JSON

PLUGIN, SERVERS = "plugin-package.schema.json", "plugin-servers.schema.json"


@pytest.mark.parametrize(("name", "document"), [(PLUGIN, PLUGIN_JSON), (SERVERS, MCP_JSON)])
def test_a_document_as_it_should_be_is_valid(name: str, document: dict[str, object]) -> None:
    Draft202012Validator.check_schema(load_schema(name))
    assert find_breaches(document, name) == []


@pytest.mark.parametrize(
    ("server", "sentence"),
    [
        ({"type": "streamable-http"}, "url is missing"),
        ({"type": "sse", "url": "shop"}, "url is 'shop', not an absolute http or https URL"),
        ({"type": "stdio"}, "command is missing"),
        ({"type": "pipe", "url": "https://a.example"}, "type is 'pipe', not one of streamable-ht"),
        (5, "shop is 5, not an object"),
    ],
)
def test_a_server_that_cannot_be_reached_is_named(server: object, sentence: str) -> None:
    (breach,) = find_breaches(MCP_JSON | {"mcpServers": {"shop": server}}, SERVERS)
    assert breach.sentence.startswith(sentence)


def test_a_long_value_is_quoted_in_part() -> None:
    (breach,) = find_breaches(PLUGIN_JSON | {"$schema": "x" * 1_000_000}, PLUGIN)
    assert len(breach.sentence) < 300
