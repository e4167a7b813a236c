"""A client of the MCP TypeScript SDK in a process of its own, with a person beside it."""

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.flows.conftest import Browser
from tests.node_packages import FOLDER

SECONDS = 60


def run_client(
    node: str,
    given: dict[str, Any],
    browser: Browser,
    moments: Mapping[str, Callable[[], object]],
    authorities: Path | None = None,
) -> dict[str, Any]:
    """Run tests/node/mcp_client.mjs to its end and return what it has seen.

    It says where the person must go and reads where they ended; it names moments, at which
    something is done here. `authorities` is a PEM file that Node trusts besides its own.
    """
    trusted = {"NODE_EXTRA_CA_CERTS": str(authorities)} if authorities else {}
    with subprocess.Popen(  # noqa: S603 -- our own script
        [node, str(FOLDER / "mcp_client.mjs"), json.dumps(given)],
        env=os.environ | trusted,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        seen: dict[str, Any] = {}
        for line in process.stdout:
            said = json.loads(line)
            if "seen" in said:
                seen = said["seen"]
                break
            answer = browser.authorize(said["go"]) if "go" in said else moments[said["moment"]]()
            print(answer, file=process.stdin, flush=True)
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    return seen
