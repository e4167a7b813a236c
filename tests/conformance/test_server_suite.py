"""The suite's scenarios for servers, of the two newest versions of the protocol."""

from pathlib import Path

import pytest

from tests.conformance.conftest import FIXTURES
from tests.conformance.suite import checks_in, run_suite

# What needs no tools, prompts or resources of the suite's own.
BARE = [
    ("server-initialize", "2025-11-25"),
    ("ping", "2025-11-25"),
    ("tools-list", "2025-11-25"),
    ("tools-list", "2026-07-28"),
    ("resources-list", "2025-11-25"),
    ("resources-list", "2026-07-28"),
    ("prompts-list", "2025-11-25"),
    ("prompts-list", "2026-07-28"),
    ("caching", "2026-07-28"),
    ("sep-2164-resource-not-found", "2026-07-28"),
    ("dns-rebinding-protection", "2025-11-25"),
    ("dns-rebinding-protection", "2026-07-28"),
    ("http-header-validation", "2026-07-28"),
    ("input-required-result-unsupported-methods", "2026-07-28"),
    ("input-required-result-validate-input", "2026-07-28"),
]


@pytest.mark.parametrize(("scenario", "version"), BARE)
def test_our_own_server_passes(
    server_url: str, tmp_path: Path, scenario: str, version: str
) -> None:
    chosen = ("--scenario", scenario, "--spec-version", version)
    done = run_suite("server", "--url", f"{server_url}/mcp", *chosen, "-o", str(tmp_path))
    statuses = set(checks_in(tmp_path).values())
    assert (done.returncode, statuses & {"FAILURE", "WARNING"}) == (0, set()), done.stdout
    assert "SUCCESS" in statuses


@pytest.mark.requirement("mcp-conformance")
@pytest.mark.parametrize("version", ["2025-11-25", "2026-07-28"])
def test_with_the_tools_it_asks_for_everything_passes_that_is_served(
    server_url: str, version: str
) -> None:
    not_served = Path(__file__).with_name(f"not_served.{version}.yaml")
    chosen = ("--requirements", version, "--expected-failures", str(not_served))
    done = run_suite("server", "--url", server_url + FIXTURES, *chosen)
    assert done.returncode == 0, done.stdout
