"""The MCP TypeScript SDKs, 1.x and 2.x, which nobody here wrote, go the whole way at our /mcp.

They start from nothing but a URL. Version 2 is run in both of its ways to begin: with the handshake
of before, which is its default, and asking first for the stateless protocol.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.clock import utc_clock
from tests.conftest import StandingClock
from tests.flows.conftest import Browser
from tests.flows.node_client import run_client
from tests.live import live_app
from tests.oauth.document_server import Answers, serving_tls

REDIRECT_URI = "http://localhost:3030/callback"
SDKS = [("v1", "legacy"), ("v2", "legacy"), ("v2", "auto")]
every_sdk = pytest.mark.parametrize(("sdk", "mode"), SDKS)

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def live(database_uri: str, clock: StandingClock) -> Iterator[Flask]:
    clock.time = utc_clock()  # the SDKs have clocks of their own
    with live_app(database_uri, clock=clock) as app:
        yield app


@pytest.fixture
def run(node: str, browser: Browser, clock: StandingClock) -> Run:
    """Return a function that runs a client and returns what it has seen."""
    moments = {"expire": lambda: clock.advance(3601)}

    def run(authorities: Path | None = None, **asked: Any) -> dict[str, Any]:
        given = {"server": f"{browser.base_url}/mcp", "redirect_uri": REDIRECT_URI} | asked
        return run_client(node, given, browser, moments, authorities)

    return run


@every_sdk
@pytest.mark.requirement("mcp-typescript-clients")
def test_it_registers_signs_in_calls_and_refreshes_when_its_token_has_expired(
    run: Run, sdk: str, mode: str
) -> None:
    seen = run(sdk=sdk, mode=mode, refreshes=True)
    assert {"listTasks", "createTask"} <= set(seen["tools"])
    assert [task["id"] for task in seen["listed"]["tasks"]] == [seen["made"]["id"]]
    assert seen["was_refreshed"]
    assert "/authorize" not in seen["asked"]
    assert len(seen["sign_ins"]) == 1


@every_sdk
def test_it_names_the_server_as_the_resource_and_asks_for_all_it_will_need(
    run: Run, browser: Browser, sdk: str, mode: str
) -> None:
    [sign_in] = run(sdk=sdk, mode=mode, refreshes=True)["sign_ins"]
    assert sign_in["resource"] == f"{browser.base_url}/mcp"
    assert {"tasks.read", "tasks.write"} <= set(sign_in["scope"].split())


@every_sdk
@pytest.mark.requirement("mcp-typescript-clients")
def test_it_steps_up_when_a_tool_needs_more(run: Run, sdk: str, mode: str) -> None:
    """Version 1 can only where it has no refresh token: with one it refreshes, and gives up."""
    seen = run(sdk=sdk, mode=mode, refreshes=sdk == "v2", first_scope="tasks.read")
    scopes = [set(sign_in["scope"].split()) for sign_in in seen["sign_ins"]]
    assert scopes[0] == {"tasks.read"}
    assert "tasks.write" in scopes[1]
    assert seen["made"]["title"] == "Call the dentist"


@every_sdk
@pytest.mark.requirement("mcp-typescript-clients")
def test_it_needs_no_registration_with_a_metadata_document(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sdk: str, mode: str
) -> None:
    with serving_tls(Answers(), tmp_path) as site:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        document = {
            "client_id": site.url("/client.json"),
            "client_name": "A host",
            "redirect_uris": [REDIRECT_URI],
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none",
        }
        url = site.serve("/client.json", json.dumps(document).encode())
        seen = run(sdk=sdk, mode=mode, refreshes=True, document=url)
    assert seen["sign_ins"][0]["client_id"] == url
    assert seen["was_refreshed"]
