"""The endpoint before any method: who may send, what, and what is answered to the rest."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.mcp.conftest import Peer, request_message

PING = json.dumps(request_message("ping"))
JSON = {"Content-Type": "application/json"}


@pytest.mark.requirement("mcp-transport-trailing-slash")
@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
def test_both_spellings_of_the_address_answer(
    client: FlaskClient, authorized: dict[str, str], path: str
) -> None:
    answer = client.post(path, data=PING, headers=authorized | JSON)
    assert (answer.status_code, answer.get_json()["result"]) == (200, {})


@pytest.mark.requirement("mcp-transport-post-only")
@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_only_a_post_is_answered(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method, headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST, OPTIONS")


@pytest.mark.requirement("mcp-transport-origin")
@pytest.mark.parametrize(
    "origin",
    ["https://attacker.example", "null", "", "https://localhost.attacker.example", "http://["],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_foreign_page_is_refused_before_anything_else(
    client: FlaskClient, origin: str, method: str
) -> None:
    answer = client.open("/mcp", method=method, data=PING, headers=JSON | {"Origin": origin})
    assert answer.status_code == 403
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    ["http://localhost:5003", "http://localhost:6274", "http://127.0.0.1:8080", "https://[::1]"],
)
def test_a_page_of_this_machine_may_call(handshake: Peer, origin: str) -> None:
    assert handshake.send("ping", headers={"Origin": origin}).status_code == 200


@pytest.mark.parametrize(
    "settings", [{"MCP_ORIGINS": "https://host.example https://other.example"}]
)
def test_a_page_that_the_setting_names_may_call(handshake: Peer) -> None:
    allowed = handshake.send("ping", headers={"Origin": "https://host.example"})
    refused = handshake.send("ping", headers={"Origin": "https://host.example:8443"})
    assert (allowed.status_code, refused.status_code) == (200, 403)


@pytest.mark.requirement("mcp-transport-host")
def test_a_foreign_host_name_is_refused(client: FlaskClient, authorized: dict[str, str]) -> None:
    answer = client.post(
        "/mcp", data=PING, headers=authorized | JSON, base_url="http://attacker.example:5003"
    )
    assert answer.status_code == 400


@pytest.mark.requirement("mcp-transport-cors")
def test_a_browser_is_told_what_it_may_send_without_a_token(client: FlaskClient) -> None:
    asked = "authorization, content-type, mcp-protocol-version, mcp-method, mcp-name"
    preflight = client.options(
        "/mcp",
        headers={
            "Origin": "http://localhost:6274",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": asked,
        },
    )
    allowed = preflight.headers["Access-Control-Allow-Headers"].split(", ")
    assert (preflight.status_code, set(asked.split(", ")) - set(allowed)) == (204, set())
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]


@pytest.mark.requirement("mcp-transport-cors")
def test_a_browser_may_read_the_challenge(client: FlaskClient) -> None:
    answer = client.post("/mcp", data=PING, headers=JSON | {"Origin": "http://localhost:6274"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "WWW-Authenticate" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.requirement("mcp-transport-accept-lenient")
@pytest.mark.parametrize(
    "accept", ["", "*/*", "application/json", "text/event-stream", "image/png"]
)
def test_what_a_client_accepts_is_not_judged(handshake: Peer, accept: str) -> None:
    answer = handshake.send("ping", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")


@pytest.mark.parametrize("media_type", ["text/plain", "application/jsonrpc", ""])
def test_a_body_of_another_type_is_refused(
    client: FlaskClient, authorized: dict[str, str], media_type: str
) -> None:
    answer = client.post("/mcp", data=PING, headers=authorized | {"Content-Type": media_type})
    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")


DEEP = "[" * 100 + "]" * 100

BAD_MESSAGES: list[tuple[str, int]] = [
    ("", -32700),
    ("{", -32700),
    ("\xff", -32700),
    ('{"a": NaN}', -32700),
    ("[" * 20_000, -32600),
    (f"[{PING}]", -32600),
    ("[]", -32600),
    ('"ping"', -32600),
    ('{"id": 1, "method": "ping"}', -32600),
    ('{"jsonrpc": "1.0", "id": 1, "method": "ping"}', -32600),
    ('{"jsonrpc": 2.0, "id": 1, "method": "ping"}', -32600),
    ('{"jsonrpc": "2.0", "id": 1, "id": 2, "method": "ping"}', -32600),
    ('{"jsonrpc": "2.0", "id": null, "method": "ping"}', -32600),
    ('{"jsonrpc": "2.0", "id": true, "method": "ping"}', -32600),
    ('{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}', -32600),
    ('{"jsonrpc": "2.0", "id": [1], "method": "ping"}', -32600),
    (f'{{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {{"a": {DEEP}}}}}', -32600),
    ('{"jsonrpc": "2.0", "id": "\\ud800", "method": "ping"}', -32600),
]


@pytest.mark.requirement("jsonrpc-errors")
@pytest.mark.parametrize(("body", "code"), BAD_MESSAGES)
def test_what_is_no_message_is_refused_without_an_id(
    client: FlaskClient, authorized: dict[str, str], body: str, code: int
) -> None:
    answer = client.post("/mcp", data=body.encode("latin-1"), headers=authorized | JSON)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, code)
    assert "id" not in answer.get_json()


@pytest.mark.requirement("jsonrpc-errors")
@pytest.mark.parametrize(
    ("member", "code"),
    [({"method": 5}, -32600), ({"params": []}, -32602), ({"params": "a"}, -32602)],
)
def test_a_bad_member_is_refused_under_the_id(
    client: FlaskClient, authorized: dict[str, str], member: dict[str, Any], code: int
) -> None:
    message = request_message("ping", message_id="seven") | member
    answer = client.post("/mcp", json=message, headers=authorized)
    body = answer.get_json()
    assert (answer.status_code, body["id"], body["error"]["code"]) == (400, "seven", code)


def test_more_values_than_a_call_could_need_are_refused(handshake: Peer) -> None:
    answer = handshake.send("ping", {"a": [0] * 5000})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, -32600)


def test_a_body_over_64_kib_is_refused(handshake: Peer) -> None:
    assert handshake.send("ping", {"a": "a" * 66_000}).status_code == 413


@pytest.mark.requirement("mcp-transport-accepted")
@pytest.mark.parametrize(
    "message",
    [
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "method": "notifications/unheard-of", "params": {}},
        {"jsonrpc": "2.0", "id": 1, "result": {}},
        {"jsonrpc": "2.0", "id": 1, "error": {"code": -1, "message": "No."}},
    ],
)
def test_what_wants_no_answer_gets_none(
    client: FlaskClient, authorized: dict[str, str], message: dict[str, Any]
) -> None:
    answer = client.post("/mcp", json=message, headers=authorized)
    assert (answer.status_code, answer.data) == (202, b"")


@pytest.mark.requirement("mcp-transport-no-session")
def test_no_session_is_begun_and_a_foreign_one_is_ignored(handshake: Peer) -> None:
    answer = handshake.send("initialize", headers={"Mcp-Session-Id": "of another server"})
    assert answer.status_code == 200
    assert {"Mcp-Session-Id", "Set-Cookie"}.isdisjoint(answer.headers.keys())


@pytest.mark.parametrize("message_id", ["", "a-b", 0, -1, 2**70])
def test_the_id_comes_back_as_it_was(
    client: FlaskClient, authorized: dict[str, str], message_id: int | str
) -> None:
    message = request_message("ping", message_id=message_id)
    assert client.post("/mcp", json=message, headers=authorized).get_json()["id"] == message_id


def test_nobody_keeps_an_answer(peer: Peer) -> None:
    assert peer.send("tools/list").headers["Cache-Control"] == "no-store"


def refuse_after(calls: int, app: Flask) -> None:
    app.config["API_RATE_LIMIT"] = f"{calls} per hour"


def test_every_grant_may_call_so_often_and_the_model_is_told_to_wait(
    handshake: Peer, app: Flask
) -> None:
    refuse_after(2, app)
    handshake.call("listTasks")
    handshake.call("listTasks")
    result = handshake.call("listTasks")
    assert result["isError"] is True
    assert "Wait" in result["content"][0]["text"]


def test_other_requests_in_excess_are_429_with_the_seconds_to_wait(
    handshake: Peer, app: Flask
) -> None:
    refuse_after(1, app)
    handshake.ask("tools/list")
    answer = handshake.send("tools/list")
    assert (answer.status_code, answer.get_json()["id"]) == (429, 1)
    assert int(answer.headers["Retry-After"]) > 0
