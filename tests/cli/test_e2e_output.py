"""plugin-oauth e2e --format and --output: which document comes out where."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, Result
from tests.host.fake_plugin import FakePlugin, serve
from tests.host.faults import instead


@pytest.fixture
def plugin() -> Iterator[FakePlugin]:
    with serve(FakePlugin()) as plugin:
        yield plugin


def e2e(cli: Cli, plugin: FakePlugin, *arguments: str, **settings: str) -> Result:
    target = plugin.target
    credentials = {
        "E2E_CLIENT_ID": target.client_id,
        "E2E_CLIENT_SECRET": target.client_secret,
        "E2E_USERNAME": target.username,
        "E2E_PASSWORD": target.password,
    }
    return cli("e2e", plugin.origin, "--no-drills", *arguments, **credentials, **settings)


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("json", "{\n"), ("junit", "<?xml"), ("html", "<!doctype html>")],
)
def test_a_document_on_standard_output_is_alone_there(
    fresh_cli: Cli, plugin: FakePlugin, form: str, beginning: str
) -> None:
    done = e2e(fresh_cli, plugin, "--format", form)
    assert done.status == 0
    assert done.out.lstrip().startswith(beginning)
    assert "passed: " in done.err


def test_files_get_what_their_ending_says_and_the_terminal_the_story(
    fresh_cli: Cli, plugin: FakePlugin, tmp_path: Path
) -> None:
    names = {"r.json": "{", "r.xml": "<?xml", "r.html": "<!doctype", "r.txt": plugin.origin}
    outputs = [part for name in names for part in ("--output", str(tmp_path / name))]
    done = e2e(fresh_cli, plugin, *outputs)
    begins = {
        name: (tmp_path / name).read_text().lstrip().startswith(names[name]) for name in names
    }
    assert begins == dict.fromkeys(names, True)
    assert done.out.splitlines()[-1].startswith("passed: ")


def test_format_decides_over_the_ending(fresh_cli: Cli, plugin: FakePlugin, tmp_path: Path) -> None:
    output = tmp_path / "report"
    e2e(fresh_cli, plugin, "--format", "json", "--output", str(output))
    assert json.loads(output.read_text())["passed"]


def test_the_environment_names_format_and_file_too(
    fresh_cli: Cli, plugin: FakePlugin, tmp_path: Path
) -> None:
    output = tmp_path / "report"
    e2e(fresh_cli, plugin, E2E_FORMAT="json", E2E_OUTPUT=str(output))
    assert json.loads(output.read_text())["target"] == plugin.origin


def test_a_failed_run_is_written_too_and_ends_with_status_1(
    fresh_cli: Cli, plugin: FakePlugin
) -> None:
    plugin.faults["/token"] = instead('{"error": "invalid_client"}', 401)
    done = e2e(fresh_cli, plugin, "--format", "json")
    assert (done.status, done.json["passed"]) == (1, False)


def test_a_file_of_unknown_kind_is_refused_before_anything_is_sent(
    fresh_cli: Cli, plugin: FakePlugin, tmp_path: Path
) -> None:
    done = e2e(fresh_cli, plugin, "--output", str(tmp_path / "report.pdf"))
    assert "say --format as well" in done.complaint
    assert plugin.requests == []


def test_a_person_may_sign_in_themselves_and_paste_where_they_end(
    fresh_cli: Cli, plugin: FakePlugin
) -> None:
    """The address is shown where no document is; what was pasted is judged like any callback."""
    target = plugin.target
    done = fresh_cli(
        "e2e",
        plugin.origin,
        "--browser",
        E2E_CLIENT_ID=target.client_id,
        E2E_CLIENT_SECRET=target.client_secret,
        typed=f"{plugin.callback}?code=made-up&state=forged\n",
    )
    assert f"Sign in here: {plugin.origin}/authorize?" in done.err
    assert "the callback's state is not the one that was sent" in done.out
