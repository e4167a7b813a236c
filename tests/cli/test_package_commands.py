"""The commands that write files for hosts that want an upload."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.conftest import Cli

MATERIAL = (
    "--release-notes",
    "The first version.",
    "--demo-recording-url",
    "https://plugin.example.com/demo.mp4",
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "made"


def test_a_package_for_a_public_address_is_written(cli: Cli, out: Path) -> None:
    settings = {"BASE_URL": "https://plugin.example.com", "DEVELOPER_NAME": "Ada Lovelace"}
    done = cli("package", "build", "--out", str(out), *MATERIAL, **settings)
    assert (done.status, done.err) == (0, "")
    with ZipFile(out) as archive:
        manifest = json.loads(archive.read("plugin.json"))
        server = json.loads(archive.read("mcp.json"))["mcpServers"]["pluginoauth"]
    assert manifest["author"]["name"] == "Ada Lovelace"
    assert server["url"] == "https://plugin.example.com/mcp"


def test_what_the_portal_would_refuse_is_said_and_nothing_is_written(cli: Cli, out: Path) -> None:
    done = cli("package", "build", "--out", str(out))
    lines = done.err.splitlines()
    assert (done.status, done.out, out.exists()) == (2, "", False)
    assert lines[0] == (
        "plugin-oauth: websiteURL is http://localhost:5003: "
        "set BASE_URL to the public https origin."
    )
    assert all(line.startswith("plugin-oauth: ") for line in lines)


def test_a_draft_is_written_all_the_same(cli: Cli, out: Path) -> None:
    done = cli("package", "build", "--out", str(out), "--draft")
    assert (done.status, out.exists()) == (0, True)
    assert "websiteURL" in done.err


@pytest.mark.parametrize("command", [["build", "--draft"], ["copilot", "--reference-id", "key"]])
def test_a_place_that_cannot_be_written_is_one_line(
    cli: Cli, tmp_path: Path, command: list[str]
) -> None:
    missing = tmp_path / "missing" / "file"
    done = cli("package", *command, "--out", str(missing))
    assert (done.status, done.out) == (2, "")
    assert f"No such file or directory: {missing}" in done.err


def test_the_manifest_for_copilot_is_written(cli: Cli, out: Path) -> None:
    done = cli("package", "copilot", "--out", str(out), "--reference-id", "key")
    assert done.status == 0
    assert json.loads(out.read_text())["schema_version"] == "v2.4"


def test_copilot_without_a_credential_is_one_line(cli: Cli, out: Path) -> None:
    complaint = cli("package", "copilot", "--out", str(out)).complaint
    assert complaint == "Name the credential in Copilot's vault: --reference-id."
