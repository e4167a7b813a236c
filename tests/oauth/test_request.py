"""Bodies that no client should send: each gets its 4xx in the error JSON, and never a 5xx."""

import json
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.journey import Journey, register

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
KIB = 1024

both_databases = pytest.mark.parametrize("refusing_app", ["sqlite", "postgresql"], indirect=True)
both_endpoints = pytest.mark.parametrize("endpoint", ["/token", "/revoke"])


@pytest.fixture(scope="module")
def plugin(refusing_app: Flask) -> Journey:
    """A client that may send a form or JSON."""
    return Journey(refusing_app.test_client(), register(refusing_app, host="plugin"))


def assert_refused(answer: TestResponse, status: int, error: str) -> None:
    assert (answer.status_code, answer.get_json().get("error")) == (status, error), answer.text
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


NESTED = b'{"a":' * 2000 + b"1" + b"}" * 2000
BAD_JSON: dict[str, bytes] = {
    "empty": b"",
    "no JSON": b"grant_type=refresh_token",
    "cut off": b'{"grant_type": "refresh_token"',
    "trailing text": b'{"grant_type": "refresh_token"} x',
    "string": b'"grant_type"',
    "number": b"1",
    "null": b"null",
    "true": b"true",
    "list": b"[]",
    "list of pairs": b'[["grant_type", "refresh_token"]]',
    "number value": b'{"grant_type": 1}',
    "float value": b'{"expires_in": 1.5}',
    "null value": b'{"refresh_token": null}',
    "boolean value": b'{"refresh_token": true}',
    "list value": b'{"scope": ["tasks.read"]}',
    "object value": b'{"client_id": {"a": "b"}}',
    "empty object value": b'{"client_id": {}}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "huge integer": b'{"a": ' + b"9" * 5000 + b"}",
    "huge exponent": b'{"a": 1e999999}',
    "deep objects": NESTED,
    "deep lists": b"[" * 5000 + b"]" * 5000,
    "deep lists inside": b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "NUL in a value": b'{"refresh_token": "a\\u0000b"}',
    "NUL in a name": b'{"a\\u0000b": "c"}',
    "raw NUL": b'{"refresh_token": "a\0b"}',
    "surrogate in a value": b'{"refresh_token": "\\ud800"}',
    "surrogate in a name": b'{"\\udfff": "a"}',
    "surrogates the wrong way round": b'{"a": "\\udc00\\ud800"}',
    "not UTF-8": b'{"refresh_token": "\xff"}',
    "encoded surrogate": b'{"refresh_token": "\xed\xa0\x80"}',
    "UTF-8 with a mark": b'\xef\xbb\xbf{"grant_type": "refresh_token"}',
    "UTF-16": '{"grant_type": "refresh_token"}'.encode("utf-16"),
    "UTF-16 without a mark": '{"grant_type": "refresh_token"}'.encode("utf-16-le"),
    "UTF-32 without a mark": '{"grant_type": "refresh_token"}'.encode("utf-32-le"),
    "repeated name": b'{"grant_type": "refresh_token", "grant_type": "password"}',
    "repeated client": b'{"client_id": "a", "client_id": "b"}',
    "single quotes": b"{'grant_type': 'refresh_token'}",
    "comment": b'{"grant_type": "refresh_token" /* */}',
}


@both_databases
@both_endpoints
@pytest.mark.requirement("robust-json", "plugin-host-json-token-request")
@pytest.mark.parametrize("body", BAD_JSON.values(), ids=BAD_JSON.keys())
def test_json_that_is_no_flat_object_of_strings_is_refused(
    plugin: Journey, endpoint: str, body: bytes
) -> None:
    answer = plugin.http.post(endpoint, data=body, content_type=JSON)
    assert_refused(answer, 400, "invalid_request")


@both_endpoints
@pytest.mark.requirement("rfc6749-3.2-no-repeats", "robust-json")
def test_a_name_repeated_in_json_is_refused_even_with_equal_values(
    plugin: Journey, endpoint: str
) -> None:
    body = json.dumps({"token": "x", "refresh_token": "x"} | plugin.credentials.body)
    body = body.replace("{", '{"grant_type": "refresh_token", "grant_type": "refresh_token", ')
    answer = plugin.http.post(endpoint, data=body, content_type=JSON)
    assert_refused(answer, 400, "invalid_request")


BAD_FORMS: dict[str, bytes] = {
    "encoded NUL in a value": b"grant_type=refresh_token&refresh_token=a%00b",
    "encoded NUL in a name": b"grant_type=refresh_token&a%00b=c",
    "raw NUL": b"grant_type=refresh_token&refresh_token=a\0b",
    "raw bytes that are not UTF-8": b"grant_type=refresh_token&refresh_token=\xff",
    "encoded bytes that are not UTF-8": b"grant_type=refresh_token&refresh_token=%ff%fe",
    "overlong UTF-8": b"grant_type=refresh_token&refresh_token=%c0%80",
    "encoded surrogate": b"grant_type=refresh_token&refresh_token=%ed%a0%80",
    "cut-off UTF-8": b"grant_type=refresh_token&refresh_token=%e2%82",
    "NUL in the client": b"grant_type=refresh_token&client_id=a%00b",
    "201 fields": b"grant_type=refresh_token" + b"&a=b" * 200,
}


@both_databases
@both_endpoints
@pytest.mark.requirement("robust-bad-bytes")
@pytest.mark.parametrize("body", BAD_FORMS.values(), ids=BAD_FORMS.keys())
def test_a_form_that_cannot_be_stored_is_refused(
    plugin: Journey, endpoint: str, body: bytes
) -> None:
    body = body + b"&client_secret=x"
    assert_refused(plugin.http.post(endpoint, data=body, content_type=FORM), 400, "invalid_request")


ODD_FORMS: dict[str, bytes] = {
    "broken percent": b"grant_type=%zz%&refresh_token=%",
    "no values": b"grant_type&refresh_token",
    "separators alone": b"&&&=&=&",
    "no names": b"=refresh_token&=x",
    "semicolons": b"grant_type=refresh_token;refresh_token=x",
    "brackets": b"grant_type[]=refresh_token",
    "not ASCII": "grant_type=é€😀".encode(),
}


@both_databases
@both_endpoints
@pytest.mark.parametrize("body", ODD_FORMS.values(), ids=ODD_FORMS.keys())
def test_an_odd_form_gets_an_ordinary_error(plugin: Journey, endpoint: str, body: bytes) -> None:
    answer = plugin.http.post(endpoint, data=body, content_type=FORM)
    assert answer.status_code in {400, 401}
    assert set(answer.get_json()) == {"error", "error_description"}


@both_databases
@pytest.mark.parametrize("name", ["grant_type", "code", "refresh_token", "scope", "client_id"])
@pytest.mark.parametrize("value", ["\u00e9\u20ac\U0001f600", "\n\t\x7f", "' OR 1=1", "x" * 60000])
def test_any_clean_text_in_any_field_gets_an_ordinary_error(
    plugin: Journey, name: str, value: str
) -> None:
    body = {"grant_type": "refresh_token", "refresh_token": "x", **plugin.credentials.body}
    answer = plugin.token(**(body | {name: value}))
    assert answer.status_code in {400, 401}
    assert set(answer.get_json()) == {"error", "error_description"}


@both_endpoints
@pytest.mark.requirement("rfc6749-4.1.3-form-body")
@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "multipart/form-data; boundary=x", "application/xml", "text/html", "x", "/"],
)
def test_a_body_of_another_type_is_refused(
    plugin: Journey, endpoint: str, content_type: str
) -> None:
    body = b"grant_type=refresh_token&refresh_token=x"
    answer = plugin.http.post(endpoint, data=body, content_type=content_type)
    assert_refused(answer, 400, "invalid_request")


