"""A creation that a host tries again is done once, even if both tries come at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from plugin_oauth.database import db
from plugin_oauth.oauth.purge import purge
from plugin_oauth.plugin.creations import creations
from plugin_oauth.plugin.purge import PLUGIN_STEPS
from tests.conftest import StandingClock, both_databases
from tests.plugin.conftest import Caller

DAY = 24 * 3600
THREADS = 6
ROUNDS = 5
DEADLINE = 30  # seconds


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"ACCESS_TOKEN_LIFETIME": 7 * DAY}


def create(caller: Caller, key: str | None = None, **arguments: Any) -> TestResponse:
    headers = caller.headers | ({"Idempotency-Key": key} if key is not None else {})
    return caller.http.post("/api/tasks", json={"title": "Buy milk"} | arguments, headers=headers)


def same(answer: TestResponse) -> dict[str, Any]:
    """Return the answer without its share link, which is new in each."""
    assert answer.status_code == 201, answer.text
    return {name: value for name, value in answer.get_json().items() if name != "preview_url"}


@both_databases
@pytest.mark.requirement("idempotency-key-2.6-retry")
def test_a_request_that_is_tried_again_gets_the_first_answer_and_adds_nothing(
    caller: Caller,
) -> None:
    arguments = {"request_id": "r1", "notes": "Two bottles", "due_on": "2026-12-24"}
    first = same(create(caller, **arguments))
    assert same(create(caller, **arguments)) == first
    assert caller.titles() == ["Buy milk"]


@pytest.mark.requirement("idempotency-key-2.1-string")
@pytest.mark.parametrize("key", ['"r1"', "r1", '"r1";a=b', ' "r1" '])
def test_the_header_says_the_same_as_the_argument(caller: Caller, key: str) -> None:
    first = same(create(caller, request_id="r1"))
    assert same(create(caller, key)) == first
    assert same(create(caller, key, request_id="r1")) == first


@pytest.mark.requirement("idempotency-key-2.1-string")
@pytest.mark.parametrize("key", ["", '""', '"r1', '"a", "b"', "a, b", '"a\\b"', '"\xff"', "x y"])
def test_a_header_that_is_no_string_is_refused(caller: Caller, key: str) -> None:
    assert create(caller, key).status_code == 400
    assert caller.titles() == []


def test_a_string_is_read_without_its_escapes(caller: Caller) -> None:
    first = same(create(caller, r'"a\"b\\"'))
    assert same(create(caller, request_id='a"b\\')) == first


def test_header_and_argument_must_not_differ(caller: Caller) -> None:
    answer = create(caller, '"r1"', request_id="r2")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == ["request_id"]


@both_databases
@pytest.mark.requirement("idempotency-key-2.7-other-payload")
@pytest.mark.parametrize(
    "changes",
    [{"title": "Buy bread"}, {"notes": "x"}, {"due_on": "2026-12-25"}, {"due_in_working_days": 1}],
)
def test_an_id_is_not_taken_for_another_task(caller: Caller, changes: dict[str, Any]) -> None:
    assert create(caller, request_id="r1").status_code == 201
    answer = create(caller, request_id="r1", country="DE", **changes)
    assert answer.status_code == 422
    assert "give a new one" in answer.get_json()["detail"]
    assert caller.titles() == ["Buy milk"]


def test_without_an_id_every_request_adds_a_task(caller: Caller) -> None:
    assert create(caller).get_json()["id"] != create(caller, request_id=None).get_json()["id"]


def test_people_do_not_share_ids(caller: Caller, other_caller: Caller) -> None:
    first = create(caller, request_id="r1").get_json()
    other = create(other_caller, request_id="r1")
    assert (other.status_code, other.get_json()["id"] == first["id"]) == (201, False)


@pytest.mark.parametrize(("method", "action"), [("POST", "/complete"), ("DELETE", "")])
def test_what_became_of_the_task_changes_nothing_in_the_answer(
    caller: Caller, method: str, action: str
) -> None:
    first = same(create(caller, request_id="r1"))
    caller.call(method, f"/api/tasks/{first['id']}{action}")
    assert same(create(caller, request_id="r1")) == first
    assert caller.titles() == []


def test_a_due_date_in_working_days_is_that_of_the_first_day(
    caller: Caller, clock: StandingClock
) -> None:
    arguments: dict[str, Any] = {"request_id": "r1", "due_in_working_days": 1, "country": "DE"}
    first = same(create(caller, **arguments))
    clock.advance(DAY - 1)
    assert same(create(caller, **arguments))["due_on"] == first["due_on"] == "2026-03-02"


def test_a_refused_request_leaves_its_id_free(caller: Caller) -> None:
    assert create(caller, request_id="r1", due_in_working_days=1).status_code == 422
    assert create(caller, request_id="r1").status_code == 201


@both_databases
@pytest.mark.requirement("idempotency-key-2.3-expiry")
def test_an_id_counts_for_a_day_and_is_then_purged(
    app: Flask, caller: Caller, clock: StandingClock
) -> None:
    first = same(create(caller, request_id="r1"))
    clock.advance(DAY - 1)
    assert removed(app) == 0
    clock.advance(1)
    assert removed(app) == 1
    assert same(create(caller, request_id="r1"))["id"] != first["id"]


def removed(app: Flask) -> int:
    with app.app_context():
        return purge(PLUGIN_STEPS)["request ids"]


def test_nothing_of_a_deleted_task_stays_with_its_id(app: Flask, caller: Caller) -> None:
    created = create(caller, request_id="r1", notes="A secret").get_json()
    caller.call("DELETE", f"/api/tasks/{created['id']}")
    with app.app_context():
        [row] = db.session.execute(creations.select()).mappings()
    assert not any(text in str(dict(row)) for text in ("Buy milk", "A secret", "r1"))


@both_databases
@pytest.mark.requirement("idempotency-key-2.6-concurrent")
def test_of_tries_at_one_moment_one_adds_the_task_and_all_return_it(
    app: Flask, caller: Caller
) -> None:
    for done in range(ROUNDS):
        barrier = Barrier(THREADS, timeout=DEADLINE)

        def one(key: str, barrier: Barrier = barrier) -> TestResponse:
            mine = Caller(app.test_client(), caller.headers)
            barrier.wait()
            return create(mine, key)

        with ThreadPoolExecutor(THREADS) as pool:
            running = [pool.submit(one, f'"r{done}"') for _ in range(THREADS)]
            answers = [same(future.result(DEADLINE)) for future in running]
        assert all(answer == answers[0] for answer in answers)
        assert len(caller.titles()) == done + 1


@both_databases
def test_of_tries_with_other_arguments_at_one_moment_one_wins(app: Flask, caller: Caller) -> None:
    barrier = Barrier(THREADS, timeout=DEADLINE)

    def one(number: int) -> int:
        mine = Caller(app.test_client(), caller.headers)
        barrier.wait()
        return create(mine, request_id="r1", title=f"Task {number}").status_code

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = sorted(pool.map(one, range(THREADS)))
    assert statuses == [201] + [422] * (THREADS - 1)
    assert len(caller.titles()) == 1


@both_databases
@pytest.mark.parametrize(("arguments", "statements"), [({}, 2), ({"request_id": "r1"}, 3)])
def test_an_id_costs_one_statement(
    app: Flask, caller: Caller, arguments: dict[str, str], statements: int
) -> None:
    create(caller, title="The first call of a token also writes when it was used.")
    counted: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            counted.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    create(caller, **arguments)
    event.remove(engine, "before_cursor_execute", note)
    assert len(counted) == statements, counted
