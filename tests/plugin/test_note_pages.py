"""A signed-in person's notes as pages: the same functions as the API, behind forms."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.database import db
from plugin_oauth.plugin.notes.functions import create_note
from plugin_oauth.users.models import CurrentUser
from tests.plugin.conftest import Browser, Caller

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "path", ["/notes", "/notes/search", f"/notes/{UNKNOWN}", f"/notes/{UNKNOWN}/delete"]
)
def test_whoever_is_not_signed_in_is_sent_to_the_login(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, f"/login?next={path.replace('/', '%2F')}")


@pytest.mark.parametrize("action", ["", "/{}/delete"])
def test_a_form_without_its_token_is_refused(browser: Browser, caller: Caller, action: str) -> None:
    path = "/notes" + action.format(caller.add_note("x"))
    assert browser.http.post(path, data={"title": "y", "text": "z"}).status_code == 400
    assert (caller.found("x"), caller.found("y")) == (["x"], [])


def test_a_note_is_added_and_shown_on_a_page_of_its_own(browser: Browser) -> None:
    answer = browser.post("/notes", form_on="/notes", title="Wifi", text="# Where\r\n\r\nOn *it*.")
    assert answer.status_code == 303
    page = browser.get(str(answer.location)).text
    assert "Added “Wifi”." in page
    assert "<h2>Where</h2>\n<p>On <em>it</em>.</p>" in page


def test_the_line_ends_of_a_form_are_stored_as_others_write_them(
    browser: Browser, caller: Caller
) -> None:
    browser.post("/notes", form_on="/notes", title="Wifi", text="a\r\nb")
    [note] = caller.call("GET", "/api/notes").get_json()["notes"]
    assert note["beginning"] == "a\nb"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"title": "", "text": "x"}, "title"),
        ({"title": "x" * 201, "text": "x"}, "title"),
        ({"title": "x", "text": ""}, "text"),
        ({"title": "x", "text": "y" * 40_001}, "text"),
    ],
)
def test_a_wrong_form_comes_back_as_it_was_filled_in(
    browser: Browser, caller: Caller, form: dict[str, str], field: str
) -> None:
    answer = browser.post("/notes", form_on="/notes", **form)
    assert answer.status_code == 422
    assert f'aria-describedby="{field}-error"' in answer.text
    assert all(value in answer.text for value in form.values())
    assert caller.found("x") == []


def test_what_is_typed_is_shown_as_text(browser: Browser, caller: Caller) -> None:
    note_id = caller.add_note("<b>bold</b>", '"><script>alert(1)</script> [x](javascript:alert(1))')
    for path in (
        "/notes",
        f"/notes/{note_id}",
        f"/notes/{note_id}/delete",
        "/notes/search?query=x",
    ):
        page = browser.get(path).text
        assert "<b>bold</b>" not in page
        assert "<script" not in page
        assert 'href="javascript' not in page


def test_what_was_searched_for_is_marked_in_what_was_found(
    browser: Browser, caller: Caller
) -> None:
    caller.add_note("Wifi", "a < b; the <passwords> & co")
    page = browser.get("/notes/search?query=password+co").text
    assert "a &lt; b; the &lt;<mark>passwords</mark>&gt; &amp; <mark>co</mark>" in page
    assert 'value="password co"' in page


@pytest.mark.parametrize("query", ["absent", "", "%3Cscript%3E"])
def test_a_search_that_finds_nothing_says_so(browser: Browser, caller: Caller, query: str) -> None:
    caller.add_note("Wifi")
    page = browser.get(f"/notes/search?query={query}").text
    assert "No note has all of these words." in page
    assert "<script>" not in page


def test_deleting_asks_first(browser: Browser, caller: Caller) -> None:
    path = f"/notes/{caller.add_note('Wifi')}/delete"
    assert "Delete this note?" in browser.get(path).text
    assert caller.found("wifi") == ["Wifi"]
    assert browser.post(path, form_on=path).location == "/notes"
    assert "Deleted “Wifi”." in browser.get("/notes").text
    assert caller.found("wifi") == []


def test_another_persons_note_is_not_there(browser: Browser, other_caller: Caller) -> None:
    note_id = other_caller.add_note("Theirs")
    assert browser.get(f"/notes/{note_id}").status_code == 404
    assert browser.get(f"/notes/{note_id}/delete").status_code == 404
    assert browser.post(f"/notes/{note_id}/delete", form_on="/notes").status_code == 404
    assert other_caller.found("theirs") == ["Theirs"]


@pytest.mark.parametrize("path", ["/notes", "/notes/search?query=theirs"])
def test_another_persons_notes_are_not_shown(
    browser: Browser, other_caller: Caller, path: str
) -> None:
    other_caller.add_note("A note of Theirs")
    assert "A note of Theirs" not in browser.get(path).text


def test_whoever_has_the_share_link_sees_the_note_and_what_it_is_about(
    client: FlaskClient, caller: Caller
) -> None:
    note_id = caller.add_note("Wifi", "On the fridge.")
    link = caller.call("GET", f"/api/notes/{note_id}").get_json()["preview_url"]
    page = client.get(link).text
    assert '<meta property="og:title" content="Wifi">' in page
    assert '<meta property="og:description" content="On the fridge.">' in page
    assert f"/notes/{note_id}/delete" not in page


def test_a_very_long_note_is_shown_as_it_was_typed(browser: Browser, caller: Caller) -> None:
    note_id = caller.add_note("Long", "*x* " * 6000)
    assert "*x* *x*" in browser.get(f"/notes/{note_id}").text


def test_more_notes_than_a_page_holds_are_one_link_away_in_the_same_order(
    app: Flask, browser: Browser, user: CurrentUser
) -> None:
    with app.app_context():
        for number in range(60):
            create_note(user, title=f"Note {number:02}", text="x")
        db.session.commit()
    first = browser.get("/notes?order=title").text
    link = re.search(r'href="([^"]*cursor=[^"]*)"', first)
    assert link
    titles = re.findall(r"<strong>(Note \d\d)</strong>", first)
    titles += re.findall(
        r"<strong>(Note \d\d)</strong>", browser.get(link[1].replace("&amp;", "&")).text
    )
    assert titles == [f"Note {number:02}" for number in range(60)]


@pytest.mark.parametrize("path", ["/notes?order=size", "/notes?cursor=x", "/notes/search?limit=0"])
def test_a_wrong_address_is_a_page_that_says_so(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.mimetype) == (422, "text/html")


@pytest.mark.parametrize("path", ["/notes", "/notes/search?query=x"])
def test_a_persons_page_is_never_stored(browser: Browser, path: str) -> None:
    assert browser.get(path).headers["Cache-Control"] == "no-store"
