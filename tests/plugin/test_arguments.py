"""Wrong arguments are refused in words that name them, and never end in a 5xx."""

import json
from typing import Any

import pytest

from tests.plugin.conftest import Caller

TASK_ID = "00000000-0000-4000-8000-000000000000"


def refused_fields(answer: Any) -> list[str]:
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), answer.text
    return [error["field"] for error in answer.get_json()["errors"]]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("status=done", ["status"]),
        ("status=", ["status"]),
        ("limit=0", ["limit"]),
        ("limit=101", ["limit"]),
        ("limit=many", ["limit"]),
        ("limit=1.5", ["limit"]),
        ("limit=" + "9" * 5000, ["limit"]),
        ("due_before=tomorrow", ["due_before"]),
        ("due_before=20261224", ["due_before"]),
        ("due_after=2026-02-30", ["due_after"]),
        ("due_after=2026-12-24T00:00:00Z", ["due_after"]),
        ("cursor=", ["cursor"]),
        ("cursor=%C3%A4", ["cursor"]),
        ("cursor=AAAA", ["cursor"]),
        ("cursor=MjAyNi0xMi0yNCBub3cgaWQ", ["cursor"]),
        ("surprise=1", ["surprise"]),
        ("limit=1&limit=2", ["limit"]),
        ("limit=x&status=y", ["status", "limit"]),
    ],
)
def test_a_wrong_query_is_refused_naming_each_argument(
    caller: Caller, query: str, fields: list[str]
) -> None:
    assert refused_fields(caller.call("GET", f"/api/tasks?{query}")) == fields


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["title"]),
        ({"title": None}, ["title"]),
        ({"title": ""}, ["title"]),
        ({"title": " \t\n"}, ["title"]),
        ({"title": "x" * 201}, ["title"]),
        ({"title": 1}, ["title"]),
        ({"title": ["x"]}, ["title"]),
        ({"title": "a\0b"}, ["title"]),
        ({"title": "\ud800"}, ["title"]),
        ({"title": "x", "notes": "x" * 2001}, ["notes"]),
        ({"title": "x", "notes": "\udfff"}, ["notes"]),
        ({"title": "x", "notes": {}}, ["notes"]),
        ({"title": "x", "due_on": "soon"}, ["due_on"]),
        ({"title": "x", "due_on": 20261224}, ["due_on"]),
        ({"title": "x", "due_on": ""}, ["due_on"]),
        ({"title": "x", "id": TASK_ID}, ["id"]),
        ({"title": "x", "user_id": TASK_ID}, ["user_id"]),
        ({"title": 1, "due_on": 1}, ["title", "due_on"]),
        ({"title": "x", "\ud800": 1}, ["\ud800"]),
    ],
)
def test_a_wrong_body_is_refused_naming_each_argument_and_adds_nothing(
    caller: Caller, body: dict[str, Any], fields: list[str]
) -> None:
    assert refused_fields(caller.call("POST", "/api/tasks", json=body)) == fields
    assert caller.titles("?status=all") == []


def test_the_detail_says_all_that_a_model_needs_to_try_again(caller: Caller) -> None:
    answer = caller.call("POST", "/api/tasks", json={"title": "x", "due_on": "tomorrow"})
    assert answer.get_json() == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "due_on: Write a date as YYYY-MM-DD, for example 2026-12-24.",
        "errors": [
            {
                "field": "due_on",
                "detail": "Write a date as YYYY-MM-DD, for example 2026-12-24.",
            }
        ],
    }


@pytest.mark.parametrize("body", ["null", "[]", '"title"', "1", "true"])
def test_a_body_that_is_no_object_is_refused(caller: Caller, body: str) -> None:
    answer = caller.call("POST", "/api/tasks", data=body, content_type="application/json")
    assert (answer.status_code, answer.get_json()["status"]) == (422, 422)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"title=x",
        b'{"title": "x"} {}',
        b'{"title": "\xff"}',
        b"[" * 60_000,
        b'{"title": ' + b"9" * 5000 + b"}",
    ],
)
def test_json_that_cannot_be_read_is_a_400(caller: Caller, body: bytes) -> None:
    answer = caller.call("POST", "/api/tasks", data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.get_json()["detail"] == "The body is not valid JSON: send one object, in UTF-8."


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_said_to_be_json_is_a_415(caller: Caller, media_type: str) -> None:
    answer = caller.call("POST", "/api/tasks", data='{"title": "x"}', content_type=media_type)
    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")
    assert "Content-Type: application/json" in answer.get_json()["detail"]


def test_a_body_over_64_kib_is_a_413(caller: Caller) -> None:
    answer = caller.call("POST", "/api/tasks", json={"title": "x", "notes": "x" * 65_536})
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_an_operation_without_body_arguments_takes_no_body_or_an_empty_one(
    caller: Caller, body: bytes
) -> None:
    path = f"/api/tasks/{caller.add('x')}/complete"
    answer = caller.call("POST", path, data=body, content_type="application/json")
    assert answer.status_code == 200


def test_an_argument_of_the_path_is_refused_in_the_body(caller: Caller) -> None:
    path = f"/api/tasks/{caller.add('x')}/complete"
    assert refused_fields(caller.call("POST", path, json={"task_id": TASK_ID})) == ["task_id"]


def test_an_id_that_is_none_is_refused_by_its_name(caller: Caller) -> None:
    assert refused_fields(caller.call("DELETE", "/api/tasks/the-first-one")) == ["task_id"]


def test_a_flood_of_unknown_arguments_gets_a_short_answer(caller: Caller) -> None:
    body = {f"{n}{'x' * 100}": n for n in range(500)}
    answer = caller.call("POST", "/api/tasks", json=body)
    assert answer.status_code == 422
    assert len(answer.text) < 10_000 < len(json.dumps(body))
