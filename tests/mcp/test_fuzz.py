"""Whatever is sent, nothing breaks: no 5xx, and every answer is JSON of the form it should have."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from plugin_oauth.mcp.method_table import BY_CAPABILITY
from tests.mcp.conftest import HANDSHAKE, STATELESS, request_message

bounded = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])

METHODS = [name for methods in BY_CAPABILITY.values() for name in methods]
PREFIX = "io.modelcontextprotocol/"
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["id", "sentence", "listTasks", "createTask", "getProfile"]),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.just("\ud800"), st.just("\0")
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
ADDRESSES = st.one_of(
    st.sampled_from(["task://{id}", "note://{id}", "task://0", "note://", "ui://"]),
    st.uuids().map(lambda item: f"task://{item}"),
    st.text(max_size=8).map(lambda rest: f"note://{rest}"),
)
NAMED = st.fixed_dictionaries(
    {},
    optional={
        "name": st.one_of(TEXTS, VALUES),
        "uri": st.one_of(ADDRESSES, TEXTS, VALUES),
        "arguments": st.one_of(
            VALUES,
            st.fixed_dictionaries(
                {},
                optional={
                    name: st.one_of(SCALARS, VALUES)
                    for name in ("title", "notes", "due_on", "task_id", "limit", "cursor", "status")
                },
            ),
        ),
        "cursor": VALUES,
        "ref": st.one_of(
            VALUES,
            st.fixed_dictionaries(
                {"type": st.sampled_from(["ref/prompt", "ref/resource"])},
                optional={"name": st.one_of(TEXTS, VALUES), "uri": st.one_of(ADDRESSES, VALUES)},
            ),
        ),
        "argument": st.one_of(
            VALUES,
            st.fixed_dictionaries({"name": st.one_of(TEXTS, VALUES), "value": st.text(max_size=5)}),
        ),
        "_meta": st.one_of(
            VALUES,
            st.fixed_dictionaries(
                {
                    f"{PREFIX}protocolVersion": st.one_of(st.just(STATELESS), VALUES),
                    f"{PREFIX}clientCapabilities": st.one_of(st.just({}), VALUES),
                },
                optional={"openai/userLocation": VALUES, "openai/locale": VALUES},
            ),
        ),
        "protocolVersion": VALUES,
    },
)
METHOD_NAMES = st.one_of(
    st.sampled_from([*METHODS, "initialize", "ping", "server/discover"]), TEXTS, VALUES
)
MESSAGES = st.fixed_dictionaries(
    {"jsonrpc": st.one_of(st.just("2.0"), VALUES), "method": METHOD_NAMES},
    optional={"id": st.one_of(st.integers(), TEXTS, VALUES), "params": st.one_of(NAMED, VALUES)},
)
# What a header can have: Werkzeug's test client sends Latin-1, without line ends.
HEADER = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=20)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "MCP-Protocol-Version": st.one_of(st.sampled_from([HANDSHAKE, STATELESS]), HEADER),
        "Mcp-Method": st.one_of(st.sampled_from(list(METHODS)), HEADER),
        "Mcp-Name": st.one_of(st.just("listTasks"), st.just("=?base64?bGlzdA==?="), HEADER),
        "Mcp-Session-Id": HEADER,
        "Accept": HEADER,
        "Last-Event-Id": HEADER,
        "Content-Encoding": HEADER,
    },
)


@pytest.fixture(autouse=True)
def _no_limit(app: Flask) -> None:
    app.config["API_RATE_LIMIT"] = "1000000 per minute"


def check_answer(answer: TestResponse) -> None:
    """Fail unless it is an answer that a client can read, and none of ours that went wrong."""
    assert answer.status_code in {200, 202, 400, 403, 404, 415}, answer.text
    if answer.status_code == 202:
        assert answer.data == b""
    elif answer.mimetype == "application/problem+json":
        assert answer.get_json()["status"] == answer.status_code
    else:
        body = json.loads(answer.data, parse_constant=pytest.fail)
        assert body["jsonrpc"] == "2.0"
        assert ("result" in body) != ("error" in body)
        assert body.get("id", 0) is not None


@pytest.mark.requirement("mcp-robust")
@bounded
@given(message=st.one_of(MESSAGES, VALUES), said=HEADERS)
def test_any_json_is_answered(
    client: FlaskClient, authorized: dict[str, str], message: Any, said: dict[str, str]
) -> None:
    body = json.dumps(message)
    headers = {**said, **authorized, "Content-Type": "application/json"}
    check_answer(client.post("/mcp", data=body, headers=headers))


@pytest.mark.requirement("mcp-robust")
@bounded
@given(params=NAMED, method=st.sampled_from([*METHODS, "initialize", "server/discover"]))
@pytest.mark.parametrize("version", [HANDSHAKE, STATELESS])
def test_any_params_are_answered(
    client: FlaskClient, authorized: dict[str, str], params: Any, method: str, version: str
) -> None:
    if version == STATELESS:
        params["_meta"] = {
            f"{PREFIX}protocolVersion": STATELESS,
            f"{PREFIX}clientCapabilities": {},
        }
    named = params.get("name", params.get("uri"))
    said = {"Mcp-Name": named} if isinstance(named, str) and named.isascii() else {}
    headers = {**authorized, "MCP-Protocol-Version": version, "Mcp-Method": method}
    try:
        answer = client.post("/mcp", json=request_message(method, params), headers=headers | said)
    except ValueError:
        return  # a line end: no client can send such a header
    check_answer(answer)


@pytest.mark.requirement("mcp-robust")
@bounded
@given(body=st.binary(max_size=200), said=HEADERS)
def test_any_bytes_are_answered(
    client: FlaskClient, authorized: dict[str, str], body: bytes, said: dict[str, str]
) -> None:
    headers = {**said, **authorized, "Content-Type": "application/json"}
    check_answer(client.post("/mcp", data=body, headers=headers))


@pytest.mark.requirement("mcp-robust")
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "latin-1"])
def test_json_in_another_encoding_is_refused(
    client: FlaskClient, authorized: dict[str, str], encoding: str
) -> None:
    body = json.dumps(request_message("pïng"), ensure_ascii=False).encode(encoding)
    headers = {**authorized, "Content-Type": f"application/json; charset={encoding}"}
    answer = client.post("/mcp", data=body, headers=headers)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, -32700)
