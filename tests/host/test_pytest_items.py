"""The pytest plugin, as another project's suite meets it: in a process of its own."""

import os
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.target import ENVIRONMENT
from tests.host.fake_plugin import FakePlugin
from tests.host.faults import instead

BAD_OPTIONS = {
    "a run in halves": (["--plugin-url", "http://localhost:1", "-n", "2"], "--dist loadfile"),
    "no address": (["--plugin-url", "not a url"], "cannot be a plugin's address"),
    "no profile": (
        ["--plugin-url", "http://localhost:1", "--plugin-profile", "x"],
        "--plugin-profile x: one of",
    ),
}

pytest_plugins = ["pytester"]

STEPS = len(PROFILES["plugin"].script.steps)
DRILLS = len(PROFILES["plugin"].drills)

# Most tests are about steps; drills take seconds.
NO_DRILLS = ("-m", "not drill")


@pytest.fixture
def suite(
    pytester: pytest.Pytester, plugin: FakePlugin, monkeypatch: pytest.MonkeyPatch
) -> pytest.Pytester:
    """Somebody's project: one test of its own, strict, with credentials in the environment."""
    target = plugin.target
    # Where pytest thinks that it runs in CI, its summary repeats every failure in full.
    for name in ("CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)
    for name in ("client_id", "client_secret", "username", "password"):
        monkeypatch.setenv(f"{ENVIRONMENT}_{name.upper()}", getattr(target, name))
    for name in ("developer_client_id", "developer_client_secret"):
        monkeypatch.setenv(f"{ENVIRONMENT}_{name.upper()}", getattr(target, name))
    pytester.makepyfile(test_own="def test_own():\n    pass\n")
    pytester.makeini("[pytest]\naddopts = --strict-markers -p no:cacheprovider\n")
    return pytester


def test_without_the_option_nothing_of_the_stand_in_is_loaded(suite: pytest.Pytester) -> None:
    """In a process of its own: this one has loaded it all."""
    suite.makepyfile(
        test_own="import sys\n"
        "def test_own():\n"
        "    loaded = sorted(name for name in sys.modules if name.startswith('plugin_oauth'))\n"
        "    assert loaded == ['plugin_oauth', 'plugin_oauth.pytest_plugin']\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest"],
        cwd=suite.path,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "1 passed" in done.stdout


def test_every_step_is_a_test_beside_those_of_the_project(
    suite: pytest.Pytester, plugin: FakePlugin
) -> None:
    done = suite.runpytest_inprocess("--plugin-url", plugin.origin, *NO_DRILLS, "-v")
    # Nor is there anything to clean up after drills.
    assert f"{STEPS + 1} passed, {DRILLS + 1} deselected" in done.stdout.str()
    assert re.search(r"^e2e-plugin::refresh PASSED", done.stdout.str(), re.MULTILINE)


def test_a_failed_step_is_a_failed_test_that_says_what_and_shows_no_python(
    suite: pytest.Pytester, plugin: FakePlugin
) -> None:
    plugin.faults["/api/things"] = instead("[", 200)
    done = suite.runpytest_inprocess("--plugin-url", plugin.origin, *NO_DRILLS)
    assert done.ret == 1
    assert "not refused with 401" in done.stdout.str()
    assert done.stdout.str().count("request: ") == done.parseoutcomes()["failed"]
    assert "Traceback" not in done.stdout.str()
    assert "pytest_items.py" not in done.stdout.str()


def test_a_step_that_was_not_played_is_skipped_with_its_reason(
    suite: pytest.Pytester, plugin: FakePlugin
) -> None:
    plugin.faults["/authorize"] = instead("", 503)
    done = suite.runpytest_inprocess("--plugin-url", plugin.origin, *NO_DRILLS, "-rs")
    assert "not without activate, which failed" in done.stdout.str()


def test_a_step_can_be_chosen_and_those_it_needs_are_played(
    suite: pytest.Pytester, plugin: FakePlugin
) -> None:
    done = suite.runpytest_inprocess("--plugin-url", plugin.origin, *NO_DRILLS, "-k", "call-again")
    assert f"1 passed, {STEPS + DRILLS + 1} deselected" in done.stdout.str()


def test_drills_are_tests_too_and_only_the_chosen_ones_are_played(
    suite: pytest.Pytester, plugin: FakePlugin
) -> None:
    done = suite.runpytest_inprocess("--plugin-url", plugin.origin, "-k", "client-unknown")
    assert f"1 passed, {STEPS + DRILLS + 1} deselected" in done.stdout.str()
    asked = [request.args.get("client_id", "") for request in plugin.requests]
    assert len([client for client in asked if client.startswith("unknown-")]) == 1


def test_a_suite_that_ends_early_still_restores_what_was_changed(
    suite: pytest.Pytester, plugin: FakePlugin
) -> None:
    plugin.faults["/authorize"] = instead("", 503)
    done = suite.runpytest_inprocess("--plugin-url", plugin.origin, *NO_DRILLS, "-x")
    assert "1 failed" in done.stdout.str()
    assert plugin.verification_tokens == {"another-host": "kept"}


@pytest.mark.parametrize("name", BAD_OPTIONS)
def test_bad_options_are_a_usage_error(suite: pytest.Pytester, name: str) -> None:
    arguments, words = BAD_OPTIONS[name]
    done = suite.runpytest_inprocess(*arguments)
    assert (done.ret, "Traceback" in done.stderr.str()) == (pytest.ExitCode.USAGE_ERROR, False)
    assert words in done.stderr.str()


def test_the_results_are_in_the_suites_own_junit_file(
    suite: pytest.Pytester, plugin: FakePlugin
) -> None:
    suite.runpytest_inprocess("--plugin-url", plugin.origin, *NO_DRILLS, "--junitxml", "junit.xml")
    cases = ET.parse(suite.path / "junit.xml").findall(".//testcase")  # noqa: S314 - pytest wrote it
    assert {case.attrib["name"] for case in cases} > {"test_own", "manifest", "restore"}
