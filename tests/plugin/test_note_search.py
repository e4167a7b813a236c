"""The full-text search: the same on both databases, of one's own notes only, and never an error."""

import re
from collections.abc import Callable
from pathlib import Path
from pydoc_data.topics import topics
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.plugin.notes.functions import create_note, delete_note, search_notes
from plugin_oauth.plugin.notes.query import read_query
from plugin_oauth.plugin.notes.search import RANKED
from plugin_oauth.request_text import is_clean
from plugin_oauth.users.accounts import create_user, delete_account
from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD, StandingClock, both_databases, make_user
from tests.databases import SECRET_KEY, PostgresqlDatabases, SqliteDatabases
from tests.oauth.test_statements import counted
from tests.plugin.conftest import Caller

Keep = Callable[..., None]
Find = Callable[[str], list[str]]

# What the query languages of the databases give a meaning to.
SIGNS = [*"\"'*^:&|!()<>-+{}\\%_ ", "AND", "OR", "NOT", "NEAR(", "a", "1", "ß", "天"]
SYNTAX = st.lists(st.sampled_from(SIGNS), max_size=20).map("".join)


@pytest.fixture
def keep(app: Flask, user: CurrentUser, clock: StandingClock) -> Keep:
    """Return a function (title, text) that stores a note, each a second after the last."""

    def keep(title: str, note: str = "Nothing else.") -> None:
        with app.app_context():
            create_note(user, title=title, text=note)
            db.session.commit()
        clock.advance(1)

    return keep


@pytest.fixture
def find(app: Flask, user: CurrentUser) -> Find:
    """Return a function (query) -> the titles of what is found, the best first."""

    def find(query: str) -> list[str]:
        with app.app_context():
            return [note.title for note in search_notes(user, query=query)["notes"]]

    return find


@both_databases
@pytest.mark.parametrize(
    ("note", "query"),
    [
        ("Context managers", "context manager"),
        ("She is running home", "RUN"),
        ("Café crème", "cafe creme"),
        ("cafe", "café"),
        ("Cafe\N{COMBINING ACUTE ACCENT}s are open", "cafés"),
        ("Die Straße", "STRASSE"),
        ("use os.path.join", "os.path"),
        ("use os.path.join", "join path"),
        ("What's up in C++", "what's up? (c++"),
        ("the and of", "the"),
        ("to be or not to be", "or"),
        ("see PEP 634", "634"),
        ("1e5 and 0x1f", "0x1F"),
        ("今日は天気がいい", "天気"),
        ("Война и мир", "ВОЙНА"),
        ("snake_case", "case"),
        ("a/b/c.txt", "c.txt"),
        ("ada@example.com", "example.com"),
    ],
)
def test_a_query_finds_the_note(keep: Keep, find: Find, note: str, query: str) -> None:
    keep("Found", note)
    keep("Other", "Something else altogether.")
    assert find(query) == ["Found"]


@both_databases
@pytest.mark.parametrize(
    ("note", "query"),
    [
        ("context managers", "context variable"),
        ("context managers", '"managers context"'),
        ("path of os", "os.path"),
        ("runtime", "run"),
        ("xc3bc", "\N{LATIN SMALL LETTER O WITH DIAERESIS}"),
        ("天 気", "気天"),
    ],
)
def test_a_note_without_all_that_is_asked_for_is_not_found(
    keep: Keep, find: Find, note: str, query: str
) -> None:
    keep("Not found", note)
    assert find(query) == []


@both_databases
@pytest.mark.parametrize(
    "query", ["", " ", '"', '""', "?!", "\N{GRINNING FACE}", "---", ":&|!()<->"]
)
def test_a_query_without_a_word_finds_nothing(keep: Keep, find: Find, query: str) -> None:
    keep("Note")
    assert find(query) == []


@both_databases
def test_little_words_are_no_condition_beside_others(keep: Keep, find: Find) -> None:
    keep("Python", "Iterators yield.")
    assert find("what is an iterator?") == ["Python"]


