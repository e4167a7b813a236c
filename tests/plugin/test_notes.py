"""Notes over HTTP: what is stored comes back, in pages, and to nobody else."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.database import db
from plugin_oauth.plugin.notes.functions import create_note, list_notes
from plugin_oauth.plugin.notes.operations import NOTE_OPERATIONS
from plugin_oauth.plugin.notes.schemas import ListNotesSchema
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.plugin.conftest import Caller

UNKNOWN = "00000000-0000-4000-8000-000000000000"
LONGEST = 40_000
WIDEST = "\N{GRINNING FACE}"  # twelve characters in JSON

of_a_note = pytest.mark.parametrize(
    "operation", [row for row in NOTE_OPERATIONS if row.path_names], ids=lambda row: row.name
)


def address(operation: Operation, note_id: str) -> str:
    return operation.path.format_map(dict.fromkeys(operation.path_names, note_id))


def listed(caller: Caller, query: str = "") -> list[str]:
    answer = caller.call("GET", f"/api/notes?{query}")
    assert answer.status_code == 200, answer.text
    return [note["title"] for note in answer.get_json()["notes"]]


def as_json(members: dict[str, Any]) -> dict[str, Any]:
    """Return a request's body without escapes that are not needed, as most hosts send it."""
    body = json.dumps(members, ensure_ascii=False).encode()
    return {"data": body, "content_type": "application/json"}


def pages(caller: Caller, query: str) -> list[list[str]]:
    """Follow next_cursor to the end; return the titles of each page."""
    found: list[list[str]] = []
    cursor = ""
    while True:
        answer = caller.call("GET", f"/api/notes?{query}{cursor}").get_json()
        found.append([note["title"] for note in answer["notes"]])
        if answer["next_cursor"] is None:
            return found
        cursor = f"&cursor={answer['next_cursor']}"


@both_databases
def test_a_new_note_comes_back_as_it_was_stored(caller: Caller) -> None:
    sent = {"title": " Wifi ", "text": "# Where\n\n*On* the <fridge>."}
    answer = caller.call("POST", "/api/notes", json=sent)
    note = answer.get_json()
    assert answer.status_code == 201
    assert note == {
        "id": note["id"],
        "title": "Wifi",
        "text": "# Where\n\n*On* the <fridge>.",
        "created_at": "2026-03-01T12:00:00+00:00",
        "url": f"http://localhost:5003/notes/{note['id']}",
        "preview_url": note["preview_url"],
    }
    read = caller.call("GET", f"/api/notes/{note['id']}").get_json()
    assert read | {"preview_url": note["preview_url"]} == note


@both_databases
def test_a_deleted_note_comes_back_a_last_time(caller: Caller) -> None:
    path = f"/api/notes/{caller.add_note('Wifi')}"
    answer = caller.call("DELETE", path).get_json()
    assert (answer["title"], answer["text"]) == ("Wifi", "Nothing else.")
    assert caller.call("GET", path).status_code == 404
    assert caller.call("DELETE", path).status_code == 404


@of_a_note
def test_another_persons_note_is_answered_like_an_unknown_one_and_left_alone(
    caller: Caller, other_caller: Caller, operation: Operation
) -> None:
    note_id = caller.add_note("Mine")
    foreign = other_caller.call(operation.method, address(operation, note_id))
    unknown = other_caller.call(operation.method, address(operation, UNKNOWN))
    assert (foreign.status_code, foreign.text) == (404, unknown.text)
    assert listed(caller) == ["Mine"]


@pytest.mark.parametrize(
    "path", ["/api/notes", "/api/notes/search?query=mine", "/api/search?query=mine"]
)
def test_another_persons_notes_are_neither_listed_nor_found(
    caller: Caller, other_caller: Caller, path: str
) -> None:
    caller.add_note("Mine")
    answer = other_caller.call("GET", path).get_json()
    assert (answer.get("notes"), answer.get("results")) in [([], None), (None, [])]


