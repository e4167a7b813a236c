"""A signed-in person's tasks as pages: the same functions as the API, behind forms."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.database import db
from plugin_oauth.plugin.tasks.functions import create_task
from plugin_oauth.users.models import CurrentUser
from tests.plugin.conftest import Browser, Caller


def task_ids(page: str) -> list[str]:
    return re.findall(r"/tasks/([0-9a-f-]{36})/delete", page)


@pytest.mark.parametrize("path", ["/tasks", "/tasks/00000000-0000-4000-8000-000000000000/delete"])
def test_whoever_is_not_signed_in_is_sent_to_the_login(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, f"/login?next={path.replace('/', '%2F')}")


@pytest.mark.parametrize("action", ["", "/{}/complete", "/{}/delete"])
def test_a_form_without_its_token_is_refused(browser: Browser, caller: Caller, action: str) -> None:
    path = "/tasks" + action.format(caller.add("x"))
    assert browser.http.post(path, data={"title": "y"}).status_code == 400
    assert caller.titles() == ["x"]


def test_a_task_is_added_and_the_page_says_so(browser: Browser, caller: Caller) -> None:
    answer = browser.post("/tasks", title="Buy milk", due_on="2026-12-24", notes="")
    assert (answer.status_code, answer.location) == (303, "/tasks")
    assert "Added “Buy milk”." in browser.get("/tasks").text
    assert caller.titles() == ["Buy milk"]


def test_what_is_left_empty_in_the_form_is_not_stored(browser: Browser, caller: Caller) -> None:
    assert browser.post("/tasks", title="Buy milk", due_on="", notes="").status_code == 303
    [task] = caller.call("GET", "/api/tasks").get_json()["tasks"]
    assert (task["due_on"], task["notes"]) == (None, None)


def test_what_is_typed_is_shown_as_text(browser: Browser, caller: Caller) -> None:
    caller.add("<b>bold</b>", notes='"><script>')
    page = browser.get("/tasks").text
    assert "<b>bold</b>" not in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "x", "due_on": "soon"}, "due_on"),
        ({"title": "x", "notes": "x" * 2001}, "notes"),
    ],
)
def test_a_wrong_form_comes_back_as_it_was_filled_in(
    browser: Browser, caller: Caller, form: dict[str, str], field: str
) -> None:
    answer = browser.post("/tasks", **form)
    assert answer.status_code == 422
    assert f'aria-describedby="{field}-error"' in answer.text
    assert f'value="{form[field]}"' in answer.text
    assert caller.titles() == []


def test_a_task_is_completed(browser: Browser, caller: Caller) -> None:
    task_id = caller.add("Buy milk")
    assert browser.post(f"/tasks/{task_id}/complete").status_code == 303
    assert "Completed “Buy milk”." in browser.get("/tasks").text
    assert caller.titles("?status=completed") == ["Buy milk"]


def test_deleting_asks_first(browser: Browser, caller: Caller) -> None:
    path = f"/tasks/{caller.add('Buy milk')}/delete"
    assert "Delete this task?" in browser.get(path).text
    assert caller.titles() == ["Buy milk"]
    assert browser.post(path, form_on=path).status_code == 303
    assert caller.titles("?status=all") == []


@pytest.mark.parametrize("action", ["complete", "delete"])
def test_another_persons_task_is_not_there(
    browser: Browser, other_caller: Caller, action: str
) -> None:
    path = f"/tasks/{other_caller.add('Theirs')}/{action}"
    assert browser.post(path).status_code == 404
    assert other_caller.titles() == ["Theirs"]


def test_another_persons_task_is_not_shown(browser: Browser, other_caller: Caller) -> None:
    task_id = other_caller.add("Theirs")
    assert "Theirs" not in browser.get("/tasks?status=all").text
    assert browser.get(f"/tasks/{task_id}/delete").status_code == 404


def test_the_filter_in_use_is_marked(browser: Browser, caller: Caller) -> None:
    caller.call("POST", f"/api/tasks/{caller.add('Done')}/complete")
    page = " ".join(browser.get("/tasks?status=completed").text.split())
    assert '<a href="/tasks?status=completed" aria-current="page">Completed</a>' in page
    assert "<s>Done</s>" in page


def test_more_tasks_than_a_page_holds_are_one_link_away(
    app: Flask, browser: Browser, user: CurrentUser
) -> None:
    with app.app_context():
        for number in range(60):
            create_task(user, title=str(number))
        db.session.commit()
    first = browser.get("/tasks").text
    link = re.search(r'href="([^"]*cursor=[^"]*)"', first)
    assert link
    second = browser.get(link[1].replace("&amp;", "&")).text
    assert (len(task_ids(first)), len(task_ids(second))) == (50, 10)
    assert not set(task_ids(first)) & set(task_ids(second))


@pytest.mark.parametrize("query", ["status=maybe", "cursor=x", "surprise=1"])
def test_a_wrong_address_is_a_page_that_says_so(browser: Browser, query: str) -> None:
    answer = browser.get(f"/tasks?{query}")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")


def test_a_persons_page_is_never_stored(browser: Browser) -> None:
    assert browser.get("/tasks").headers["Cache-Control"] == "no-store"


def test_a_task_has_a_page_of_its_own(browser: Browser, caller: Caller) -> None:
    task_id = caller.add("<b>Buy</b> milk", due_on="2026-12-24", notes="Two\nlitres")
    page = browser.get(f"/tasks/{task_id}").text
    assert "<h1>&lt;b&gt;Buy&lt;/b&gt; milk</h1>" in page
    assert '<p class="typed">Two\nlitres</p>' in page
    assert f'action="/tasks/{task_id}/complete"' in page
    assert f'href="/tasks/{task_id}/delete"' in page


def test_the_page_of_a_task_offers_its_link_in_markdown(browser: Browser, caller: Caller) -> None:
    task_id = caller.add("[x](y)")
    page = unescape(browser.get(f"/tasks/{task_id}").text)
    link = rf"[\[x\]\(y\)](http://localhost:5003/tasks/{task_id})"
    assert f"<code>{link}</code>" in page


def test_a_completed_task_cannot_be_completed_on_its_page(browser: Browser, caller: Caller) -> None:
    task_id = caller.add("x")
    browser.post(f"/tasks/{task_id}/complete")
    page = browser.get(f"/tasks/{task_id}").text
    assert "Completed" in page
    assert "/complete" not in page


def test_the_list_leads_to_each_task(browser: Browser, caller: Caller) -> None:
    assert f'href="/tasks/{caller.add("x")}"' in browser.get("/tasks").text