@both_endpoints
def test_a_body_without_a_type_is_refused(plugin: Journey, endpoint: str) -> None:
    answer = plugin.http.post(endpoint, data=b"grant_type=refresh_token")
    assert_refused(answer, 400, "invalid_request")


@pytest.mark.requirement("rfc6749-4.1.3-form-body")
@pytest.mark.parametrize(
    "content_type", [f"{FORM}; charset=UTF-8", f"{FORM};charset=latin-1", f"{FORM};"]
)
def test_parameters_of_the_forms_type_change_nothing(refused: Journey, content_type: str) -> None:
    body = {"grant_type": "refresh_token", "refresh_token": "caf\u00e9", **refused.credentials.body}
    answer = refused.http.post("/token", data=body, content_type=content_type)
    assert_refused(answer, 400, "invalid_grant")


@pytest.mark.requirement("plugin-host-json-token-request")
@pytest.mark.parametrize("content_type", [f"{JSON}; charset=utf-8", "Application/JSON"])
def test_parameters_of_the_json_type_change_nothing(plugin: Journey, content_type: str) -> None:
    body = {"grant_type": "refresh_token", "refresh_token": "caf\u00e9", **plugin.credentials.body}
    answer = plugin.http.post("/token", data=json.dumps(body), content_type=content_type)
    assert_refused(answer, 400, "invalid_grant")