@of_a_note
def test_what_is_no_id_is_refused_in_words(caller: Caller, operation: Operation) -> None:
    answer = caller.call(operation.method, address(operation, "the-first-one"))
    assert answer.status_code == 422
    assert "Use " in answer.get_json()["detail"]


@both_databases
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["b", "Á la carte", "Zoo", "a"]),
        ("order=newest", ["b", "Á la carte", "Zoo", "a"]),
        ("order=title", ["a", "Á la carte", "b", "Zoo"]),
        ("created_after=2026-03-01", ["b", "Á la carte"]),
        ("created_before=2026-03-02", ["Zoo", "a"]),
        ("created_after=2026-03-01&created_before=2026-03-03", ["Á la carte"]),
        ("limit=1", ["b"]),
    ],
)
def test_orders_and_filters_choose(
    app: Flask, user: CurrentUser, clock: StandingClock, query: str, titles: list[str]
) -> None:
    with app.app_context():
        for title, seconds in (("a", 1), ("Zoo", 43_199), ("Á la carte", 86_400), ("b", 0)):
            create_note(user, title=title, text="x")
            clock.advance(seconds)
        db.session.commit()
        page = list_notes(user, **ListNotesSchema().load(dict(parse_qsl(query))))
    assert [note.title for note in page.notes] == titles


@both_databases
@pytest.mark.parametrize("order", ["newest", "title"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_together_have_every_note_once(
    caller: Caller, clock: StandingClock, order: str, limit: int
) -> None:
    for number in range(6):
        caller.add_note(f"{number // 2} of them")  # two of each title, some at the same moment
        clock.advance(number % 2)
    found = pages(caller, f"order={order}&limit={limit}")
    together = [title for page in found for title in page]
    assert together == sorted(together, reverse=order == "newest")
    assert len(together) == 6


@pytest.mark.parametrize("order", ["newest", "title"])
def test_a_note_that_goes_away_between_pages_hides_no_other(
    caller: Caller, clock: StandingClock, order: str
) -> None:
    ids = {}
    for title in "cba" if order == "title" else "abc":
        ids[title] = caller.add_note(title)
        clock.advance(1)
    first = caller.call("GET", f"/api/notes?order={order}&limit=2").get_json()
    last_shown = first["notes"][-1]["title"]
    caller.call("DELETE", f"/api/notes/{ids[last_shown]}")
    rest = listed(caller, f"order={order}&cursor={first['next_cursor']}")
    assert rest == ["c" if order == "title" else "a"]


def test_a_cursor_of_another_order_is_refused_in_words(caller: Caller) -> None:
    caller.add_note("a")
    caller.add_note("b")
    cursor = caller.call("GET", "/api/notes?limit=1").get_json()["next_cursor"]
    answer = caller.call("GET", f"/api/notes?order=title&cursor={cursor}")
    assert (answer.status_code, "order=newest" in answer.get_json()["detail"]) == (422, True)


# "newest x y", "title 0..0 NUL", and a year that no datetime has in UTC
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "bmV3ZXN0IHggeQ",
        "dGl0bGUgMDAwMDAwMDAwMDAwNDAwMDgwMDAwMDAwMDAwMDAwMDAgAA",
        "bmV3ZXN0IDAwMDAwMDAwMDAwMDQwMDA4MDAwMDAwMDAwMDAwMDAwIDAwMDEtMDEtMDFUMDA6MDA6MDArMTQ6MDA",
    ],
)
def test_a_cursor_that_was_not_given_out_is_refused(caller: Caller, cursor: str) -> None:
    assert caller.call("GET", f"/api/notes?cursor={cursor}").status_code == 422


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"text": " \n "}, "text"),
        ({"text": None}, "text"),
        ({"text": "x" * (LONGEST + 1)}, "text"),
        ({"text": "\N{CYRILLIC SMALL LETTER A}" * 14_000}, "text"),  # 84,000 as JSON
        ({"text": "x\0"}, "text"),
        ({"surprise": "x"}, "surprise"),
    ],
)
def test_a_wrong_note_is_refused_by_the_name_of_what_is_wrong(
    caller: Caller, changes: dict[str, Any], field: str
) -> None:
    answer = caller.call("POST", "/api/notes", **as_json({"title": "x", "text": "x"} | changes))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("character", "count"), [("x", LONGEST), ("\n", 31_000), ('"', 31_000), (WIDEST, 6_600)]
)
def test_the_longest_note_is_handed_back_whole(caller: Caller, character: str, count: int) -> None:
    """Hosts cut off an answer of 100,000 characters."""
    text = "x" + character * (count - 2) + "x"
    answer = caller.call("POST", "/api/notes", **as_json({"title": WIDEST * 200, "text": text}))
    assert answer.status_code == 201, answer.text
    note_id = answer.get_json()["id"]
    for path in (f"/api/notes/{note_id}", f"/api/fetch/{note_id}"):
        read = caller.call("GET", path)
        assert len(read.text) < 100_000
        assert read.get_json()["text"] == text


