"""The loop of a plugin package: what is read of it, and where it leads."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Response

from plugin_oauth.host.package import is_for_loopback
from plugin_oauth.host.package_loop import STEPS
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.target import BadTarget, Target
from tests.host.fake_mcp import FakeMcp
from tests.host.played import Played

SCHEMAS = {
    name: f"https://agent-plugins.org/schemas/1.0.0/{name.replace('.json', '')}.schema.json"
    for name in ("plugin.json", "mcp.json")
}
CHALLENGE = "/.well-known/openai-apps-challenge"
GONE = object()


def manifest(**changes: Any) -> dict[str, Any]:
    interface = {"logo": "./assets/logo.png"}
    document = {
        "$schema": SCHEMAS["plugin.json"],
        "name": "fake",
        "version": "1.0.0",
        "extensions": {"com.openai": {"interface": interface}},
    }
    return {name: value for name, value in {**document, **changes}.items() if value is not GONE}


def servers(url: str, **changes: Any) -> dict[str, Any]:
    server = {"type": "streamable-http", "url": url}
    return {"$schema": SCHEMAS["mcp.json"], "mcpServers": {"fake": server}, **changes}


def files_for(mcp: FakeMcp) -> dict[str, Any]:
    return {
        "plugin.json": manifest(),
        "mcp.json": servers(f"{mcp.origin}/mcp"),
        "assets/logo.png": "a picture",
    }


def archive(files: Mapping[str, Any]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, document in files.items():
            target.writestr(name, document if isinstance(document, str) else json.dumps(document))
    return content.getvalue()


def play(mcp: FakeMcp, location: str, challenge_token: str = "") -> Played:
    return Played(
        replace(mcp.target, url=location, challenge_token=challenge_token), profile="package"
    )


def play_files(mcp: FakeMcp, tmp_path: Path, files: Mapping[str, Any]) -> Played:
    path = tmp_path / "plugin.zip"
    path.write_bytes(archive(files))
    return play(mcp, str(path))


def test_a_package_leads_to_its_server_which_is_played_to_the_end(
    mcp: FakeMcp, tmp_path: Path
) -> None:
    played = play_files(mcp, tmp_path, files_for(mcp))
    assert [result.name for result in played.told] == [step.name for step in STEPS]
    assert {r.name: r.mark for r in played.told if r.mark != "ok"} == {"domain-challenge": "skip"}


def test_a_folder_is_as_good_as_a_zip(mcp: FakeMcp, tmp_path: Path) -> None:
    for name, document in files_for(mcp).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(document))
    assert play(mcp, str(tmp_path)).story.passed


def test_a_package_may_be_downloaded(mcp: FakeMcp) -> None:
    content = archive(files_for(mcp))
    mcp.faults["/plugin.zip"] = lambda _request, _answer: Response(content)
    played = play(mcp, f"{mcp.origin}/plugin.zip")
    assert played.story.passed
    assert played["package"].sentence == f"fake, 3 files, server {mcp.origin}/mcp"


@pytest.mark.parametrize(
    ("name", "document", "words"),
    [
        ("plugin.json", GONE, "plugin.json is not in the package"),
        ("mcp.json", GONE, "mcp.json is not in the package"),
        ("plugin.json", "[]", "plugin.json is not a JSON object"),
        ("plugin.json", "[" * 100_000, "plugin.json is not a JSON object"),
        ("plugin.json", " " * 1_000_001, "has more than 1,000,000 bytes"),
        ("plugin.json", manifest(name="Fake Plugin"), "name is 'Fake Plugin'"),
        ("plugin.json", manifest(**{"$schema": GONE}), "$schema is missing"),
        ("hooks/start.json", "{}", "hooks/start.json must not be in a package"),
        ("mcp.json", servers("", mcpServers={}), "names no server"),
        ("mcp.json", servers("ftp://x"), "the server's url is 'ftp://x'"),
        ("mcp.json", servers("", mcpServers={"a": {"type": "stdio"}}), "connects 0 servers"),
    ],
)
def test_what_is_wrong_with_a_package_is_named(
    mcp: FakeMcp, tmp_path: Path, name: str, document: object, words: str
) -> None:
    files = {**files_for(mcp), name: document}
    kept = {path: content for path, content in files.items() if content is not GONE}
    played = play_files(mcp, tmp_path, kept)
    assert played.failed[0] == "package"
    assert words in played.said("package")


def test_a_server_on_an_inner_network_is_not_fit_for_the_directory(
    mcp: FakeMcp, tmp_path: Path
) -> None:
    files = {**files_for(mcp), "mcp.json": servers("https://10.0.0.1/mcp")}
    played = play_files(mcp, tmp_path, files)
    assert "https://10.0.0.1/mcp is not public https" in played.said("package")
    assert played["challenge"].sentence == "not without package, which failed"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.zip", "cannot be read as a ZIP"),
        ("b.zip", r"There is no file .*b\.zip"),
        ("c", "no package"),
    ],
)
def test_what_is_no_package_is_bad_input(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK and nothing")
    with pytest.raises(BadTarget, match=words):
        PROFILES["package"].check(Target(str(tmp_path / name)))


def test_a_download_that_is_no_zip_is_named(mcp: FakeMcp) -> None:
    mcp.faults["/plugin.zip"] = lambda _request, _answer: Response(b"PK and nothing")
    assert "the download is no ZIP" in play(mcp, f"{mcp.origin}/plugin.zip").said("package")


@pytest.mark.parametrize(
    ("answer", "expected", "outcome"),
    [
        (Response("tok-en", mimetype="text/plain"), "", "ok: "),
        (Response("tok-en", mimetype="text/plain"), "tok-en", "ok: "),
        (Response("tok-en", mimetype="text/plain"), "other", "fail: with another token"),
        (Response("a page", mimetype="text/plain"), "", "fail: a token alone"),
        (Response("tok-en", mimetype="text/html"), "", "warn: text/html, not text/plain"),
        (Response("", 404), "tok-en", "fail: answers 404"),
        (Response("", 302), "", "fail: answers 302"),
    ],
)
def test_the_host_proves_that_it_is_the_senders(
    mcp: FakeMcp, tmp_path: Path, answer: Response, expected: str, outcome: str
) -> None:
    mcp.faults[CHALLENGE] = lambda _request, _answer: answer
    path = tmp_path / "plugin.zip"
    path.write_bytes(archive(files_for(mcp)))
    played = play(mcp, str(path), challenge_token=expected)
    mark, words = outcome.split(": ")
    assert played["domain-challenge"].mark == mark
    assert words in played.said("domain-challenge")


def test_a_zip_with_too_many_entries_is_named(mcp: FakeMcp, tmp_path: Path) -> None:
    many = {f"{number}.txt": "" for number in range(5001)}
    played = play_files(mcp, tmp_path, {**files_for(mcp), **many})
    assert "more than 5,000 files" in played.said("package")


@pytest.mark.parametrize(
    ("url", "is_here"),
    [("http://localhost:5003/mcp", True), ("https://shop.example/mcp", False), ("x", False)],
)
def test_only_a_package_of_this_machine_may_use_the_demos_accounts(
    tmp_path: Path, url: str, is_here: bool
) -> None:
    path = tmp_path / "plugin.zip"
    path.write_bytes(archive({"plugin.json": manifest(), "mcp.json": servers(url)}))
    assert is_for_loopback(str(path)) is is_here
    assert not is_for_loopback(str(tmp_path / "missing.zip"))
