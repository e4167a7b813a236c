"""A package is read from a ZIP, a folder or its plugin.json, and nothing beyond its limits."""

import json
import os
import struct
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import pytest

from plugin_oauth.host.network import Network
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.packages import find_package
from plugin_oauth.host.review.registry import RULES, find_rule
from plugin_oauth.host.review.rules import judge
from plugin_oauth.host.review.run import review
from plugin_oauth.host.review.subject import Kind
from plugin_oauth.host.target import BadTarget
from plugin_oauth.host.wire import MOST_BYTES
from tests.host.fake_mcp import FakeMcp
from tests.host.fake_plugin import png, serve
from tests.host.review.documents import MCP_JSON, ORIGIN, PLUGIN_JSON
from tests.host.review.mcp_case import lent

LONGEST_LIST = 5_000 * 512
LONG = struct.pack("<L", LONGEST_LIST + 1)

# The server of the package is not there.
NOWHERE = Network({"shop.example:443": "127.0.0.1:9"})
FILES = {
    "plugin.json": json.dumps(PLUGIN_JSON).encode(),
    "mcp.json": json.dumps(MCP_JSON).encode(),
    "assets/one.png": png(706, 400),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        path = tmp_path / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "shop"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with ZipFile(tmp_path / "shop.zip", "w") as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    return tmp_path / "shop.zip"


def findings(path: Path) -> list[str]:
    found = review(find_subject(str(path), Options(network=NOWHERE)), RULES).findings
    return [f"{finding.rule.id} {finding.message}" for finding in found]


def test_a_folder_and_a_zip_are_packages(folder: Path, archive: Path) -> None:
    for path in (folder, archive):
        assert find_subject(str(path)).kind is Kind.PACKAGE
        assert findings(path) == []


def test_a_server_that_is_not_reached_is_told(folder: Path) -> None:
    reviewed = review(find_subject(str(folder), Options(network=NOWHERE)), RULES)
    reasons = {rule.id: reason for reason, rules in reviewed.not_checked.items() for rule in rules}
    nobody = "no MCP server answers at https://shop.example/mcp"
    assert reasons["P005"] == f"whether the tools of test cases exist is not known: {nobody}"
    assert reasons["P007"] == f"whether there is a user interface to show is not known: {nobody}"
    assert reasons["T001"] == reasons["X009"] == nobody


def test_the_server_of_a_package_is_looked_at_like_any_other(folder: Path) -> None:
    with serve(FakeMcp()) as mcp:
        mcp.has_root_metadata = True
        mcp.tools = [{**mcp.tools[0], "description": ""}, mcp.tools[1]]
        servers = json.dumps(MCP_JSON).replace(f"{ORIGIN}/mcp", f"{mcp.origin}/mcp")
        (folder / "mcp.json").write_text(servers)
        reviewed = review(find_subject(str(folder), Options(account=lent(mcp))), RULES)
    assert "T005" in {found.rule.id for found in reviewed.findings}
    assert {"T001", "X001", "X009"} <= {rule.id for rule in reviewed.passed}
    assert mcp.registered == {}


@pytest.mark.parametrize("url", ["https://10.0.0.1/mcp", "http://shop.example/mcp"])
def test_a_package_does_not_lead_to_the_inside_of_a_network(folder: Path, url: str) -> None:
    document = json.dumps(MCP_JSON).replace(f"{ORIGIN}/mcp", url)
    (folder / "mcp.json").write_text(document)
    subject = find_subject(str(folder), Options(network=NOWHERE))
    reason = judge(find_rule("P005"), subject).not_checked
    assert reason.endswith(f"the server at {url} is not public https")


def test_of_a_single_plugin_json_its_neighbours_are_not_looked_at(folder: Path) -> None:
    (folder / ".env").write_text("SECRET=1")
    messages = findings(folder / "plugin.json")
    assert messages == ["P007 assets/one.png is not in the package"]


def test_links_and_pipes_of_a_folder_are_not_followed(folder: Path) -> None:
    (folder / "link").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    assert findings(folder) == ["P006 link is a link"]


def test_a_link_for_a_plugin_json_is_not_followed(folder: Path) -> None:
    (folder / "plugin.json").rename(folder / "real.json")
    (folder / "plugin.json").symlink_to("real.json")
    assert "P001 plugin.json is not in the package" in findings(folder)


def test_a_bomb_in_a_zip_is_read_up_to_the_limit(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "bomb.zip", "w", compression=8) as archive:
        archive.writestr("plugin.json", b" " * 50_000_000)
    assert findings(tmp_path / "bomb.zip") == ["P001 plugin.json has more than 1,000,000 bytes"]


def test_no_more_of_a_file_is_read_than_of_an_answer(folder: Path) -> None:
    (folder / "plugin.json").write_bytes(b" " * 3_000_000)
    with ZipFile(folder / "large.zip", "w") as archive:
        archive.writestr("plugin.json", b" " * 3_000_000)
    for path in (folder, folder / "large.zip"):
        package = find_package(path)
        assert package
        assert len(package.read("plugin.json")) == MOST_BYTES + 1


def test_a_zip_without_a_plugin_json_is_named(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "empty.zip", "w"):
        pass
    assert findings(tmp_path / "empty.zip") == ["P001 plugin.json is not in the package"]


def test_a_zip_with_an_endless_list_is_not_opened(archive: Path) -> None:
    content = archive.read_bytes()
    at = content.rfind(b"PK\5\6")
    archive.write_bytes(content[: at + 12] + b"\xff\xff\xff\xff" + content[at + 16 :])
    with pytest.raises(BadTarget, match="lists more files than the 5,000"):
        find_subject(str(archive))


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(b"PK\5\6\0\0\0\0\1\0\1\0" + LONG + bytes(6), id="long"),
        # Whoever searches from behind finds a second end in the counts of this one.
        pytest.param(b"PK\5\6\0\0\0\0PK\5\6" + LONG + bytes(6), id="an end in the end"),
        pytest.param(
            b"PK\6\6"
            + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, 1, 1, LONGEST_LIST + 1, 0)
            # ZIP64's own length counts for zipfile, whatever the other one is.
            + b"PK\6\7"
            + struct.pack("<LQL", 0, LONGEST_LIST + 100, 1)
            + b"PK\5\6\0\0\0\0\1\0\1\0"
            + bytes(10),
            id="ZIP64",
        ),
    ],
)
def test_a_long_list_is_not_read_whatever_end_hides_it(tmp_path: Path, end: bytes) -> None:
    (tmp_path / "long.zip").write_bytes(bytes(LONGEST_LIST + 100) + end)
    with pytest.raises(BadTarget, match="lists more files than the 5,000"):
        find_subject(str(tmp_path / "long.zip"))


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\3\4 and nothing more")
    with pytest.raises(BadTarget, match="cannot be read as a ZIP"):
        find_subject(str(tmp_path / "broken.zip"))


@pytest.mark.parametrize("damage", range(30, 200, 10))
def test_a_zip_with_a_wrong_byte_is_survived(archive: Path, damage: int) -> None:
    content = bytearray(archive.read_bytes())
    content[damage] ^= 0xFF
    archive.write_bytes(content)
    with suppress(BadTarget):
        findings(archive)


def test_of_a_package_for_a_server_here_the_addresses_are_information(folder: Path) -> None:
    """A draft, tried before its plugin is public."""
    listing = json.loads((folder / "plugin.json").read_text())
    here = json.dumps(listing).replace(ORIGIN, "http://localhost:5003")
    (folder / "plugin.json").write_text(here)
    servers = json.dumps(MCP_JSON).replace(ORIGIN, "http://localhost:5003")
    found = judge(find_rule("P004"), find_subject(str(folder))).findings
    assert {finding.level.value for finding in found} == {"error"}
    (folder / "mcp.json").write_text(servers)
    found = judge(find_rule("P004"), find_subject(str(folder))).findings
    assert {finding.level.value for finding in found} == {"info"}
    assert "concerns public hosts only" in found[0].message
