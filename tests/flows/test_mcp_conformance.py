"""The MCP conformance suite's scenarios for authorization servers, with a person who signs in."""

import re
import socket
import subprocess
from pathlib import Path

import pytest
import requests
from flask import Flask

from tests.conformance.suite import SECONDS, checks_in, suite_command
from tests.flows.conftest import Browser
from tests.journey import register


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def sign_in_where_it_says(suite: "subprocess.Popen[str]", browser: Browser) -> None:
    """Be the person who opens the address that the suite prints."""
    assert suite.stdout
    for line in suite.stdout:
        if found := re.match(rf"{browser.base_url}/authorize\?\S+", line):
            requests.get(browser.authorize(found[0]), timeout=10).raise_for_status()
            return


@pytest.mark.requirement("mcp-conformance")
@pytest.mark.usefixtures("node")
@pytest.mark.parametrize("resource", [[], ["--resource", "{base_url}/mcp"]], ids=["both", "mcp"])
def test_the_authorization_server_passes(
    live: Flask, browser: Browser, tmp_path: Path, resource: list[str]
) -> None:
    client = register(live, auth_methods=["none"], redirect_uris=["http://127.0.0.1/callback"])
    named = [part.format(base_url=browser.base_url) for part in resource]
    command = suite_command(
        *("authorization", "--url", browser.base_url, "--client-id", client.client_id),
        *("--port", str(free_port()), "--output-dir", str(tmp_path), *named),
    )
    with subprocess.Popen(  # noqa: S603 -- installed with the tests
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as suite:
        sign_in_where_it_says(suite, browser)
        said, _ = suite.communicate(timeout=SECONDS)
    statuses = checks_in(tmp_path)
    assert (suite.returncode, set(statuses.values())) == (0, {"SUCCESS"}), said
    assert {"authorization-server-metadata", "authorization-code-grant"} <= set(statuses)
