"""The handshake era: a version is agreed on, and errors are as its clients expect them."""

import pytest

from plugin_oauth import __version__
from tests.mcp.conftest import HANDSHAKE, Peer

VERSIONS = ["2025-03-26", "2025-06-18", "2025-11-25"]


def hello(version: object) -> dict[str, object]:
    client = {"name": "A client", "version": "1"}
    return {"protocolVersion": version, "capabilities": {}, "clientInfo": client}


@pytest.mark.requirement("mcp-2025-11-25-initialize")
@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_that_is_spoken_is_agreed_on(handshake: Peer, version: str) -> None:
    assert handshake.ask("initialize", hello(version))["protocolVersion"] == version


@pytest.mark.requirement("mcp-2025-11-25-initialize")
@pytest.mark.parametrize("version", ["2024-11-05", "2026-07-28", "2999-01-01", "", None, [], {}])
def test_to_another_the_newest_of_the_era_is_offered(handshake: Peer, version: object) -> None:
    assert handshake.ask("initialize", hello(version))["protocolVersion"] == HANDSHAKE


def test_the_server_says_who_it_is_and_only_what_it_serves(handshake: Peer) -> None:
    result = handshake.ask("initialize", hello(HANDSHAKE))
    assert result["capabilities"] == {
        "tools": {},
        "resources": {},
        "prompts": {},
        "completions": {},
    }
    assert result["serverInfo"] == {
        "name": "pluginoauth",
        "title": "Plugin OAuth",
        "version": __version__,
    }
    assert 0 < len(result["instructions"]) <= 512


@pytest.mark.requirement("mcp-2025-11-25-version-header")
@pytest.mark.parametrize("version", VERSIONS)
def test_a_known_version_in_the_header_is_taken(handshake: Peer, version: str) -> None:
    assert handshake.send("ping", headers={"MCP-Protocol-Version": version}).status_code == 200


@pytest.mark.requirement("mcp-2025-11-25-version-header")
@pytest.mark.parametrize("version", ["1", "2024-11-05", "2026-07-29", ""])
def test_an_unknown_version_in_the_header_is_400(handshake: Peer, version: str) -> None:
    answer = handshake.send("tools/list", headers={"MCP-Protocol-Version": version})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, -32600)


@pytest.mark.requirement("mcp-2025-11-25-version-header")
def test_without_a_version_in_the_header_the_oldest_is_meant(
    handshake: Peer,
) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    answer = handshake.http.post("/mcp", json=message, headers=handshake.headers)
    assert (answer.status_code, answer.get_json()["result"]) == (200, {})


@pytest.mark.requirement("mcp-2026-07-28-fallback")
@pytest.mark.parametrize("version", ["2999-01-01", "1"])
def test_initialize_never_hears_a_code_of_the_other_era(handshake: Peer, version: str) -> None:
    answer = handshake.send("initialize", hello(version), headers={"MCP-Protocol-Version": version})
    assert answer.get_json()["result"]["protocolVersion"] == HANDSHAKE


@pytest.mark.requirement("jsonrpc-errors")
@pytest.mark.parametrize(
    "method", ["server/discover", "resources/subscribe", "logging/setLevel", "", "tools/CALL"]
)
def test_an_unknown_method_is_an_error_in_a_good_answer(handshake: Peer, method: str) -> None:
    answer = handshake.send(method)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (200, -32601)


def test_a_ping_is_answered_with_nothing(handshake: Peer) -> None:
    assert handshake.ask("ping") == {}
