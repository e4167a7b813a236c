"""mcp-remote, by which hosts that only know programs on this machine reach our /mcp."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from flask import Flask

from plugin_oauth.clock import utc_clock
from tests.conftest import StandingClock
from tests.flows.conftest import Browser
from tests.live import live_app
from tests.node_packages import PACKAGES
from tests.processes import free_port

SECONDS = 60
VERSION = "2025-11-25"


@pytest.fixture
def live(database_uri: str, clock: StandingClock) -> Iterator[Flask]:
    clock.time = utc_clock()  # mcp-remote has a clock of its own
    with live_app(database_uri, clock=clock) as app:
        yield app


class Remote:
    """A running mcp-remote: messages by its standard input and output, its log read meanwhile."""

    def __init__(self, process: "subprocess.Popen[str]", browser: Browser) -> None:
        self._process, self._browser, self._last = process, browser, 0
        self.log: list[str] = []
        self.sign_ins = 0
        self._reader = Thread(target=self._read_log)
        self._reader.start()

    def _read_log(self) -> None:
        """Go wherever the log sends a person; the way ends at mcp-remote's own port."""
        assert self._process.stderr
        for line in self._process.stderr:
            self.log.append(line)
            if re.match(r"http://\S+/authorize\?", line):
                self.sign_ins += 1
                requests.get(self._browser.authorize(line.strip()), timeout=SECONDS)

    def send(self, method: str, params: dict[str, Any], *, asks: bool = True) -> Any:
        """Send a message; return the result of a request."""
        assert self._process.stdin
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        if asks:
            self._last += 1
            message["id"] = self._last
        print(json.dumps(message), file=self._process.stdin, flush=True)
        return self._result() if asks else None

    def _result(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "".join(self.log)
        answer = json.loads(line)
        assert answer["id"] == self._last, answer
        return answer["result"]

    def call(self, tool: str, **arguments: Any) -> Any:
        return self.send("tools/call", {"name": tool, "arguments": arguments})["structuredContent"]

    def end(self) -> None:
        self._process.kill()
        self._reader.join(SECONDS)


@contextmanager
def remote(node: str, browser: Browser, folder: Path) -> Iterator[Remote]:
    """Start mcp-remote for our server; it finds no program that would open a browser."""
    script = PACKAGES / "mcp-remote" / "dist" / "proxy.js"
    command = [node, str(script), f"{browser.base_url}/mcp", str(free_port())]
    environment = {
        "PATH": str(folder),
        "HOME": str(folder),
        "MCP_REMOTE_CONFIG_DIR": str(folder / "kept"),
    }
    with subprocess.Popen(  # noqa: S603 -- fixed
        [*command, "--transport", "http-only"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        started = Remote(process, browser)
        try:
            yield started
        finally:
            started.end()


@pytest.mark.requirement("mcp-remote")
def test_it_registers_signs_in_calls_and_refreshes_when_its_token_has_expired(
    node: str, browser: Browser, tmp_path: Path, clock: StandingClock
) -> None:
    client = {
        "protocolVersion": VERSION,
        "capabilities": {},
        "clientInfo": {"name": "a-host", "version": "1"},
    }
    with remote(node, browser, tmp_path) as started:
        begun = started.send("initialize", client)
        started.send("notifications/initialized", {}, asks=False)
        tools = {tool["name"] for tool in started.send("tools/list", {})["tools"]}
        made = started.call("createTask", title="Call the dentist")
        clock.advance(3601)
        listed = started.call("listTasks")
    assert begun["protocolVersion"] == VERSION
    assert {"listTasks", "createTask"} <= tools
    assert [task["id"] for task in listed["tasks"]] == [made["id"]]
    assert started.sign_ins == 1
