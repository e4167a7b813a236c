"""The MCP Python SDK's OAuth client, which nobody here wrote, goes the whole way.

It starts from nothing but a URL: all it knows it learns from the 401 and the documents that leads
to.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from flask import Flask
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.client import ConnectMode
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import (
    AuthorizationCodeResult,
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthToken,
)
from pydantic import AnyUrl

from plugin_oauth.clock import utc_clock
from tests.conftest import StandingClock, both_databases
from tests.flows.conftest import Browser
from tests.live import live_app
from tests.oauth.document_server import Answers, serving_tls

pytestmark = pytest.mark.anyio

REDIRECT_URI = "http://localhost:3030/callback"
DISCOVERY = [
    "/.well-known/oauth-protected-resource/mcp",
    "/.well-known/oauth-authorization-server",
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


EVERYDAY = "tasks.read tasks.write notes.read notes.write"


def tool_call(name: str) -> dict[str, Any]:
    """Return the message that calls a tool without arguments."""
    params = {"name": name, "arguments": {}}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


@pytest.fixture
def live(database_uri: str, clock: StandingClock) -> Iterator[Flask]:
    clock.time = utc_clock()  # the browser and the SDK have clocks of their own
    with live_app(database_uri, clock=clock) as app:
        yield app


class Storage:
    """What a host keeps between its starts."""

    def __init__(self) -> None:
        self.tokens: OAuthToken | None = None
        self.client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


class Host:
    """A host's program on the SDK, and the person in front of it."""

    def __init__(self, browser: Browser, path: str = "/mcp", document: str | None = None) -> None:
        self.url, self.browser, self.document = browser.base_url + path, browser, document
        self.storage = Storage()
        self.asked: list[str] = []
        self.sign_ins: list[dict[str, str]] = []
        self.start()

    def start(self) -> None:
        """Begin with what is stored and nothing else."""
        self.provider = OAuthClientProvider(
            self.url,
            OAuthClientMetadata(client_name="A host", redirect_uris=[AnyUrl(REDIRECT_URI)]),
            self.storage,
            self._open_browser,
            self._wait_for_callback,
            self.document,
        )

    async def _open_browser(self, url: str) -> None:
        self.sign_ins.append(dict(parse_qsl(urlsplit(url).query)))
        self.callback = self.browser.authorize(url)

    async def _wait_for_callback(self) -> AuthorizationCodeResult:
        assert self.callback.startswith(REDIRECT_URI)
        return AuthorizationCodeResult(**dict(parse_qsl(urlsplit(self.callback).query)))

    async def _note(self, request: httpx2.Request) -> None:
        self.asked.append(request.url.path)

    async def call(self, tool: str = "listTasks") -> int:
        """Return the status of a call; `asked` has the requests that it took."""
        self.asked = []
        hooks = {"request": [self._note]}
        async with httpx2.AsyncClient(auth=self.provider, event_hooks=hooks) as http:
            if self.url.endswith("/mcp"):
                answer = await http.post(self.url, json=tool_call(tool))
            else:
                answer = await http.get(self.url)
        return answer.status_code

    @property
    def tokens(self) -> OAuthToken:
        assert self.storage.tokens
        return self.storage.tokens

    @property
    def client_id(self) -> str:
        assert self.storage.client
        return self.storage.client.client_id

    def expire(self, clock: StandingClock) -> None:
        """Let an hour go by, for the server and for the SDK, which counts by itself."""
        clock.advance(3601)
        self.provider.context.token_expiry_time = 1


@pytest.fixture
def host(browser: Browser) -> Host:
    return Host(browser)


@both_databases
async def test_it_finds_its_way_from_the_401_registers_signs_in_and_calls(host: Host) -> None:
    assert await host.call() == 200
    assert host.asked == ["/mcp", *DISCOVERY, "/register", "/token", "/mcp"]
    [sign_in] = host.sign_ins
    assert (sign_in["resource"], sign_in["code_challenge_method"]) == (host.url, "S256")
    assert (sign_in["scope"], host.tokens.scope) == (EVERYDAY, EVERYDAY)