@both_endpoints
@pytest.mark.requirement("robust-size")
@pytest.mark.parametrize("content_type", [FORM, JSON, "text/plain"])
def test_a_body_over_64_kib_is_413(plugin: Journey, endpoint: str, content_type: str) -> None:
    answer = plugin.http.post(endpoint, data=b"x" * (64 * KIB + 1), content_type=content_type)
    assert_refused(answer, 413, "invalid_request")


@both_endpoints
@pytest.mark.requirement("robust-size")
def test_a_form_of_64_kib_is_read(refused: Journey, endpoint: str) -> None:
    body = b"grant_type=refresh_token&refresh_token=".ljust(64 * KIB, b"x")
    assert refused.http.post(endpoint, data=body, content_type=FORM).status_code == 401


@both_endpoints
@pytest.mark.requirement("rfc6749-3.2-no-repeats")
@pytest.mark.parametrize(
    "name",
    ["grant_type", "refresh_token", "scope", "token", "client_id", "client_secret", "unknown"],
)
def test_a_parameter_sent_twice_is_refused(plugin: Journey, endpoint: str, name: str) -> None:
    fields: dict[str, Any] = {
        "grant_type": "refresh_token",
        "refresh_token": "x",
        "token": "x",
        **plugin.credentials.body,
    }
    value = fields.get(name, "x")
    answer = plugin.http.post(endpoint, data=fields | {name: [value, value]})
    assert_refused(answer, 400, "invalid_request")


@pytest.mark.requirement("rfc6749-3.1-empty-is-omitted")
def test_a_parameter_without_a_value_was_not_sent(refused: Journey) -> None:
    fields = {"grant_type": ["", "refresh_token"], "refresh_token": "x", "scope": ["", ""]}
    answer = refused.http.post("/token", data=fields | refused.credentials.body)
    assert_refused(answer, 400, "invalid_grant")


@pytest.mark.requirement("rfc6749-4.1.3-body-only")
def test_parameters_in_the_query_are_not_seen(refused: Journey) -> None:
    body = {"refresh_token": "x", **refused.credentials.body}
    answer = refused.http.post("/token?grant_type=refresh_token", data=body)
    assert_refused(answer, 400, "invalid_request")


@pytest.mark.requirement("rfc6749-4.1.3-body-only")
def test_a_token_in_the_query_of_a_revocation_is_not_seen(refused: Journey) -> None:
    answer = refused.http.post("/revoke?token=x", data=refused.credentials.body)
    assert_refused(answer, 400, "invalid_request")


@both_endpoints
def test_an_empty_request_does_not_say_who_it_is(refusing_app: Flask, endpoint: str) -> None:
    answer = refusing_app.test_client().post(endpoint)
    assert answer.status_code in {400, 401}
    assert set(answer.get_json()) == {"error", "error_description"}


@both_endpoints
def test_errors_never_repeat_what_was_sent(plugin: Journey, endpoint: str) -> None:
    body = dict.fromkeys(("grant_type", "client_id", "token", "code", "scope"), "<b>echo</b>")
    assert "echo" not in plugin.http.post(endpoint, data=body).text


@both_endpoints
@pytest.mark.parametrize("query", ["?a=%00", "?a=%ff", "?" + "a=b&" * 200, "?" + "x" * 16385])
def test_a_bad_query_is_refused_although_it_is_not_read(
    plugin: Journey, endpoint: str, query: str
) -> None:
    answer = plugin.http.post(endpoint + query, data=plugin.credentials.body)
    assert_refused(answer, 400, "invalid_request")


@both_endpoints
def test_scripts_of_other_origins_may_ask(refusing_app: Flask, endpoint: str) -> None:
    headers = {"Origin": "https://inspector.example", "Access-Control-Request-Method": "POST"}
    preflight = refusing_app.test_client().options(endpoint, headers=headers)
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in preflight.headers
