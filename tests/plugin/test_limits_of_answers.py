"""What hosts can take of any operation: under 100,000 characters both ways, within 30 seconds.

The tests are made from the operation table: an operation without a case here fails them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from plugin_oauth.database import db
from plugin_oauth.plugin.calendar.schemas import MAXIMUM_HOLIDAYS
from plugin_oauth.plugin.notes.functions import create_note
from plugin_oauth.plugin.notes.models import TITLE_LENGTH as NOTE_TITLE_LENGTH
from plugin_oauth.plugin.notes.schemas import MAXIMUM_FOUND, MAXIMUM_TEXT_AS_JSON
from plugin_oauth.plugin.notes.schemas import MAXIMUM_PAGE as MAXIMUM_NOTES
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.operations import OPERATIONS
from plugin_oauth.plugin.tasks.functions import create_task
from plugin_oauth.plugin.tasks.models import NOTES_LENGTH, TITLE_LENGTH
from plugin_oauth.plugin.tasks.schemas import MAXIMUM_PAGE
from plugin_oauth.users.models import CurrentUser
from tests.plugin.conftest import Caller

MAXIMUM_CHARACTERS = 100_000  # OpenAI, "GPT Actions: production"
MAXIMUM_SECONDS = 30

# What one character of text can become in JSON: a pair of \uXXXX escapes.
WIDEST = "\N{GRINNING FACE}"
SOME = WIDEST * 10
LONGEST_TASK = {"title": WIDEST * TITLE_LENGTH, "notes": WIDEST * NOTES_LENGTH}

# As long as a note may be: in JSON, where each of these is twelve characters.
LONGEST_NOTE = {
    "title": WIDEST * NOTE_TITLE_LENGTH,
    "text": WIDEST * ((MAXIMUM_TEXT_AS_JSON - 2) // 12),
}


@dataclass(frozen=True)
class Filled:
    """A person's account with as much in it as an answer can be about."""

    task: str
    note: str


Largest = Callable[[Caller, Filled], TestResponse]


def post_as_utf_8(caller: Caller, path: str, arguments: dict[str, str]) -> TestResponse:
    """Send the arguments without escapes, so that more of them fit into a request."""
    body = json.dumps(arguments, ensure_ascii=False).encode()
    return caller.call("POST", path, data=body, content_type="application/json")


# The call of each operation that has the most to answer. Cambodia has the most holidays with the
# longest names in JSON.
LARGEST: dict[str, Largest] = {
    "listTasks": lambda caller, _: caller.call("GET", f"/api/tasks?limit={MAXIMUM_PAGE}"),
    "createTask": lambda caller, _: caller.call("POST", "/api/tasks", json=LONGEST_TASK),
    "completeTask": lambda caller, ids: caller.call("POST", f"/api/tasks/{ids.task}/complete"),
    "deleteTask": lambda caller, ids: caller.call("DELETE", f"/api/tasks/{ids.task}"),
    "listNotes": lambda caller, _: caller.call("GET", f"/api/notes?limit={MAXIMUM_NOTES}"),
    "searchNotes": lambda caller, _: caller.call(
        "GET", f"/api/notes/search?query=word&limit={MAXIMUM_FOUND}"
    ),
    "getNote": lambda caller, ids: caller.call("GET", f"/api/notes/{ids.note}"),
    "createNote": lambda caller, _: post_as_utf_8(caller, "/api/notes", LONGEST_NOTE),
    "deleteNote": lambda caller, ids: caller.call("DELETE", f"/api/notes/{ids.note}"),
    "search": lambda caller, _: caller.call("GET", "/api/search?query=word"),
    "fetch": lambda caller, ids: caller.call("GET", f"/api/fetch/{ids.note}"),
    "getLocalTime": lambda caller, _: caller.call("GET", "/api/calendar/time?country=ES"),
    "listHolidays": lambda caller, _: caller.call(
        "GET", f"/api/calendar/holidays?country=KH&limit={MAXIMUM_HOLIDAYS}"
    ),
    "addWorkingDays": lambda caller, _: caller.call(
        "GET", "/api/calendar/working-day?country=KH&start=2020-01-01&days=1000"
    ),
    "countWorkingDays": lambda caller, _: caller.call(
        "GET", "/api/calendar/working-days?country=KH&start=2017-01-01&end=2026-12-31"
    ),
    "getSunTimes": lambda caller, _: caller.call("GET", "/api/calendar/sun?country=ES"),
}

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.name)


@pytest.fixture
def settings() -> dict[str, Any]:
    """The longest name that an address can have (RFC 1035 section 2.3.4)."""
    return {"BASE_URL": "https://" + ".".join(["x" * 60] * 4)}


@pytest.fixture
def filled(app: Flask, user: CurrentUser, operation: Operation) -> Filled:
    """One item of each of the longest, and for what lists them as many as an answer takes."""
    with app.app_context():
        if operation.name == "listTasks":
            for _ in range(MAXIMUM_PAGE):
                create_task(user, title=SOME)
        if operation.name in {"listNotes", "searchNotes", "search"}:
            for _ in range(MAXIMUM_NOTES):
                create_note(user, title=f"word {SOME}", text=f"word {SOME} " * 20)
        task = create_task(user, title=LONGEST_TASK["title"], notes=LONGEST_TASK["notes"])
        note = create_note(user, title=LONGEST_NOTE["title"], text=LONGEST_NOTE["text"])
        db.session.commit()
        return Filled(str(task.id), str(note.id))


@pytest.mark.requirement("action-characters")
@every_operation
def test_the_largest_answer_is_below_what_hosts_read(
    caller: Caller, filled: Filled, operation: Operation
) -> None:
    answer = LARGEST[operation.name](caller, filled)
    assert answer.status_code == operation.status, answer.text[:500]
    assert len(answer.text) < MAXIMUM_CHARACTERS


@pytest.mark.requirement("action-characters")
@pytest.mark.parametrize(
    "operation", [row for row in OPERATIONS if row.method != "GET"], ids=lambda row: row.name
)
def test_the_largest_request_is_below_what_hosts_send(
    app: Flask, caller: Caller, operation: Operation
) -> None:
    path = operation.path.format_map(dict.fromkeys(operation.path_names, "x"))
    body = b" " * (app.config["MAX_CONTENT_LENGTH"] + 1)
    answer = caller.call(operation.method, path, data=body, content_type="application/json")
    assert (answer.status_code, len(body) < MAXIMUM_CHARACTERS) == (413, True)
    assert "divide" in answer.get_json()["detail"]


@pytest.mark.requirement("action-timeout")
@pytest.mark.parametrize("database_uri", ["postgresql"], indirect=True)
def test_no_statement_takes_as_long_as_a_host_waits(app: Flask) -> None:
    with app.app_context():
        seconds = db.session.scalar(
            text("SELECT setting::int / 1000 FROM pg_settings WHERE name = 'statement_timeout'")
        )
        assert seconds is not None
        assert 0 < seconds < MAXIMUM_SECONDS


def test_no_writer_of_sqlite_waits_as_long_as_a_host_does(app: Flask) -> None:
    with app.app_context():
        milliseconds = db.session.scalar(text("PRAGMA busy_timeout"))
        assert milliseconds is not None
        assert 0 < milliseconds < MAXIMUM_SECONDS * 1000
