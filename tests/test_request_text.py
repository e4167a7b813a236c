"""What cannot be stored or compared safely is refused before anything looks at it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.request_text import is_clean
from plugin_oauth.users.models import CurrentUser
from tests.conftest import both_databases
from tests.journey import form_token

FORM = "application/x-www-form-urlencoded"
OAUTH, PROBLEM, PAGE = "application/json", "application/problem+json", "text/html"

NOT_UTF_8 = "The request has bytes that are not UTF-8."
NUL = "The request has a NUL character."
LONG = "The query is longer than 16 KiB."
MANY = "The request has more than 200 fields."

# (what stands in a query or a form, what the answer says of it)
BAD = [
    ("a=%ff", NOT_UTF_8),
    ("a=%c3%28", NOT_UTF_8),
    ("a=%ed%a0%80", NOT_UTF_8),  # a lone surrogate
    ("a=%c0%af", NOT_UTF_8),  # an overlong slash
    ("%ff=a", NOT_UTF_8),
    ("a=%00", NUL),
    ("%00=a", NUL),
    ("a=b&c=d%00e", NUL),
    ("&".join(f"f{n}=x" for n in range(201)), MANY),
    ("&" * 200, MANY),
]

# (method, path, the form of its errors)
PLACES = [
    ("GET", "/", PAGE),
    ("GET", "/login", PAGE),
    ("GET", "/authorize", PAGE),
    ("POST", "/login", PAGE),
    ("POST", "/authorize", PAGE),
    ("POST", "/token", OAUTH),
    ("POST", "/revoke", OAUTH),
    ("GET", "/api/tasks", PROBLEM),
    ("POST", "/api/tasks", PROBLEM),
    ("GET", "/.well-known/ai-plugin.json", PROBLEM),
    ("GET", "/nothing", PAGE),
]


def said(answer: TestResponse) -> str:
    """Return the sentence of an error for people or machines."""
    if answer.mimetype == PAGE:
        return answer.text
    body: dict[str, Any] = answer.get_json(force=True)
    return str(body.get("detail") or body.get("error_description"))


@pytest.mark.parametrize(("method", "path", "media_type"), PLACES)
def test_a_query_that_is_no_clean_text_is_400_in_the_readers_form(
    client: FlaskClient, method: str, path: str, media_type: str
) -> None:
    for query, sentence in [*BAD, ("a=" + "x" * 16 * 1024, LONG)]:
        answer = client.open(f"{path}?{query}", method=method)
        assert (answer.status_code, answer.mimetype) == (400, media_type), query
        assert sentence in said(answer), query


@pytest.mark.parametrize(
    ("method", "path", "media_type"), [place for place in PLACES if place[0] == "POST"]
)
def test_a_form_that_is_no_clean_text_is_400_in_the_readers_form(
    client: FlaskClient, method: str, path: str, media_type: str
) -> None:
    for form, sentence in BAD:
        answer = client.open(path, method=method, data=form, content_type=FORM)
        assert (answer.status_code, answer.mimetype) == (400, media_type), form
        assert sentence in said(answer), form


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/\xff", PAGE),
        ("/\0", PAGE),
        ("/tasks/\xed\xa0\x80", PAGE),
        ("/api/\xff", PROBLEM),
        ("/api/tasks/\0", PROBLEM),
        ("/token/\xff", OAUTH),
        ("/.well-known/\0", PROBLEM),
    ],
)
def test_a_path_that_is_no_clean_text_is_400(
    client: FlaskClient, path: str, media_type: str
) -> None:
    # As a server hands it over (PEP 3333): bytes, each as one character.
    answer = client.get("/", environ_overrides={"PATH_INFO": path})
    assert (answer.status_code, answer.mimetype) == (400, media_type)


def test_nothing_of_the_request_comes_back(client: FlaskClient) -> None:
    page = client.get("/login?next=%00<b>here</b>").text
    assert "here" not in page


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/token", OAUTH), ("/revoke", OAUTH), ("/api/tasks", PROBLEM), ("/login", PAGE)],
)
def test_a_multipart_form_is_refused_in_the_readers_form(
    client: FlaskClient, path: str, media_type: str
) -> None:
    answer = client.post(path, data={"a": "b"}, content_type="multipart/form-data")
    assert (answer.status_code, answer.mimetype) == (400, media_type)
    assert f"Forms are sent as {FORM}." in said(answer)


@both_databases
def test_every_clean_text_is_taken(client: FlaskClient) -> None:
    token = form_token(client.get("/login").text)
    for text in (
        "ünï-cödé",
        "日本語",
        "🎈",
        "\u202eright to left",
        "e\u0301",
        "a+b%20c",
        "\x01\x1f",
    ):
        form = {"username": text, "password": text, "csrf_token": token}
        answer = client.post("/login", data=form)
        assert (answer.status_code, "do not belong together" in answer.text) == (400, True), text


def test_two_hundred_fields_are_taken(client: FlaskClient) -> None:
    query = "&".join(f"f{n}=x" for n in range(200))
    assert client.get(f"/login?{query}").status_code == 200


@both_databases
def test_json_is_judged_as_strictly(
    client: FlaskClient, user: CurrentUser, bearer: Callable[..., dict[str, str]]
) -> None:
    """JSON can spell what UTF-8 cannot, so it is looked at after it was read."""
    headers = bearer(user, "tasks.write") | {"Content-Type": "application/json"}
    for value in ("a\0b", "\ud800", "\udfff\ud800"):
        at_token = client.post("/token", json={"grant_type": "authorization_code", "code": value})
        at_api = client.post("/api/tasks", data=json.dumps({"title": value}), headers=headers)
        assert (at_token.status_code, at_api.status_code) == (400, 422)


def test_no_json_body_breaks_the_token_endpoint(client: FlaskClient) -> None:
    for body in (
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"null",
        b'"text"',
        b"1",
        b"9" * 5000,
        b'{"a": NaN}',
        b'{"a":' * 5000,
        b"[" * 60_000,
        b'{"grant_type": ["authorization_code"]}',
        b'{"grant_type": {"a": 1}, "client_id": 7}',
        b'{"client_id": null}',
    ):
        answer = client.post("/token", data=body, content_type="application/json")
        assert (answer.status_code, answer.mimetype) == (400, OAUTH), body[:50]


@pytest.mark.parametrize("text", ["", "a", "ü", "\ufffd", "\n"])
def test_clean_is_what_both_databases_store(text: str) -> None:
    assert is_clean(text)


@pytest.mark.parametrize("text", ["\0", "a\0", "a\ud800", "\udfffa"])
def test_nul_and_lone_surrogates_are_not_clean(text: str) -> None:
    assert not is_clean(text)
