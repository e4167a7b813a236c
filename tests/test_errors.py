"""Errors in the form their reader understands, and never more than the reader may know."""

import io
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.app import create_app
from plugin_oauth.users.models import CurrentUser
from tests.conftest import ClientAtBaseUrl
from tests.databases import SECRET_KEY
from tests.journey import form_token

FORM = "application/x-www-form-urlencoded"
TOO_LARGE = "x" * (64 * 1024 + 1)

OAUTH, PROBLEM, PAGE = "application/json", "application/problem+json", "text/html"


def body_of(answer: TestResponse) -> dict[str, Any]:
    body: dict[str, Any] = answer.get_json(force=True)
    return body


@pytest.mark.parametrize(
    ("method", "path", "status", "media_type"),
    [
        ("GET", "/token", 405, OAUTH),
        ("PUT", "/revoke", 405, OAUTH),
        ("POST", "/token/x", 404, OAUTH),
        ("GET", "/api/nothing", 404, PROBLEM),
        ("POST", "/api/nothing", 404, PROBLEM),
        ("PUT", "/api/tasks", 405, PROBLEM),
        ("GET", "/.well-known/nothing", 404, PROBLEM),
        ("POST", "/openapi.json", 405, PROBLEM),
        ("POST", "/developer/verification-tokens", 405, PROBLEM),
        ("POST", "/healthz", 405, PROBLEM),
        ("GET", "/nothing", 404, PAGE),
        ("POST", "/nothing", 404, PAGE),
        ("GET", "/logout", 405, PAGE),
        ("POST", "/", 405, PAGE),
        ("DELETE", "/authorize", 405, PAGE),
        ("GET", "/tasks/not-an-id/delete", 404, PAGE),
        ("GET", "/static/nothing.css", 404, PAGE),
    ],
)
def test_a_wrong_address_or_method_is_said_in_the_readers_form(
    client: FlaskClient, method: str, path: str, status: int, media_type: str
) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (status, media_type)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/token", {"POST", "OPTIONS"}), ("/api/tasks", {"GET", "HEAD", "POST", "OPTIONS"})],
)
def test_a_wrong_method_is_told_the_right_ones(
    client: FlaskClient, path: str, allowed: set[str]
) -> None:
    assert set(client.patch(path).headers["Allow"].split(", ")) == allowed


def test_oauth_errors_have_the_members_of_the_standard(client: FlaskClient) -> None:
    """RFC 6749 section 5.2."""
    assert body_of(client.get("/token")) == {
        "error": "invalid_request",
        "error_description": "This address does not take this method.",
    }


def test_problems_have_the_members_of_the_standard(client: FlaskClient) -> None:
    """RFC 9457 section 3.1."""
    assert body_of(client.get("/api/nothing")) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": (
            "There is nothing at this address. "
            "The operations and their addresses are in /openapi.json."
        ),
    }


def test_people_get_a_page_with_a_way_on(client: FlaskClient) -> None:
    page = client.get("/nothing").text
    assert "<h1>Not found</h1>" in page
    assert "There is nothing at this address." in page
    assert '<a href="/">To the first page</a>' in page


@pytest.mark.parametrize(
    ("path", "content_type", "media_type"),
    [
        ("/token", FORM, OAUTH),
        ("/token", "application/json", OAUTH),
        ("/revoke", FORM, OAUTH),
        ("/api/tasks", "application/json", PROBLEM),
        ("/login", FORM, PAGE),
        ("/tasks", FORM, PAGE),
        ("/authorize", FORM, PAGE),
    ],
)
def test_a_body_over_64_kib_is_413_in_the_readers_form(
    client: FlaskClient, path: str, content_type: str, media_type: str
) -> None:
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    declared = client.post(path, data=TOO_LARGE, content_type=content_type)
    counted = client.post(
        path,
        input_stream=io.BytesIO(TOO_LARGE.encode()),
        content_type=content_type,
        environ_overrides=chunked,
    )
    for answer in (declared, counted):
        assert (answer.status_code, answer.mimetype) == (413, media_type)
        assert "The request is larger than 64 KiB." in answer.text


def test_a_body_of_64_kib_is_read(client: FlaskClient) -> None:
    body = "a=" + "x" * (64 * 1024 - 2)
    answer = client.post("/token", data=body, content_type=FORM)
    assert (answer.status_code, body_of(answer)["error"]) == (400, "invalid_request")