def test_a_list_stays_below_what_hosts_read_and_loses_nothing(
    app: Flask, caller: Caller, user: CurrentUser
) -> None:
    with app.app_context():
        for number in range(30):
            create_note(user, title=f"{number} {WIDEST * 190}", text=WIDEST * 300)
        db.session.commit()
    assert len(caller.call("GET", "/api/notes?limit=100").text) < 100_000
    assert sum(map(len, pages(caller, "limit=100"))) == 30


@both_databases
def test_deep_research_gets_exactly_the_shape_it_reads(caller: Caller) -> None:
    note_id = caller.add_note("Wifi", "On the fridge.")
    url = f"http://localhost:5003/notes/{note_id}"
    assert caller.call("GET", "/api/search?query=fridge").get_json() == {
        "results": [{"id": note_id, "title": "Wifi", "url": url}]
    }
    assert caller.call("GET", f"/api/fetch/{note_id}").get_json() == {
        "id": note_id,
        "title": "Wifi",
        "text": "On the fridge.",
        "url": url,
        "metadata": {"created_at": "2026-03-01T12:00:00+00:00"},
    }


def test_deep_research_finds_by_one_argument_and_fetches_by_one(client: FlaskClient) -> None:
    """What makes a server eligible is these two, by these names, and nothing beside."""
    paths = client.get("/openapi.json").get_json()["paths"]
    [query] = paths["/api/search"]["get"]["parameters"]
    [document] = paths["/api/fetch/{id}"]["get"]["parameters"]
    assert (query["name"], query["required"], query["schema"]) == (
        "query",
        True,
        {"type": "string"},
    )
    assert (document["name"], document["schema"]) == ("id", {"type": "string"})


def create(caller: Caller, **arguments: Any) -> TestResponse:
    sent = {"title": "Wifi", "text": "On the fridge.", "request_id": "r1"} | arguments
    return caller.call("POST", "/api/notes", json=sent)


@both_databases
@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_note_that_is_sent_again_is_stored_once_and_answered_the_same(
    caller: Caller, clock: StandingClock, *, is_deleted: bool
) -> None:
    first = create(caller).get_json()
    if is_deleted:
        caller.call("DELETE", f"/api/notes/{first['id']}")
    clock.advance(60)
    again = create(caller)
    assert again.status_code == 201
    assert again.get_json() | {"preview_url": first["preview_url"]} == first
    assert caller.found("fridge") == ([] if is_deleted else ["Wifi"])


def test_an_id_that_was_used_for_another_note_is_refused(caller: Caller) -> None:
    create(caller)
    answer = create(caller, text="Somewhere else.")
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "request_id")


def test_one_id_may_name_a_note_and_a_task(caller: Caller) -> None:
    create(caller)
    task = {"title": "Wifi", "request_id": "r1"}
    assert caller.call("POST", "/api/tasks", json=task).status_code == 201