@both_databases
def test_title_comes_before_text_then_more_before_fewer_then_newer_before_older(
    keep: Keep, find: Find
) -> None:
    keep("Once, older", "cats")
    keep("Twice", "cats and cats")
    keep("Once, newer", "a cat")
    keep("About cats")
    assert find("cat") == ["About cats", "Twice", "Once, newer", "Once, older"]


@both_databases
def test_what_others_write_does_not_change_the_order(
    app: Flask, keep: Keep, find: Find, other_user: CurrentUser
) -> None:
    """It would tell whether somebody else's notes have a word."""
    keep("More salt", "salt salt pepper")
    keep("More pepper", "salt pepper pepper")
    before = find("salt pepper")
    with app.app_context():
        for _ in range(20):
            create_note(other_user, title="Theirs", text="pepper")
        db.session.commit()
    assert (find("salt pepper"), before) == (before, ["More pepper", "More salt"])


QUERIES = [
    "exceptions",
    "context managers",
    "with statement",
    "async for",
    "attribute access",
    "raise exception in try",
    "the",
    "lambda",
    "string formatting specification",
]


def found_in_a_library(uri: str) -> list[list[str]]:
    """Return what the queries find among real texts, in a database that is empty so far."""
    clock = StandingClock()
    settings = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": uri}
    app = create_app(settings, clock=clock)
    user = make_user(app, "ada@example.com")
    with app.app_context():
        for name in sorted(topics):
            create_note(user, title=name, text=topics[name][:10_000])
            clock.advance(1)
        db.session.commit()
        found = [search_notes(user, query=query)["notes"] for query in QUERIES]
    with app.app_context():
        db.engine.dispose()
    return [[note.title for note in notes] for notes in found]


def test_both_databases_find_the_same_in_the_same_order(
    sqlite_databases: SqliteDatabases, postgresql_databases: PostgresqlDatabases, tmp_path: Path
) -> None:
    found = []
    for databases in (sqlite_databases, postgresql_databases):
        with databases.copy(tmp_path) as uri:
            found.append(found_in_a_library(uri))
    assert found[0] == found[1]
    assert all(found[0])


@both_databases
def test_any_text_is_a_query_and_any_text_can_be_found(
    app: Flask, user: CurrentUser, other_user: CurrentUser
) -> None:
    """A note is found by the whole of its text, unless that has no word or more than is read."""

    @hypothesis_settings(max_examples=60)
    @given(st.text(max_size=60) | SYNTAX)
    def look(anything: str) -> None:
        if not is_clean(anything):
            return
        with app.app_context():
            note = create_note(user, title="x", text=anything)
            found = search_notes(user, query=anything)["notes"]
            assert [one.id for one in found] == [note.id] * bool(read_query(anything))
            assert search_notes(other_user, query=anything)["notes"] == []
            db.session.rollback()

    look()


LONG = ["word " * 3000, "x" * 15_000, '"' * 5000, "\N{GREEK SMALL LETTER ALPHA}" * 999]


@both_databases
@pytest.mark.parametrize("query", LONG, ids=["words", "one word", "quotes", "letters"])
def test_a_very_long_query_is_answered(caller: Caller, query: str) -> None:
    assert caller.found(query) == []


def test_a_nul_in_a_query_is_refused_in_words(caller: Caller) -> None:
    answer = caller.call("GET", "/api/notes/search?query=%00")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@both_databases
def test_a_search_says_where_the_words_stand(caller: Caller) -> None:
    caller.add_note("Wifi", "\N{GRINNING FACE} Passwords: the password is on the fridge.")
    [note] = caller.call("GET", "/api/notes/search?query=password").get_json()["notes"]
    assert note["snippet"] == "\N{GRINNING FACE} Passwords: the password is on the fridge."
    assert note["highlights"] == [{"start": 2, "end": 11}, {"start": 17, "end": 25}]
    assert note["url"] == f"http://localhost:5003/notes/{note['id']}"


