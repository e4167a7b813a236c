"""The suite as a command: one run against a server or an authorization server."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.node_packages import NODE, PACKAGES

SCRIPT = PACKAGES / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
SECONDS = 100

WsgiApp = Callable[..., Any]


def suite_command(*arguments: str) -> list[str]:
    """Return the command; the fixture `node` has installed what it runs."""
    return [NODE, str(SCRIPT), *arguments]


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
