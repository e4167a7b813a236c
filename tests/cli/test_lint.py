"""plugin-oauth lint: exit status, formats, selection, and one line for bad input."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin_oauth.demo_accounts import Demo, write_demo
from plugin_oauth.host.review.registry import RULES
from tests.cli.conftest import Cli
from tests.host.fake_mcp import FakeMcp
from tests.host.fake_plugin import CLIENT, DEVELOPER, USER, FakePlugin, serve
from tests.host.review.documents import MANIFEST
from tests.host.strict_mcp import StrictMcp
from tests.host.strict_plugin import StrictPlugin

SAMPLE = str(Path(__file__).parents[2] / "docs" / "samples" / "openapi.json")


@pytest.fixture
def plugin() -> Iterator[FakePlugin]:
    with serve(FakePlugin()) as plugin:
        yield plugin


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """A manifest with an error (M002), a warning (M004) and something to know (M008)."""
    faults = {
        "schema_version": "v2",
        "name_for_model": "my_shop",
        "description_for_model": "Searches.",
    }
    path = tmp_path / "ai-plugin.json"
    path.write_text(json.dumps(MANIFEST | faults))
    return path


def test_a_plugin_without_an_error_passes(fresh_cli: Cli, plugin: FakePlugin) -> None:
    done = fresh_cli("lint", plugin.origin)
    assert done.status == 0
    assert done.out.splitlines()[-1].startswith("passed: 0 errors")
    assert not fresh_cli.instance.exists()


def test_a_plugin_with_an_error_fails_and_the_worst_comes_first(
    fresh_cli: Cli, manifest: Path
) -> None:
    done = fresh_cli("lint", str(manifest))
    assert done.status == 1
    assert done.out.splitlines()[1].startswith("error    M002  schema_version is 'v2'")
    assert done.out.splitlines()[-1].startswith("failed: 1 error, 1 warning, 1 to know")


def test_what_was_not_checked_is_listed_with_the_reason(fresh_cli: Cli, manifest: Path) -> None:
    done = fresh_cli("lint", str(manifest), "--select", "M", "--select", "O")
    assert "O001-O011: the input is a manifest and shows no OpenAPI document\n" in done.out


def test_json_has_a_member_for_every_finding(fresh_cli: Cli, manifest: Path) -> None:
    document = fresh_cli("lint", str(manifest), "--format", "json").json
    assert [found["rule"] for found in document["findings"]] == ["M002", "M004", "M008"]
    assert document["findings"][0] == {
        "rule": "M002",
        "level": "error",
        "message": "schema_version is 'v2', not \"v1\"",
        "where": "ai-plugin.json: schema_version",
        "fix": 'Write "schema_version": "v1".',
        "source": "OpenAI plugin docs: getting started",
        "uri": str(manifest),
    }


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        (("--select", "M"), ["M002", "M004", "M008"]),
        (("--select", "m004", "--select", "O"), ["M004"]),
        (("--ignore", "M002", "--ignore", "O"), ["M004", "M008"]),
    ],
)
def test_rules_are_selected_by_id_or_letter(
    fresh_cli: Cli, manifest: Path, options: tuple[str, ...], rules: list[str]
) -> None:
    document = fresh_cli("lint", str(manifest), "--format", "json", *options).json
    assert [found["rule"] for found in document["findings"]] == rules


@pytest.mark.parametrize(
    "arguments",
    [
        ("lint", "nowhere.json"),
        ("lint", "README.md", "--select", "Z"),
        ("lint", SAMPLE, "--select", "M", "--ignore", "M"),
        ("lint", SAMPLE, "--select", "M"),
        ("lint", SAMPLE, "--gpt-settings", "README.md"),
        ("lint", "--explain", "M999"),
    ],
)
def test_bad_input_is_one_line(fresh_cli: Cli, arguments: tuple[str, ...]) -> None:
    assert fresh_cli(*arguments).complaint


def test_what_was_typed_for_a_gpt_is_judged_with_its_document(
    fresh_cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "gpt.json").write_text('{"privacy_policy_url": "http://shop.example"}')
    settings = ("--gpt-settings", str(tmp_path / "gpt.json"))
    document = fresh_cli("lint", SAMPLE, *settings, "--select", "G006", "--format", "json").json
    (finding,) = document["findings"]
    assert finding["where"] == "gpt.json: privacy_policy_url"
    assert finding["host_words"] == "Public actions require valid privacy policy URLs"


def test_a_rule_is_explained_without_an_input(fresh_cli: Cli) -> None:
    done = fresh_cli("lint", "--explain", "m004")
    assert done.out.startswith("M004 (error or warning): name_for_model")
    assert "source      OpenAI plugin docs: getting started" in done.out


def test_all_rules_are_listed(fresh_cli: Cli) -> None:
    lines = fresh_cli("lint", "--rules").out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [rule.id for rule in RULES]


def test_a_report_is_written_beside_what_is_printed(fresh_cli: Cli, tmp_path: Path) -> None:
    report = tmp_path / "review.html"
    done = fresh_cli("lint", SAMPLE, "--report", str(report), "--format", "sarif")
    assert done.json["version"] == "2.1.0"
    assert "the pre-submission report" in report.read_text(encoding="utf-8")


def test_nothing_that_could_be_checked_is_bad_input(fresh_cli: Cli) -> None:
    complaint = fresh_cli("lint", SAMPLE, "--select", "P").complaint
    assert complaint.startswith(f"nothing of {SAMPLE} could be checked: the input is no plugin")


def test_a_token_shows_the_tools_of_a_server_and_is_never_printed(fresh_cli: Cli) -> None:
    with serve(FakeMcp()) as mcp:
        mcp.grants.add("a grant")
        mcp.tokens["an-access-token"] = "a grant"
        mcp.tools = [{**mcp.tools[0], "annotations": {"readOnlyHint": "an-access-token"}}]
        address = f"{mcp.origin}/mcp"
        without = fresh_cli("lint", address, "--select", "T001", "--select", "X002")
        shown = fresh_cli("lint", address, "--select", "T", "--token", "an-access-token")
    assert "T001: it needs somebody who signs in: give --username and --passw" in without.out
    assert "readOnlyHint of add_thing" in shown.out
    assert "an-access-token" not in shown.out


def test_a_client_that_was_registered_is_removed(fresh_cli: Cli) -> None:
    with serve(FakeMcp()) as mcp:
        fresh_cli("lint", f"{mcp.origin}/mcp", "--select", "X010")
        paths = [request.path for request in mcp.requests]
    assert "/register" in paths
    assert mcp.registered == {}


def test_a_person_signs_in_and_nothing_of_it_stays(fresh_cli: Cli) -> None:
    with serve(StrictMcp()) as mcp:
        person = ("--username", USER[0], "--password", USER[1])
        done = fresh_cli(
            "lint", f"{mcp.origin}/mcp", "--select", "X007", "--select", "T001", *person
        )
        secrets = [*mcp.tokens, *mcp.codes]
    assert done.status == 0
    assert done.out.splitlines()[-1].startswith("passed: 0 errors")
    assert (mcp.grants, mcp.registered) == (set(), {})
    assert [secret for secret in (USER[1], *secrets) if secret in done.out + done.err] == []


def test_the_demo_of_this_machine_signs_in_without_being_asked(fresh_cli: Cli) -> None:
    with serve(StrictPlugin()) as plugin:
        select = [f"--select=A0{number:02}" for number in range(8, 15)]
        without = fresh_cli("lint", plugin.origin, *select, "--format", "json").json
        fresh_cli.instance.mkdir(parents=True)
        write_demo(fresh_cli.instance, Demo(*USER, *CLIENT, *DEVELOPER))
        shown = fresh_cli("lint", plugin.origin, *select, "--format", "json").json
    assert without["passed"] == ["A008"]
    assert len(shown["passed"]) == len(select)


def test_a_token_for_the_api_has_closed_operations_judged(
    fresh_cli: Cli, plugin: FakePlugin
) -> None:
    plugin.grants.add("a grant")
    plugin.tokens["an-api-token"] = "a grant"
    arguments = ("lint", plugin.origin, "--select", "R001", "--api-token", "an-api-token")
    assert "for the others it needs a client" in fresh_cli(*arguments[:-2]).err
    done = fresh_cli(*arguments)
    assert (done.status, "an-api-token" in done.out) == (0, False)
    assert done.out.splitlines()[-1].startswith("passed: 0 errors")