@both_databases
async def test_it_refreshes_when_its_token_has_expired(host: Host, clock: StandingClock) -> None:
    await host.call()
    first = host.tokens
    host.expire(clock)
    assert await host.call() == 200
    assert host.asked == ["/token", "/mcp"]
    assert host.tokens.refresh_token != first.refresh_token


async def test_it_signs_in_again_as_the_same_client_when_it_starts_with_a_dead_token(
    host: Host, clock: StandingClock
) -> None:
    await host.call()
    client_id = host.client_id
    host.expire(clock)
    host.start()
    assert await host.call() == 200
    assert host.asked == ["/mcp", *DISCOVERY, "/token", "/mcp"]
    assert host.client_id == client_id


@both_databases
async def test_it_steps_up_when_a_tool_needs_more(host: Host) -> None:
    await host.call("listTasks")
    assert await host.call("getProfile") == 200
    assert host.asked == ["/mcp", "/token", "/mcp"]
    more = f"{EVERYDAY} openid email"
    assert [sign_in["scope"] for sign_in in host.sign_ins] == [EVERYDAY, more]
    assert (host.tokens.scope, await host.call("listTasks")) == (more, 200)


@both_databases
async def test_it_needs_no_registration_with_a_metadata_document(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving_tls(Answers(), tmp_path) as site:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        url = publish(site)
        host = Host(browser, document=url)
        assert await host.call() == 200
    assert host.asked == ["/mcp", *DISCOVERY, "/token", "/mcp"]
    assert (host.client_id, [path for path, _ in site.asked]) == (url, ["/client.json"])


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_its_session_lists_calls_refreshes_and_steps_up(
    host: Host, clock: StandingClock, mode: ConnectMode
) -> None:
    async with httpx2.AsyncClient(auth=host.provider) as http:
        transport = streamable_http_client(host.url, http_client=http)
        async with Client(transport, mode=mode) as client:
            tools = (await client.list_tools()).tools
            await client.call_tool("createTask", {"title": "Buy milk"})
            host.expire(clock)
            listed = await client.call_tool("listTasks", {})
            refused = await client.call_tool("deleteTask", {"task_id": "the first one"})
            profile = await client.call_tool("getProfile", {})
    assert tools[-1].name == "getProfile"
    assert listed.structured_content
    assert [task["title"] for task in listed.structured_content["tasks"]] == ["Buy milk"]
    assert refused.is_error is True
    assert profile.structured_content
    assert profile.structured_content["email"] == "ada@example.com"
    assert [sign_in["scope"] for sign_in in host.sign_ins] == [EVERYDAY, f"{EVERYDAY} openid email"]


def publish(site: Answers) -> str:
    """Serve the host's metadata document and return its URL."""
    document = {
        "client_id": site.url("/client.json"),
        "client_name": "A host",
        "redirect_uris": [REDIRECT_URI],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }
    return site.serve("/client.json", json.dumps(document).encode())


@both_databases
@pytest.mark.parametrize(("own", "other"), [("/mcp", "/api/tasks"), ("/api/tasks", "/mcp")])
async def test_a_token_for_one_resource_is_refused_by_the_other(
    browser: Browser, own: str, other: str
) -> None:
    host = Host(browser, own)
    assert await host.call() == 200
    header = {"Authorization": f"Bearer {host.tokens.access_token}"}
    async with httpx2.AsyncClient(base_url=browser.base_url, headers=header) as http:
        answer = await (
            http.get(other) if own == "/mcp" else http.post(other, json=tool_call("listTasks"))
        )
    assert answer.status_code == 401
    challenge = answer.headers["WWW-Authenticate"]
    assert 'error="invalid_token"' in challenge
    assert f'/.well-known/oauth-protected-resource/{other.split("/")[1]}"' in challenge
