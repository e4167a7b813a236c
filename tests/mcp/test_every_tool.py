"""Every tool once, by each era's client: its result is as its schema says, and in text the same."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from plugin_oauth.plugin.operations import OPERATIONS
from plugin_oauth.users.models import CurrentUser
from tests.mcp.conftest import HANDSHAKE, STATELESS, Bearer, Peer

EVERYTHING = ("tasks.read", "tasks.write", "notes.read", "notes.write", "openid", "email")
VIENNA = {"country": "AT"}

Arguments = Callable[[Peer], dict[str, Any]]


def new_task(peer: Peer) -> dict[str, Any]:
    made = peer.call("createTask", title="Buy milk", due_on="2026-12-24")
    return {"task_id": made["structuredContent"]["id"]}


def new_note(peer: Peer) -> dict[str, Any]:
    made = peer.call("createNote", title="Bread", text="Flour, water, salt.")
    return {"note_id": made["structuredContent"]["id"]}


def found_note(peer: Peer) -> dict[str, Any]:
    new_note(peer)
    [found] = peer.call("search", query="flour")["structuredContent"]["results"]
    return {"id": found["id"]}


def after_new_note(**arguments: Any) -> Arguments:
    def make(peer: Peer) -> dict[str, Any]:
        new_note(peer)
        return arguments

    return make


def given(**arguments: Any) -> Arguments:
    return lambda _peer: arguments


CALLS: dict[str, Arguments] = {
    "listTasks": given(status="all"),
    "createTask": given(title="Buy milk ✓", notes="Two bottles"),
    "completeTask": new_task,
    "deleteTask": new_task,
    "listNotes": after_new_note(),
    "searchNotes": after_new_note(query="flour"),
    "getNote": new_note,
    "createNote": given(title="Bread", text="Flour, water, salt."),
    "deleteNote": new_note,
    "search": after_new_note(query="flour"),
    "fetch": found_note,
    "getLocalTime": given(**VIENNA),
    "listHolidays": given(**VIENNA),
    "addWorkingDays": given(**VIENNA, days=5),
    "countWorkingDays": given(**VIENNA, end="2026-12-24"),
    "getSunTimes": given(**VIENNA),
    "getProfile": given(),
}


@pytest.fixture(params=[HANDSHAKE, STATELESS])
def everything(
    request: pytest.FixtureRequest, client: FlaskClient, user: CurrentUser, bearer: Bearer
) -> Peer:
    return Peer(client, request.param, bearer(user, *EVERYTHING))


def test_no_tool_is_left_out() -> None:
    assert set(CALLS) == {*(row.name for row in OPERATIONS), "getProfile"}


@pytest.mark.requirement("mcp-tools-schemas")
@pytest.mark.parametrize("name", CALLS)
def test_a_result_is_as_its_schema_says_and_the_text_says_the_same(
    everything: Peer, name: str
) -> None:
    [tool] = [tool for tool in everything.ask("tools/list")["tools"] if tool["name"] == name]
    arguments = CALLS[name](everything)
    Draft202012Validator(tool["inputSchema"]).validate(arguments)
    result = everything.call(name, **arguments)
    assert "isError" not in result, result
    Draft202012Validator(tool["outputSchema"]).validate(result["structuredContent"])
    [block] = result["content"]
    assert json.loads(block["text"]) == result["structuredContent"]
