"""The stateless era: each request says its version, and its headers say what its body says."""

from base64 import b64encode
from typing import Any

import pytest

from plugin_oauth.mcp.stateless import decode_header
from tests.mcp.conftest import STATELESS, Peer, request_message

PREFIX = "io.modelcontextprotocol/"
VERSION, CAPABILITIES = f"{PREFIX}protocolVersion", f"{PREFIX}clientCapabilities"


def code(answer: Any) -> tuple[int, int]:
    return answer.status_code, answer.get_json()["error"]["code"]


@pytest.mark.requirement("mcp-2026-07-28-discover")
def test_discovery_says_what_is_spoken_and_served(stateless: Peer) -> None:
    result = stateless.ask("server/discover")
    assert (result["supportedVersions"], result["capabilities"]) == (
        [STATELESS],
        {"tools": {}, "resources": {}, "prompts": {}, "completions": {}},
    )
    assert 0 < len(result["instructions"]) <= 512


@pytest.mark.requirement("mcp-2026-07-28-result")
@pytest.mark.parametrize("method", ["server/discover", "tools/list"])
def test_what_may_be_kept_says_how_long_and_by_whom(stateless: Peer, method: str) -> None:
    result = stateless.ask(method)
    assert (result["ttlMs"], result["cacheScope"]) == (3_600_000, "public")


@pytest.mark.requirement("mcp-2026-07-28-result")
def test_a_result_is_complete_and_says_whose_it_is(stateless: Peer) -> None:
    result = stateless.call("listTasks")
    assert result["resultType"] == "complete"
    assert result["_meta"][f"{PREFIX}serverInfo"]["name"] == "pluginoauth"
    assert {"ttlMs", "cacheScope"}.isdisjoint(result)


@pytest.mark.requirement("mcp-2026-07-28-meta")
@pytest.mark.parametrize(
    "meta",
    [
        {VERSION: None},
        {VERSION: 20260728},
        {CAPABILITIES: None},
        {CAPABILITIES: []},
    ],
)
def test_meta_without_the_version_or_the_capabilities_is_refused(
    stateless: Peer, meta: dict[str, Any]
) -> None:
    assert code(stateless.send("tools/list", {"_meta": meta})) == (400, -32602)


@pytest.mark.requirement("mcp-2026-07-28-meta")
@pytest.mark.parametrize("params", [None, {}, {"_meta": "text"}])
def test_the_header_alone_asks_for_the_meta(stateless: Peer, params: dict[str, Any] | None) -> None:
    headers = {**stateless.headers, "MCP-Protocol-Version": STATELESS, "Mcp-Method": "tools/list"}
    message = request_message("tools/list", params)
    assert code(stateless.http.post("/mcp", json=message, headers=headers)) == (400, -32602)


LIST: tuple[str, dict[str, Any]] = ("tools/list", {})
CALL = ("tools/call", {"name": "listTasks"})
MISMATCHES = [
    (LIST, {"MCP-Protocol-Version": "2025-11-25"}),
    (LIST, {"MCP-Protocol-Version": ""}),
    (LIST, {"Mcp-Method": ""}),
    (LIST, {"Mcp-Method": "TOOLS/LIST"}),
    (LIST, {"Mcp-Method": "tools/call"}),
    (CALL, {"Mcp-Name": ""}),
    (CALL, {"Mcp-Name": "deleteTask"}),
    (CALL, {"Mcp-Name": "listtasks"}),
    (CALL, {"Mcp-Name": "=?base64?bGlzdFRhc2tz"}),
    (CALL, {"Mcp-Name": "=?base64?bGlzdFRhc2tz!?="}),
]


@pytest.mark.requirement("mcp-2026-07-28-headers")
@pytest.mark.parametrize(("asked", "said"), MISMATCHES)
def test_a_header_that_says_something_else_is_refused(
    stateless: Peer, asked: tuple[str, dict[str, Any]], said: dict[str, str]
) -> None:
    assert code(stateless.send(*asked, headers=said)) == (400, -32020)


@pytest.mark.requirement("mcp-2026-07-28-headers")
@pytest.mark.parametrize(
    "missing", [{"MCP-Protocol-Version"}, {"Mcp-Method"}, {"Mcp-Name"}], ids=min
)
def test_a_header_that_is_missing_is_refused(stateless: Peer, missing: set[str]) -> None:
    meta = {VERSION: STATELESS, CAPABILITIES: {}}
    message = request_message("tools/call", {"name": "listTasks", "_meta": meta})
    sent = {"MCP-Protocol-Version": STATELESS, "Mcp-Method": "tools/call", "Mcp-Name": "listTasks"}
    left = {name: value for name, value in sent.items() if name not in missing}
    answer = stateless.http.post("/mcp", json=message, headers=stateless.headers | left)
    assert code(answer) == (400, -32020)


@pytest.mark.requirement("mcp-2026-07-28-headers")
@pytest.mark.parametrize("name", ["listTasks", "  listTasks ", "=?base64?bGlzdFRhc2tz?="])
def test_a_name_may_be_written_in_base64(stateless: Peer, name: str) -> None:
    answer = stateless.send("tools/call", {"name": "listTasks"}, headers={"Mcp-Name": name})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (None, None),
        ("plain", "plain"),
        (f"=?base64?{b64encode('Grüße 💡'.encode()).decode()}?=", "Grüße 💡"),
        ("=?base64??=", ""),
        ("=?base64?/w==?=", None),
        ("=?base64?YR==?=", None),
        ("=?base64?YQ?=", None),
    ],
)
def test_only_the_one_way_of_writing_base64_is_read(header: str | None, said: str | None) -> None:
    assert decode_header(header) == said


@pytest.mark.requirement("mcp-2026-07-28-version")
def test_an_unknown_version_is_told_the_known_ones(stateless: Peer) -> None:
    answer = stateless.send(
        "tools/list",
        {"_meta": {VERSION: "2999-01-01"}},
        headers={"MCP-Protocol-Version": "2999-01-01"},
    )
    assert code(answer) == (400, -32022)
    data = answer.get_json()["error"]["data"]
    assert data == {"supported": [STATELESS], "requested": "2999-01-01"}


@pytest.mark.requirement("mcp-2026-07-28-unknown-method")
@pytest.mark.parametrize(
    "method",
    ["initialize", "ping", "logging/setLevel", "resources/subscribe", "subscriptions/listen", "x"],
)
def test_a_method_that_is_not_of_this_era_is_404(stateless: Peer, method: str) -> None:
    assert code(stateless.send(method)) == (404, -32601)


@pytest.mark.requirement("mcp-2026-07-28-result")
def test_errors_of_a_method_are_400(stateless: Peer) -> None:
    assert code(stateless.send("tools/call", {"name": "noSuchTool"})) == (400, -32602)
