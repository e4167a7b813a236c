"""Redocly, a linter of OpenAPI documents, finds no error in ours."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.node_packages import PACKAGES

RULES = Path(__file__).with_name("redocly.yaml")


@pytest.mark.requirement("openapi-lint")
@pytest.mark.parametrize("document", ["openapi.json", "openapi-3.0.json"])
def test_redocly_finds_no_error(node: str, base_url: str, document: str) -> None:
    command = [node, str(PACKAGES / "@redocly/cli/bin/cli.js"), "lint"]
    options = [f"{base_url}/{document}", "--format", "json", "--config", str(RULES)]
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    done = subprocess.run(  # noqa: S603 -- fixed
        [*command, *options],
        env=os.environ | quiet,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    found = json.loads(done.stdout)
    problems = [(p["ruleId"], p["message"]) for p in found["problems"] if p["severity"] == "error"]
    assert (problems, found["totals"]["errors"], done.returncode) == ([], 0, 0)