def test_a_body_that_is_not_json_is_415_at_the_api(
    client: FlaskClient, user: CurrentUser, bearer: Callable[..., dict[str, str]]
) -> None:
    headers = bearer(user, "tasks.write")
    answer = client.post("/api/tasks", data="title=x", content_type=FORM, headers=headers)
    assert (answer.status_code, answer.mimetype) == (415, PROBLEM)
    assert body_of(answer)["detail"] == (
        "Send the arguments as JSON: Content-Type: application/json."
    )


class TestWhatNobodyForesaw:
    """A 500 says nothing of its cause to the caller and everything to the log."""

    @pytest.fixture
    def app(self, app: Flask) -> Flask:
        def boom() -> str:
            raise RuntimeError("the cause, with po_at_" + "A" * 43)

        for path in ("/boom", "/api/boom", "/token/boom"):
            app.add_url_rule(path, endpoint=path[1:], view_func=boom)
        return app

    @pytest.mark.parametrize(
        ("path", "media_type"),
        [("/boom", PAGE), ("/api/boom", PROBLEM), ("/token/boom", OAUTH)],
    )
    def test_the_caller_gets_a_sentence_and_no_trace(
        self, client: FlaskClient, path: str, media_type: str
    ) -> None:
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (500, media_type)
        assert "Something went wrong here. It has been logged; try again later." in answer.text
        assert not any(word in answer.text for word in ("the cause", "Traceback", "RuntimeError"))

    def test_oauth_calls_it_a_server_error(self, client: FlaskClient) -> None:
        assert body_of(client.get("/token/boom"))["error"] == "server_error"

    def test_the_log_gets_the_trace(
        self, client: FlaskClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        client.get("/boom")
        assert [record.exc_info is not None for record in caplog.records] == [True]


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture(params=["postgresql", "sqlite"])
def away(request: pytest.FixtureRequest, tmp_path: Path) -> FlaskClient:
    """A client of an app whose database cannot be reached."""
    uri = {
        "postgresql": f"postgresql://nobody@127.0.0.1:{closed_port()}/nothing",
        "sqlite": f"sqlite:///{tmp_path}/gone/plugin_oauth.db",
    }[request.param]
    app = create_app({"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": uri})
    app.test_client_class = ClientAtBaseUrl
    return app.test_client()


class TestTheDatabaseIsAway:
    """503 and never 401 or invalid_grant: hosts throw credentials away on those."""

    @pytest.mark.parametrize("path", ["/token", "/revoke"])
    def test_at_the_oauth_endpoints(self, away: FlaskClient, path: str) -> None:
        form = {"grant_type": "refresh_token", "client_id": "x", "client_secret": "y", "token": "z"}
        answer = away.post(path, data=form)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert body_of(answer)["error"] == "temporarily_unavailable"

    def test_at_the_api(self, away: FlaskClient) -> None:
        answer = away.get("/api/tasks", headers={"Authorization": "Bearer po_at_x"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.mimetype == PROBLEM
        assert "WWW-Authenticate" not in answer.headers

    @pytest.mark.parametrize("path", ["/.well-known/ai-plugin.json", "/readyz"])
    def test_at_documents_that_need_it(self, away: FlaskClient, path: str) -> None:
        answer = away.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.mimetype == PROBLEM

    @pytest.mark.parametrize(
        "path", ["/", "/login", "/tasks", "/authorize?client_id=x&response_type=code"]
    )
    def test_on_pages(self, away: FlaskClient, path: str) -> None:
        """The error page asks the database nothing, not even who is signed in."""
        away.set_cookie("session", "po_bs_x")
        answer = away.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "<h1>Back in a moment</h1>" in answer.text
        assert "Location" not in answer.headers

    def test_at_the_login(self, away: FlaskClient) -> None:
        token = form_token(away.get("/login").text)
        form = {"username": "ada@example.com", "password": "x", "csrf_token": token}
        answer = away.post("/login", data=form)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "do not belong together" not in answer.text

    @pytest.mark.parametrize(
        "path",
        [
            "/healthz",
            "/.well-known/oauth-authorization-server",
            "/openapi.json",
            "/login",
            "/legal",
        ],
    )
    def test_what_needs_none_goes_on(self, away: FlaskClient, path: str) -> None:
        assert away.get(path).status_code == 200

    def test_the_log_names_no_address(
        self, away: FlaskClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        away.get("/readyz")
        assert caplog.messages == ["the database cannot be reached: OperationalError"]
