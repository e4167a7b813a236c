"""Arguments are completed: sentences by what they contain, ids by the titles of the items."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from plugin_oauth.plugin.operations import OPERATIONS
from plugin_oauth.users.models import CurrentUser
from tests.mcp.conftest import HANDSHAKE, Bearer, Peer

CREATE = next(row for row in OPERATIONS if row.name == "createTask")
TASKS = {"type": "ref/resource", "uri": "task://{id}"}


def complete(peer: Peer, ref: dict[str, str], name: str, value: str) -> dict[str, Any]:
    params = {"ref": ref, "argument": {"name": name, "value": value}}
    completion: dict[str, Any] = peer.ask("completion/complete", params)["completion"]
    return completion


@pytest.mark.requirement("mcp-completion")
def test_a_sentence_is_completed_by_the_examples_that_contain_it(peer: Peer) -> None:
    ref = {"type": "ref/prompt", "name": "createTask"}
    wanted = [said for said in CREATE.examples if "dentist" in said.lower()]
    found = complete(peer, ref, "sentence", "DENTIST")
    assert found == {"values": wanted, "total": len(wanted), "hasMore": False}
    assert wanted


@pytest.mark.requirement("mcp-completion")
def test_an_id_is_completed_by_its_beginning_and_by_the_title(peer: Peer) -> None:
    dentist, _milk = (
        peer.call("createTask", title=title)["structuredContent"]["id"]
        for title in ("Call the dentist", "Buy milk")
    )
    assert complete(peer, TASKS, "id", "dent")["values"] == [dentist]
    assert dentist in complete(peer, TASKS, "id", dentist[:8])["values"]


@pytest.mark.parametrize("ref", [TASKS, {"type": "ref/prompt", "name": "createTask"}])
def test_an_argument_that_is_not_there_has_no_values(peer: Peer, ref: dict[str, str]) -> None:
    assert complete(peer, ref, "colour", "r")["values"] == []


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"ref": TASKS},
        {"ref": TASKS, "argument": {"name": "id"}},
        {"ref": TASKS, "argument": {"name": "id", "value": 7}},
        {"ref": "task://{id}", "argument": {"name": "id", "value": ""}},
        {"ref": {"type": "ref/tool"}, "argument": {"name": "id", "value": ""}},
        {
            "ref": {"type": "ref/resource", "uri": "x://{id}"},
            "argument": {"name": "id", "value": ""},
        },
        {"ref": {"type": "ref/prompt", "name": "x"}, "argument": {"name": "id", "value": ""}},
    ],
)
def test_a_reference_to_nothing_is_an_error(peer: Peer, params: dict[str, Any]) -> None:
    assert peer.send("completion/complete", params).get_json()["error"]["code"] == -32602


def test_items_that_the_token_does_not_reach_are_not_completed(
    client: FlaskClient, user: CurrentUser, bearer: Bearer
) -> None:
    little = Peer(client, HANDSHAKE, bearer(user, "email"))
    params = {"ref": TASKS, "argument": {"name": "id", "value": ""}}
    assert little.send("completion/complete", params).status_code == 403
