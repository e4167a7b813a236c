"""The list of tasks: its order, its filters, its pages; and what completing does."""

import pytest
from flask import Flask

from plugin_oauth.database import db
from plugin_oauth.plugin.tasks.functions import create_task, list_tasks
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.plugin.conftest import Caller

# What one character of text can become in JSON: a pair of \uXXXX escapes.
WIDEST = "\N{GRINNING FACE}"


def pages(caller: Caller, query: str) -> list[list[str]]:
    """Follow next_cursor to the end; return the titles of each page."""
    found: list[list[str]] = []
    cursor = ""
    while True:
        answer = caller.call("GET", f"/api/tasks?{query}{cursor}").get_json()
        found.append([task["title"] for task in answer["tasks"]])
        if answer["next_cursor"] is None:
            return found
        cursor = f"&cursor={answer['next_cursor']}"


@both_databases
def test_tasks_come_by_due_date_then_undated_in_the_order_they_were_added(
    caller: Caller, clock: StandingClock
) -> None:
    for title, due_on in (("c", None), ("b", "2026-12-24"), ("d", None), ("a", "2026-12-01")):
        caller.add(title, **({"due_on": due_on} if due_on else {}))
        clock.advance(1)
    assert caller.titles() == ["a", "b", "c", "d"]


@both_databases
@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_together_have_every_task_once(
    caller: Caller, clock: StandingClock, limit: int
) -> None:
    for number in range(6):
        caller.add(str(number), **({"due_on": "2026-12-24"} if number < 4 else {}))
        clock.advance(number % 2)  # some are added at the same moment
    found = pages(caller, f"limit={limit}")
    assert sorted(title for page in found for title in page) == list("012345")
    assert all(len(page) <= limit for page in found)


def test_a_task_that_goes_away_between_pages_hides_no_other(caller: Caller) -> None:
    ids = {title: caller.add(title, due_on=f"2026-12-0{title}") for title in "12345"}
    first = caller.call("GET", "/api/tasks?limit=2").get_json()
    caller.call("POST", f"/api/tasks/{ids['1']}/complete")
    caller.call("DELETE", f"/api/tasks/{ids['2']}")
    assert caller.titles(f"?limit=2&cursor={first['next_cursor']}") == ["3", "4"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["1", "2", "undated"]),
        ("?status=open", ["1", "2", "undated"]),
        ("?status=completed", ["done"]),
        ("?status=all", ["1", "2", "done", "undated"]),
        ("?due_before=2026-12-02", ["1"]),
        ("?due_after=2026-12-01", ["2"]),
        ("?due_after=2026-12-01&due_before=2026-12-02", []),
        ("?status=all&due_after=2026-12-02", ["done"]),
        ("?limit=1", ["1"]),
    ],
)
def test_filters_choose(caller: Caller, query: str, titles: list[str]) -> None:
    caller.add("undated")
    caller.add("1", due_on="2026-12-01")
    caller.add("2", due_on="2026-12-02")
    done = caller.add("done", due_on="2026-12-03")
    caller.call("POST", f"/api/tasks/{done}/complete")
    assert caller.titles(query) == titles


def test_the_last_page_says_so(caller: Caller) -> None:
    caller.add("1")
    caller.add("2")
    assert caller.call("GET", "/api/tasks?limit=2").get_json()["next_cursor"] is None


def test_an_answer_stays_below_what_hosts_read_and_loses_nothing(
    app: Flask, caller: Caller, user: CurrentUser
) -> None:
    """Hosts cut off at 100,000 characters."""
    with app.app_context():
        for number in range(30):
            create_task(user, title=f"{number} {WIDEST * 190}", notes=WIDEST * 1000)
        db.session.commit()
    answer = caller.call("GET", "/api/tasks?limit=100")
    assert len(answer.text) < 100_000
    assert sum(map(len, pages(caller, "limit=100"))) == 30


def test_one_task_of_the_longest_texts_fits_into_an_answer(
    app: Flask, caller: Caller, user: CurrentUser
) -> None:
    with app.app_context():
        create_task(user, title=WIDEST * 200, notes=WIDEST * 2000)
        db.session.commit()
    assert len(caller.titles()) == 1


@both_databases
def test_completing_again_keeps_the_first_time(caller: Caller, clock: StandingClock) -> None:
    path = f"/api/tasks/{caller.add('x')}/complete"
    first = caller.call("POST", path).get_json()
    clock.advance(60)
    assert first["completed_at"] == "2026-03-01T12:00:00+00:00"
    assert caller.call("POST", path).get_json() == first


def test_fifty_tasks_make_a_page_unless_it_is_said_otherwise(
    app: Flask, caller: Caller, user: CurrentUser
) -> None:
    with app.app_context():
        for number in range(51):
            create_task(user, title=str(number))
        db.session.commit()
        assert len(list_tasks(user).tasks) == 50
    assert len(caller.titles()) == 50


def test_the_tasks_of_a_person_go_with_the_account(
    app: Flask, caller: Caller, user: CurrentUser
) -> None:
    caller.add("x")
    with app.app_context():
        db.session.execute(db.text("DELETE FROM users WHERE id = :id"), {"id": user.id.hex})
        db.session.commit()
        assert db.session.scalar(db.text("SELECT count(*) FROM task")) == 0
