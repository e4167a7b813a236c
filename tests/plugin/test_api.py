"""The operations over HTTP: who may, what is refused, and how that is said."""

import pytest
from flask.testing import FlaskClient

from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.operations import OPERATIONS, PLUGIN
from plugin_oauth.users.models import CurrentUser
from tests.plugin.conftest import Bearer, Caller

UNKNOWN = "00000000-0000-4000-8000-000000000000"

PRIVATE = [operation for operation in OPERATIONS if not operation.is_public]

every_private_operation = pytest.mark.parametrize("operation", PRIVATE, ids=lambda op: op.name)


def address(operation: Operation, item_id: str = UNKNOWN) -> str:
    return operation.path.format_map(dict.fromkeys(operation.path_names, item_id))


@every_private_operation
def test_a_stranger_is_told_to_authenticate_before_anything_is_read(
    client: FlaskClient, operation: Operation
) -> None:
    answer = client.open(
        address(operation, "no-id") + "?limit=wrong", method=operation.method, data="{"
    )
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert f'scope="{operation.scope_names[0]}"' in answer.headers["WWW-Authenticate"]


@every_private_operation
def test_a_token_without_the_scope_is_refused(
    client: FlaskClient, user: CurrentUser, bearer: Bearer, operation: Operation
) -> None:
    others = [scope.name for scope in PLUGIN.scopes if scope not in operation.scopes]
    headers = bearer(user, *others)
    answer = client.open(address(operation), method=operation.method, headers=headers)
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_a_task_is_added_listed_completed_and_deleted(caller: Caller) -> None:
    task_id = caller.add("Buy milk", notes="Two bottles", due_on="2026-12-24")
    assert caller.titles() == ["Buy milk"]
    assert caller.call("POST", f"/api/tasks/{task_id}/complete").status_code == 200
    assert (caller.titles(), caller.titles("?status=completed")) == ([], ["Buy milk"])
    assert caller.call("DELETE", f"/api/tasks/{task_id}").status_code == 200
    assert caller.titles("?status=all") == []


def test_a_new_task_comes_back_as_it_was_stored(caller: Caller) -> None:
    sent = {"title": "  Buy milk ", "notes": "Two bottles\nof it", "due_on": "2026-12-24"}
    answer = caller.call("POST", "/api/tasks", json=sent)
    task = answer.get_json()
    assert answer.status_code == 201
    assert task == {
        "id": task["id"],
        "url": f"http://localhost:5003/tasks/{task['id']}",
        "preview_url": task["preview_url"],
        "title": "Buy milk",
        "notes": "Two bottles\nof it",
        "due_on": "2026-12-24",
        "completed_at": None,
    }


@pytest.mark.parametrize("absent", [{}, {"notes": None, "due_on": None}, {"notes": " "}])
def test_what_is_left_out_null_or_blank_is_null(
    caller: Caller, absent: dict[str, str | None]
) -> None:
    answer = caller.call("POST", "/api/tasks", json={"title": "Buy milk"} | absent)
    assert (answer.get_json()["notes"], answer.get_json()["due_on"]) == (None, None)


def test_a_deleted_task_comes_back_as_it_was(caller: Caller) -> None:
    task_id = caller.add("Buy milk")
    answer = caller.call("DELETE", f"/api/tasks/{task_id}")
    assert (answer.get_json()["id"], answer.get_json()["title"]) == (task_id, "Buy milk")


def test_answers_are_never_stored_by_caches(caller: Caller) -> None:
    assert caller.call("GET", "/api/tasks").headers["Cache-Control"] == "no-store"
    assert caller.call("GET", "/api/tasks?limit=0").headers["Cache-Control"] == "no-store"


def test_a_person_does_not_see_another_persons_tasks(caller: Caller, other_caller: Caller) -> None:
    caller.add("Mine")
    assert other_caller.titles("?status=all") == []


@pytest.mark.parametrize(("method", "action"), [("POST", "/complete"), ("DELETE", "")])
def test_another_persons_task_is_answered_like_an_unknown_one_and_left_alone(
    caller: Caller, other_caller: Caller, method: str, action: str
) -> None:
    task_id = caller.add("Mine")
    foreign = other_caller.call(method, f"/api/tasks/{task_id}{action}")
    unknown = other_caller.call(method, f"/api/tasks/{UNKNOWN}{action}")
    assert (foreign.status_code, foreign.text) == (404, unknown.text)
    assert caller.titles() == ["Mine"]


def test_a_task_deleted_twice_is_unknown_the_second_time(caller: Caller) -> None:
    task_id = caller.add("Buy milk")
    caller.call("DELETE", f"/api/tasks/{task_id}")
    assert caller.call("DELETE", f"/api/tasks/{task_id}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/tasks/", 404),
        ("PATCH", "/api/tasks", 405),
        ("GET", f"/api/tasks/{UNKNOWN}", 405),
    ],
)
def test_an_address_or_method_nobody_answers_is_a_problem_in_json(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["status"] == status


def test_hosts_may_name_json_as_the_type_of_a_get_without_a_body(caller: Caller) -> None:
    """ChatGPT sends content-type: application/json with every call."""
    answer = caller.call("GET", "/api/tasks", content_type="application/json")
    assert answer.status_code == 200
