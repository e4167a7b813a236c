"""Who may call: the challenge, the step-up, and tokens of somewhere else."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock
from tests.journey import Journey, register
from tests.mcp.conftest import HANDSHAKE, STATELESS, Bearer, Peer

METADATA = "http://localhost:5003/.well-known/oauth-protected-resource/mcp"
EVERYDAY = "tasks.read tasks.write notes.read notes.write"

mixed = pytest.mark.parametrize("settings", [{"MCP_AUTH": "mixed"}], ids=["mixed"])
both_modes = pytest.mark.parametrize("settings", [{}, {"MCP_AUTH": "mixed"}], ids=str)
both_eras = pytest.mark.parametrize("version", [HANDSHAKE, STATELESS])


def challenge(answer: TestResponse | str) -> dict[str, str]:
    """Return the parameters of the first challenge, which is Bearer."""
    text = answer if isinstance(answer, str) else answer.headers.getlist("WWW-Authenticate")[0]
    assert text.startswith("Bearer ")
    return dict(re.findall(r'(\w+)="([^"]*)"', text))


@pytest.mark.requirement("mcp-auth-challenge")
@pytest.mark.parametrize("body", ['{"jsonrpc": "2.0", "id": 1, "method": "initialize"}', "{", ""])
def test_without_a_token_everything_is_401_before_the_body_is_read(
    client: FlaskClient, body: str
) -> None:
    answer = client.post("/mcp", data=body)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert challenge(answer) == {"resource_metadata": METADATA, "scope": EVERYDAY}


@pytest.mark.requirement("mcp-auth-challenge")
def test_the_challenge_leads_to_the_metadata_of_this_resource(client: FlaskClient) -> None:
    url = challenge(client.post("/mcp"))["resource_metadata"]
    metadata = client.get(url.removeprefix("http://localhost:5003")).get_json()
    assert metadata["resource"] == "http://localhost:5003/mcp"


@pytest.mark.requirement("mcp-auth-invalid-token")
@both_modes
@pytest.mark.parametrize("value", ["Bearer nonsense", "Bearer", "Basic YTpi", "Bearer a b", "x"])
def test_a_token_that_is_sent_is_judged_before_the_body(client: FlaskClient, value: str) -> None:
    answer = client.post("/mcp", data="{", headers={"Authorization": value})
    assert answer.status_code == 401
    assert challenge(answer)["scope"] == EVERYDAY


@pytest.mark.requirement("mcp-auth-invalid-token")
@both_modes
def test_an_expired_token_is_401_even_where_strangers_may_call(
    handshake: Peer, clock: StandingClock
) -> None:
    clock.advance(3601)
    answer = handshake.send("tools/list")
    assert answer.status_code == 401
    assert challenge(answer)["error"] == "invalid_token"


@pytest.mark.requirement("mcp-auth-audience")
@both_modes
@pytest.mark.usefixtures("user")
def test_a_token_for_the_api_is_refused(app: Flask, client: FlaskClient) -> None:
    journey = Journey(client, register(app), {"resource": "http://localhost:5003/api"})
    token = journey.grant()["access_token"]
    answer = Peer(client, HANDSHAKE, {"Authorization": f"Bearer {token}"}).send("tools/list")
    assert (answer.status_code, challenge(answer)["error"]) == (401, "invalid_token")


@pytest.mark.requirement("mcp-auth-token-in-query")
def test_a_token_in_the_query_is_none(client: FlaskClient, authorized: dict[str, str]) -> None:
    token = authorized["Authorization"].removeprefix("Bearer ")
    assert client.post(f"/mcp?access_token={token}").status_code == 401


@pytest.mark.requirement("mcp-auth-step-up")
@both_eras
def test_a_missing_scope_is_403_with_all_scopes_to_ask_for(
    client: FlaskClient, user: CurrentUser, bearer: Bearer, version: str
) -> None:
    reader = Peer(client, version, bearer(user, "tasks.read"))
    answer = reader.send("tools/call", {"name": "createTask", "arguments": {"title": "Milk"}})
    said = challenge(answer)
    assert answer.status_code == 403
    assert (said["error"], said["scope"]) == ("insufficient_scope", "tasks.read tasks.write")
    assert said["resource_metadata"] == METADATA


@pytest.mark.requirement("mcp-auth-step-up")
def test_the_step_up_is_a_result_of_the_tool_too(
    client: FlaskClient, user: CurrentUser, bearer: Bearer
) -> None:
    reader = Peer(client, HANDSHAKE, bearer(user, "tasks.read"))
    answer = reader.send("tools/call", {"name": "getProfile"})
    result = answer.get_json()["result"]
    [said] = result["_meta"]["mcp/www_authenticate"]
    assert result["isError"] is True
    assert challenge(said)["scope"] == "tasks.read openid email"


def test_nothing_happens_when_a_scope_is_missing(
    client: FlaskClient, user: CurrentUser, bearer: Bearer, handshake: Peer
) -> None:
    reader = Peer(client, HANDSHAKE, bearer(user, "tasks.read"))
    reader.send("tools/call", {"name": "createTask", "arguments": {"title": "Milk"}})
    assert handshake.call("listTasks")["structuredContent"]["tasks"] == []


@pytest.mark.requirement("mcp-auth-mixed")
@mixed
def test_where_strangers_may_call_they_may_discover(stranger: Peer) -> None:
    discovery = "initialize" if stranger.version == HANDSHAKE else "server/discover"
    assert [stranger.send(method).status_code for method in (discovery, "tools/list")] == [200, 200]


@pytest.mark.requirement("mcp-auth-mixed")
@mixed
def test_where_strangers_may_call_they_may_call_public_tools(stranger: Peer) -> None:
    result = stranger.call("getLocalTime", country="AT")
    assert "structuredContent" in result, result


@pytest.mark.parametrize("settings", [{"PLUGIN_AUTH": "none"}])
def test_without_any_authentication_there_are_public_tools_for_everybody(stranger: Peer) -> None:
    tools = stranger.ask("tools/list")["tools"]
    assert {str(tool["securitySchemes"]) for tool in tools} == {"[{'type': 'noauth'}]"}
    assert "structuredContent" in stranger.call("getLocalTime", country="AT")


@pytest.mark.parametrize(
    "settings", [{"PLUGIN_AUTH": "service_http"}, {"PLUGIN_AUTH": "user_http"}]
)
def test_the_manifests_forms_of_keys_change_nothing_here(handshake: Peer, stranger: Peer) -> None:
    assert "structuredContent" in handshake.call("listTasks")
    assert stranger.send("tools/list").status_code == 401


@pytest.mark.requirement("mcp-auth-mixed")
@mixed
@both_eras
def test_a_tool_that_needs_sign_in_says_so_in_both_places(
    client: FlaskClient, version: str
) -> None:
    answer = Peer(client, version).send("tools/call", {"name": "listTasks"})
    assert answer.status_code == 401
    assert challenge(answer) == {"resource_metadata": METADATA, "scope": EVERYDAY}
    result: dict[str, Any] = answer.get_json()["result"]
    [said] = result["_meta"]["mcp/www_authenticate"]
    assert result["isError"] is True
    assert set(challenge(said)) == {"resource_metadata", "scope", "error", "error_description"}


@mixed
def test_strangers_share_a_limit_by_their_network(app: Flask, stranger: Peer) -> None:
    app.config["PUBLIC_RATE_LIMIT"] = "1 per hour"
    answers = [stranger.send("tools/list").status_code for _ in range(2)]
    assert answers == [200, 429]
