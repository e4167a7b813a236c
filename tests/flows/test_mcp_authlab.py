"""mcp-authlab, a scanner of MCP authorization that nobody here wrote, gives its best grade.

It signs in twice, as two programs would, probes the authorization server on the way (PKCE, redirect
URI, rotation), then sends forged and foreign tokens to `/mcp`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import both_databases
from tests.live import live_app

ROOT = Path(__file__).parents[2]
SECONDS = 60

Authlab = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(params=["opaque", "jwt"])
def live(request: pytest.FixtureRequest, database_uri: str) -> Iterator[Flask]:
    with live_app(database_uri, ACCESS_TOKEN_FORMAT=request.param) as app:
        yield app


@pytest.fixture
def authlab(tmp_path: Path) -> Authlab:
    """Run the scanner, unmodified, with a store of its own and a browser that needs nobody."""
    browser = f"{sys.executable} -m tests.flows.headless_browser %s"
    environment = os.environ | {"BROWSER": browser, "XDG_CONFIG_HOME": str(tmp_path)}

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 -- installed with the tests
            [sys.executable, "-m", "mcp_authlab", *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    return run


def not_passed(report: dict[str, Any]) -> dict[str, str]:
    return {row["id"]: row["status"] for row in report["results"] if row["status"] != "pass"}


@both_databases
@pytest.mark.usefixtures("person")
def test_the_grade_is_a(base_url: str, authlab: Authlab) -> None:
    url = f"{base_url}/mcp"
    # By default it takes the issuer for a foreign resource; here that names both, for the clients
    # that send the bare origin (resources.py).
    foreign = f"{base_url}/api"
    login = authlab("login", url, "--foreign-resource", foreign, "--timeout", str(SECONDS))
    assert login.returncode == 0, login.stderr
    scan = authlab("scan", url, "--format", "json", "--fail-under", "A")
    assert scan.returncode == 0, scan.stderr
    report = json.loads(scan.stdout)
    assert (report["grade"], report["conformance"]) == ("A", "Conformant with warnings")
    # Plain HTTP is for this machine only; this /mcp has no sessions.
    assert not_passed(report) == {"TLS-01": "warn", "SESS-01": "skip", "SESS-02": "skip"}


@pytest.mark.parametrize("live", ["opaque"], indirect=True)
@pytest.mark.usefixtures("person")
def test_no_token_is_made_for_a_resource_of_somebody_else(base_url: str, authlab: Authlab) -> None:
    foreign = "https://foreign.example/mcp"
    login = authlab("login", f"{base_url}/mcp", "--foreign-resource", foreign)
    assert login.returncode == 0, login.stderr
    refusal = (
        "could not mint a foreign-audience token: authorization server refused: invalid_target"
    )
    assert refusal in login.stderr
