"""Every operation in every form of authentication: whoever may not gets nothing, rightly said.

Generated from the operation table: a new row is tested without a line here, but for how a thing is
made that its path names.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.operations import OPERATIONS, PLUGIN
from tests.conftest import ClientAtBaseUrl, StandingClock
from tests.databases import SECRET_KEY, SqliteDatabases
from tests.plugin.credentials import FORMS, Credential, Form

PRIVATE = [row for row in OPERATIONS if not row.is_public]
EVERYTHING = " ".join(scope.name for scope in PLUGIN.scopes)
UNKNOWN = "00000000-0000-4000-8000-000000000000"
# What makes the thing that an argument of a path names.
NOTE = ("/api/notes", {"title": "Mine", "text": "Mine alone"})
MADE_BY = {"task_id": ("/api/tasks", {"title": "Mine"}), "note_id": NOTE, "id": NOTE}
# What finds such things, where an operation needs to be told.
SENT = {"searchNotes": {"query": "mine"}, "search": {"query": "mine"}}

every_private_operation = pytest.mark.parametrize("operation", PRIVATE, ids=lambda row: row.name)


@pytest.fixture(scope="module", params=FORMS, ids=lambda form: f"{form.name}-{form.scheme}")
def form(request: pytest.FixtureRequest) -> Form:
    found: Form = request.param
    return found


@pytest.fixture(scope="module")
def app(
    form: Form, sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    with sqlite_databases.copy(tmp_path_factory.mktemp("forms")) as uri:
        base = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": uri}
        app = create_app(base | form.settings, clock=StandingClock())
        app.test_client_class = ClientAtBaseUrl
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def ada(app: Flask, form: Form) -> Credential:
    return form.credential(app, "ada", EVERYTHING)


@pytest.fixture(scope="module")
def grace(app: Flask, form: Form) -> Credential:
    return form.credential(app, "grace", EVERYTHING)


def call(
    client: FlaskClient, operation: Operation, headers: dict[str, str], thing: str = UNKNOWN
) -> TestResponse:
    path = operation.path.format(**dict.fromkeys(operation.path_names, thing))
    return client.open(path, method=operation.method, headers=headers)


def make_thing(client: FlaskClient, operation: Operation, maker: Credential) -> str:
    path, body = MADE_BY[operation.path_names[0]]
    answer = client.post(path, json=body, headers=maker.headers)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["id"])


def challenged(answer: TestResponse) -> str:
    """Return the challenge of a 401 that a program and a model can read."""
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), answer.text
    assert answer.get_json()["detail"].endswith(".")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.headers["WWW-Authenticate"]


@every_private_operation
def test_no_credential_is_asked_for_in_the_scheme_of_the_form(
    client: FlaskClient, form: Form, operation: Operation
) -> None:
    challenge = challenged(call(client, operation, {}))
    assert challenge.startswith(form.scheme.capitalize() + " ")
    assert "error=" not in challenge


@every_private_operation
@pytest.mark.parametrize("wrong", ["po_at_wrong", "po_st_wrong", "po_ak_wrong", "w", "w:", "ü"])
def test_a_wrong_credential_is_refused(
    client: FlaskClient, form: Form, operation: Operation, wrong: str
) -> None:
    challenge = challenged(call(client, operation, form.header(wrong)))
    assert ('error="invalid_token"' in challenge) == (form.scheme == "bearer")


@every_private_operation
def test_a_good_credential_in_another_scheme_is_refused(
    client: FlaskClient, form: Form, operation: Operation, ada: Credential
) -> None:
    secret = ada.headers["Authorization"].partition(" ")[2]
    other = {"bearer": "Basic", "basic": "Bearer"}[form.scheme]
    challenged(call(client, operation, {"Authorization": f"{other} {secret}"}))


@every_private_operation
def test_a_revoked_credential_is_refused(
    app: Flask, client: FlaskClient, form: Form, operation: Operation
) -> None:
    who = f"gone-{operation.name.lower()}"
    gone = form.credential(app, who, EVERYTHING)
    assert call(client, operation, gone.headers).status_code not in {401, 403}
    form.end(app, gone, who)
    challenged(call(client, operation, gone.headers))


@every_private_operation
def test_a_credential_without_the_scope_is_forbidden(
    app: Flask, client: FlaskClient, form: Form, operation: Operation
) -> None:
    others = [name for name in EVERYTHING.split() if name not in operation.scope_names]
    narrow = form.credential(app, f"narrow-{operation.name.lower()}", " ".join(others))
    answer = call(client, operation, narrow.headers)
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert operation.scope_names[0] in answer.get_json()["detail"]


@pytest.mark.parametrize(
    "operation", [row for row in PRIVATE if row.path_names], ids=lambda row: row.name
)
def test_another_ones_thing_is_answered_like_an_unknown_one(
    client: FlaskClient, operation: Operation, ada: Credential, grace: Credential
) -> None:
    thing = make_thing(client, operation, ada)
    foreign = call(client, operation, grace.headers, thing)
    unknown = call(client, operation, grace.headers)
    assert (foreign.status_code, foreign.text) == (404, unknown.text)
    assert call(client, operation, ada.headers, thing).status_code == operation.status


@pytest.mark.parametrize(
    "operation",
    [row for row in PRIVATE if row.read_only and not row.path_names],
    ids=lambda row: row.name,
)
def test_what_others_make_changes_no_answer(
    client: FlaskClient, operation: Operation, ada: Credential, grace: Credential
) -> None:
    def ask() -> TestResponse:
        return client.get(
            operation.path, query_string=SENT.get(operation.name), headers=grace.headers
        )

    before = ask()
    assert before.status_code == 200, before.text
    for path, body in MADE_BY.values():
        assert client.post(path, json=body, headers=ada.headers).status_code == 201
    assert ask().text == before.text


def test_the_documents_name_the_scheme_of_the_form(client: FlaskClient, form: Form) -> None:
    document: dict[str, Any] = client.get("/openapi.json").get_json()
    name = "oauth2" if form.name == "oauth" else form.scheme
    assert list(document["components"]["securitySchemes"]) == [name]
    described = [row for path in document["paths"].values() for row in path.values()]
    asked = {row["operationId"]: [list(way) for way in row["security"]] for row in described}
    assert all(asked[row.name] == [[name]] for row in PRIVATE)
