"""Schemathesis reads our OpenAPI document and calls us: every answer is one we have described."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from schemathesis import BaseSchema, Case, CheckFunction, GenerationMode, openapi
from schemathesis.specs.openapi import checks

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.tokens import begin_family
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.operations import OPERATIONS
from tests.conftest import ClientAtBaseUrl, StandingClock, make_user
from tests.databases import SECRET_KEY, SqliteDatabases
from tests.journey import REDIRECT_URI
from tests.plugin.conftest import SCOPES, Caller

DESCRIBED: list[CheckFunction] = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
# A schema cannot say all: a title of blanks and a cursor that we never gave are refused in words.
NOT_ASKED: list[CheckFunction] = [checks.positive_data_acceptance]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
# Its one argument is a string of no format, in the path: none is wrong by the schema.
NEVER = [("fetch", GenerationMode.NEGATIVE)]

PRIVATE = [operation for operation in OPERATIONS if not operation.is_public]

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.name)


@pytest.fixture(scope="module")
def app(
    sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One app for the file: a document that is read once can be called a thousand times."""
    with sqlite_databases.copy(tmp_path_factory.mktemp("schemathesis")) as uri:
        base = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": uri}
        settings = base | {"RATELIMIT_ENABLED": False}  # one grant makes more calls than it may
        app = create_app(settings, clock=StandingClock())
        app.test_client_class = ClientAtBaseUrl
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def tokens(app: Flask) -> dict[str, dict[str, str]]:
    """The headers of one person's tokens: one may do everything, the other nothing of the API."""
    user = make_user(app, "ada@example.com")
    with app.app_context():
        made, _ = create_client(NewClient("Test", redirect_uris=[REDIRECT_URI]))
        families = [Family(made.client_id, user.id, s) for s in (" ".join(SCOPES), "email")]
        answers = [begin_family(family, with_refresh_token=False) for family in families]
        db.session.commit()
    headers = [{"Authorization": f"Bearer {answer['access_token']}"} for answer in answers]
    return dict(zip(("everything", "nothing"), headers, strict=True))


@pytest.fixture(scope="module")
def caller(app: Flask, tokens: dict[str, dict[str, str]]) -> Caller:
    """A caller with some tasks and notes, so that lists have something in them."""
    caller = Caller(app.test_client(), tokens["everything"])
    caller.add("bare")
    caller.add("full", notes="Two\nlines", due_on="2026-03-02")
    caller.add_note("Wifi", "The password is on the fridge.")
    return caller


@pytest.fixture(scope="module")
def document(app: Flask) -> BaseSchema:
    return openapi.from_wsgi("/openapi.json", app)


@pytest.mark.parametrize(
    ("operation", "mode"),
    [(row, mode) for row in OPERATIONS for mode in MODES if (row.name, mode) not in NEVER],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_whatever_is_generated_gets_an_answer_that_is_described(
    document: BaseSchema, caller: Caller, operation: Operation, mode: GenerationMode
) -> None:
    """Also: no 5xx, what is wrong is refused, who has no token gets nothing."""

    @hypothesis_settings(max_examples=40)
    @given(case=document[operation.path][operation.method].as_strategy(generation_mode=mode))
    def call(case: Case[Any]) -> None:
        answer = case.call(headers=caller.headers)
        # 413 refuses, too, which the check does not know.
        too_large = [checks.negative_data_rejection] if answer.status_code == 413 else []
        case.validate_response(answer, excluded_checks=[*NOT_ASKED, *too_large])

    call()


# What an operation needs to succeed, if it needs anything.
RIGHT: dict[str, dict[str, Any]] = {
    "createTask": {"json": {"title": "new"}},
    "getLocalTime": {"query_string": {"country": "DE"}},
    "listHolidays": {"query_string": {"country": "DE"}},
    "addWorkingDays": {"query_string": {"country": "DE", "days": 5}},
    "countWorkingDays": {"query_string": {"country": "DE", "end": "2026-12-31"}},
    "getSunTimes": {"query_string": {"country": "DE"}},
    "createNote": {"json": {"title": "new", "text": "x"}},
    "searchNotes": {"query_string": {"query": "password"}},
    "search": {"query_string": {"query": "password"}},
}


@every_operation
def test_success_is_as_described(
    document: BaseSchema, caller: Caller, operation: Operation
) -> None:
    make: dict[str, Callable[[str], str]] = {
        "task_id": caller.add,
        "note_id": caller.add_note,
        "id": caller.add_note,
    }
    in_path = {name: make[name]("theirs") for name in operation.path_names}
    right = RIGHT.get(operation.name, {})
    answer = caller.call(operation.method, operation.path.format(**in_path), **right)
    assert answer.status_code == operation.status
    case = document[operation.path][operation.method].Case(path_parameters=in_path)
    case.validate_response(answer, checks=DESCRIBED)


ODD: dict[str, dict[str, Any]] = {
    "a NUL in the query": {"query_string": "cursor=%00"},
    "no UTF-8 in the query": {"query_string": "cursor=%ff"},
    "a query that is too long": {"query_string": "cursor=" + "x" * 20_000},
    "a body that is too large": {"data": b"x" * 70_000},
    "a body that is no JSON": {"data": b"{", "content_type": "application/json"},
    "a body that is text": {"data": b"x", "content_type": "text/plain"},
    "a form of parts": {"data": {"title": "x"}, "content_type": "multipart/form-data"},
    "another host": {"base_url": "https://other.example"},
}


@every_operation
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_what_no_schema_generates_gets_an_answer_that_is_described_too(
    document: BaseSchema, caller: Caller, operation: Operation, odd: dict[str, Any]
) -> None:
    in_path = dict.fromkeys(operation.path_names, "x")
    answer = caller.call(operation.method, operation.path.format(**in_path), **odd)
    case = document[operation.path][operation.method].Case(path_parameters=in_path)
    case.validate_response(answer, checks=DESCRIBED)


@pytest.mark.parametrize("operation", PRIVATE, ids=lambda row: row.name)
def test_who_may_not_gets_an_answer_that_is_described(
    document: BaseSchema,
    client: FlaskClient,
    tokens: dict[str, dict[str, str]],
    operation: Operation,
) -> None:
    in_path = dict.fromkeys(operation.path_names, "x")
    case = document[operation.path][operation.method].Case(path_parameters=in_path)
    path = operation.path.format(**in_path)
    for headers, status in [({}, 401), (tokens["nothing"], 403)]:
        answer = client.open(path, method=operation.method, headers=headers)
        assert answer.status_code == status
        case.validate_response(answer, checks=DESCRIBED)
