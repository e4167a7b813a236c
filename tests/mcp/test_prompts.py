"""The operations' example sentences are prompts, to be chosen, changed and completed."""

from typing import Any

import pytest

from plugin_oauth.plugin.operations import OPERATIONS
from tests.mcp.conftest import Peer

CREATE = next(row for row in OPERATIONS if row.name == "createTask")


def said(prompt: dict[str, Any]) -> str:
    [message] = prompt["messages"]
    assert (message["role"], message["content"]["type"]) == ("user", "text")
    return str(message["content"]["text"])


@pytest.mark.requirement("mcp-prompts-list")
def test_each_operation_is_a_prompt_that_shows_an_example(peer: Peer) -> None:
    prompts = {prompt["name"]: prompt for prompt in peer.ask("prompts/list")["prompts"]}
    assert list(prompts) == [row.name for row in OPERATIONS]
    assert CREATE.examples[0] in prompts["createTask"]["description"]


@pytest.mark.requirement("mcp-prompts-get")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, CREATE.examples[0]),
        ({"arguments": {}}, CREATE.examples[0]),
        ({"arguments": {"sentence": ""}}, CREATE.examples[0]),
        ({"arguments": {"sentence": "Buy milk."}}, "Buy milk."),
    ],
)
def test_a_prompt_is_the_sentence_that_was_chosen(
    peer: Peer, arguments: dict[str, Any], sentence: str
) -> None:
    assert said(peer.ask("prompts/get", {"name": "createTask"} | arguments)) == sentence


@pytest.mark.parametrize(
    "params",
    [
        {"name": "paint"},
        {},
        {"name": "createTask", "arguments": []},
        {"name": "createTask", "arguments": {"sentence": 7}},
    ],
)
def test_what_is_no_prompt_is_an_error(peer: Peer, params: dict[str, Any]) -> None:
    assert peer.send("prompts/get", params).get_json()["error"]["code"] == -32602