def test_what_is_found_stays_below_what_hosts_read(
    app: Flask, caller: Caller, user: CurrentUser
) -> None:
    with app.app_context():
        faces = "\N{GRINNING FACE}" * 200
        for _ in range(20):
            create_note(user, title=faces, text=f"x {faces}{faces}")
        db.session.commit()
    answer = caller.call("GET", "/api/notes/search?query=x&limit=20")
    assert len(answer.text) < 100_000
    assert answer.get_json()["notes"]


@both_databases
def test_of_very_many_notes_the_newest_are_ranked(
    app: Flask, user: CurrentUser, clock: StandingClock
) -> None:
    with app.app_context():
        for title in ("cat", *["x"] * RANKED):
            create_note(user, title=title, text="cat")
            clock.advance(1)
        db.session.commit()
        found = search_notes(user, query="cat", limit=1)["notes"]
    assert [note.title for note in found] == ["x"]


def words_kept(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalar(text("SELECT count(*) FROM note_index")) or 0)


@both_databases
def test_a_deleted_note_leaves_no_words_behind(app: Flask, keep: Keep, user: CurrentUser) -> None:
    keep("Wifi")
    with app.app_context():
        [note] = search_notes(user, query="wifi")["notes"]
        delete_note(user, note_id=note.id)
        db.session.commit()
    assert words_kept(app) == 0


@both_databases
def test_a_deleted_account_leaves_no_words_behind(
    app: Flask, keep: Keep, user: CurrentUser, other_caller: Caller
) -> None:
    keep("Wifi")
    keep("Another")
    other_caller.add_note("Theirs")
    with app.app_context():
        delete_account(user.id)
        db.session.commit()
    assert words_kept(app) == 1
    assert other_caller.found("theirs") == ["Theirs"]


@both_databases
def test_a_note_that_is_not_stored_is_not_found(app: Flask, find: Find, user: CurrentUser) -> None:
    with app.app_context():
        create_note(user, title="Wifi", text="x")
        db.session.rollback()
    assert (find("wifi"), words_kept(app)) == ([], 0)


@both_databases
@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("/api/notes", 2),
        ("/api/notes/search?query=x", 2),
        ("/api/notes/search?query=", 1),
        ("/api/search?query=x", 2),
    ],
)
def test_reading_takes_one_statement_beside_the_one_that_tells_who_calls(
    app: Flask, caller: Caller, path: str, statements: int
) -> None:
    caller.add_note("x")
    with counted(app) as cost:
        caller.call("GET", path)
    assert len(cost.statements) == statements, cost.statements


@both_databases
def test_a_new_note_takes_three_statements_and_one_commit(app: Flask, caller: Caller) -> None:
    with counted(app) as cost:
        caller.add_note("x")
    assert len(cost.statements) == 3, cost.statements
    assert cost.commits == 1


@both_databases
@pytest.mark.parametrize(
    "path", ["/api/notes/search?query=x", "/api/notes?order=title", "/api/notes"]
)
def test_nobody_reads_through_everybodys_notes(app: Flask, caller: Caller, path: str) -> None:
    """As the database plans it, once it knows that there are many."""
    caller.add_note("x")
    asked: list[tuple[str, Any]] = []
    with app.app_context():
        fill_with_others()

        def keep_statement(_c: Any, _k: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            asked.append((statement, parameters))

        event.listen(db.engine, "before_cursor_execute", keep_statement)
        caller.call("GET", path)
        event.remove(db.engine, "before_cursor_execute", keep_statement)
        plan = explain(*next(one for one in asked if "FROM note" in one[0]))
    assert "Seq Scan" not in plan
    assert not re.search(r"SCAN note\b", plan), plan


def fill_with_others() -> None:
    """Give other people many notes, behind the back of the app, and let the database count them."""
    for number in range(40):
        person = create_user(f"{number}@example.com", PASSWORD)
        other = CurrentUser(person.id, person.email, is_admin=False)
        for _ in range(10):
            create_note(other, title=f"x {number}", text="A text with some words. " * 20)
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def explain(statement: str, parameters: Any) -> str:
    sqlite = db.engine.dialect.name == "sqlite"
    cursor = db.session.connection().connection.cursor()
    cursor.execute(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{statement}", parameters)
    return "\n".join(str(row[-1]) for row in cursor.fetchall())
