"""Tools: what a model is told of each, and what comes back from a call."""

import json
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from plugin_oauth.plugin.operations import OPERATIONS
from plugin_oauth.users.models import CurrentUser
from tests.mcp.conftest import HANDSHAKE, Bearer, Peer

NAMES = [*(row.name for row in OPERATIONS), "getProfile"]


@pytest.fixture
def tools(handshake: Peer) -> dict[str, dict[str, Any]]:
    return {tool["name"]: tool for tool in handshake.ask("tools/list")["tools"]}


@pytest.mark.requirement("mcp-tools-list")
def test_the_tools_are_the_operations_in_their_order(peer: Peer) -> None:
    first, second = (peer.ask("tools/list")["tools"] for _ in range(2))
    assert [tool["name"] for tool in first] == NAMES
    assert first == second


@pytest.mark.requirement("mcp-tools-list")
@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_a_tool_says_what_its_operation_says(tools: dict[str, Any], row: Any) -> None:
    tool = tools[row.name]
    assert (tool["title"], tool["description"]) == (row.summary, row.description)
    assert tool["annotations"] == {
        "title": row.summary,
        "readOnlyHint": row.read_only,
        "destructiveHint": row.destructive,
        "openWorldHint": row.open_world,
    }


@pytest.mark.requirement("mcp-tools-schemas")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("member", ["inputSchema", "outputSchema"])
def test_the_schemas_are_of_objects_and_stand_alone(
    tools: dict[str, Any], name: str, member: str
) -> None:
    schema = tools[name][member]
    Draft202012Validator.check_schema(schema)
    assert schema["type"] == "object"
    assert "$ref" not in json.dumps(schema)


def test_a_tool_says_in_both_places_what_it_takes_to_call_it(tools: dict[str, Any]) -> None:
    tool = tools["createTask"]
    assert tool["securitySchemes"] == [{"type": "oauth2", "scopes": ["tasks.write"]}]
    assert tool["_meta"]["securitySchemes"] == tool["securitySchemes"]


def test_a_call_does_what_the_operation_does(
    peer: Peer, client: FlaskClient, authorized: dict[str, str]
) -> None:
    peer.call("createTask", title="Buy milk")
    listed = client.get("/api/tasks", headers=authorized).get_json()
    assert [task["title"] for task in listed["tasks"]] == ["Buy milk"]
    assert peer.call("listTasks")["structuredContent"] == listed


def test_a_call_that_is_tried_again_is_done_once_wherever_it_comes_in(
    peer: Peer, client: FlaskClient, authorized: dict[str, str]
) -> None:
    made = [peer.call("createTask", title="Buy milk", request_id="r1") for _ in range(2)]
    headers = authorized | {"Idempotency-Key": '"r1"'}
    again = client.post("/api/tasks", json={"title": "Buy milk"}, headers=headers).get_json()
    assert {result["structuredContent"]["id"] for result in made} == {again["id"]}
    assert len(client.get("/api/tasks", headers=authorized).get_json()["tasks"]) == 1


@pytest.mark.requirement("mcp-tools-argument-errors")
@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("createTask", {}, "title"),
        ("createTask", {"title": "Milk", "due_on": "tomorrow"}, "due_on: Write a date as"),
        ("createTask", {"title": "Milk", "urgent": True}, "urgent: There is no such argument"),
        ("createTask", {"title": 5}, "title: This must be text."),
        ("listTasks", {"limit": 1000}, "limit: This must be a number from 1 to 100."),
        ("completeTask", {"task_id": "the first one"}, "task_id: Use the id of a task"),
    ],
)
def test_bad_arguments_are_a_result_that_says_what_to_change(
    peer: Peer, tool: str, arguments: dict[str, Any], said: str
) -> None:
    result = peer.call(tool, **arguments)
    assert result["isError"] is True
    assert said in result["content"][0]["text"]
    assert "structuredContent" not in result


@pytest.mark.requirement("mcp-tools-argument-errors")
def test_what_the_operation_refuses_is_a_result_too(peer: Peer) -> None:
    result = peer.call("deleteTask", task_id=str(uuid4()))
    assert result["isError"] is True
    assert result["content"][0]["text"].startswith("No task of yours has this id.")


@pytest.mark.requirement("mcp-tools-unknown")
@pytest.mark.parametrize("name", ["noSuchTool", "LISTTASKS", "", 5, None, ["listTasks"]])
def test_an_unknown_tool_is_an_error_of_the_protocol(handshake: Peer, name: object) -> None:
    answer = handshake.send("tools/call", {"name": name})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (200, -32602)


@pytest.mark.parametrize("arguments", [[], "text", 5, None])
def test_arguments_that_are_no_object_are_an_error_of_the_protocol(
    handshake: Peer, arguments: object
) -> None:
    answer = handshake.send("tools/call", {"name": "listTasks", "arguments": arguments})
    assert answer.get_json()["error"]["code"] == -32602


def test_arguments_may_be_left_out(handshake: Peer) -> None:
    assert "structuredContent" in handshake.ask("tools/call", {"name": "listTasks"})


def test_the_profile_names_the_person_and_nothing_else(
    client: FlaskClient, user: CurrentUser, bearer: Bearer
) -> None:
    result = Peer(client, HANDSHAKE, bearer(user, "openid", "email")).call("getProfile")
    assert result["structuredContent"] == {"id": str(user.id), "email": "ada@example.com"}


def test_the_profile_has_the_form_its_host_asks_for(tools: dict[str, Any]) -> None:
    tool = tools["getProfile"]
    assert tool["_meta"]["openai/profile"] is True
    assert tool["inputSchema"]["properties"] == {}
    assert tool["outputSchema"]["additionalProperties"] is False


def test_another_persons_task_is_as_unknown_as_any(
    client: FlaskClient, other_user: CurrentUser, bearer: Bearer, handshake: Peer
) -> None:
    task_id = handshake.call("createTask", title="Mine")["structuredContent"]["id"]
    other = Peer(client, HANDSHAKE, bearer(other_user, "tasks.read", "tasks.write"))
    result = other.call("deleteTask", task_id=task_id)
    assert result["content"][0]["text"].startswith("No task of yours has this id.")
