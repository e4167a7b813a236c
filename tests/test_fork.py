"""docs/fork.md works: its files are written and its commands run, in a copy of the checkout."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.cli.conftest import Result, run_process
from tests.processes import free_port, serving

CHECKOUT = Path(__file__).parents[1]
COPIED = ("plugin_oauth", "migrations", "docs", "instance/config.example.py")
# A file: its path, and its content. Or commands for a shell.
BLOCK = re.compile(
    r"(?:^`(?P<path>\S+)`\n\n)?^```(?:python|sh)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
ADDRESS = "http://localhost:5003"


@dataclass(frozen=True)
class Fork:
    """A copy in which the document has been followed, running, and what its commands said."""

    url: str
    results: dict[str, Result]


def copy_checkout(folder: Path) -> None:
    """Copy what a clone has, and lend it the present environment as its .venv."""
    for name in COPIED:
        source, target = CHECKOUT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    (folder / ".venv").symlink_to(sys.prefix)


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fork]:
    folder, port = tmp_path_factory.mktemp("fork"), free_port()
    copy_checkout(folder)
    url, results = f"http://localhost:{port}", {}
    nobodys = {k: v for k, v in os.environ.items() if not k.startswith("PLUGIN_OAUTH_")}
    environment = nobodys | {"PYTHONPATH": str(folder), "PLUGIN_OAUTH_BASE_URL": url}

    def run(command: str) -> Result:
        """Run a line of the document in the copy, with the port that it has here."""
        at_port = command.replace(ADDRESS, url)
        return run_process(["sh", "-c", f"cd {folder} && {at_port}"], environment)

    commands = []
    for block in BLOCK.finditer((CHECKOUT / "docs/fork.md").read_text()):
        if block["path"]:
            target = folder / block["path"]
            target.parent.mkdir(exist_ok=True)
            target.write_text(block["text"])
            continue
        for command in block["text"].splitlines():
            if ADDRESS in command:
                commands.append(command)
            else:
                results[command] = run(command)
                assert results[command].status == 0, results[command]
    server = ["sh", "-c", f'cd {folder} && exec .venv/bin/plugin-oauth run "$@"', "run"]
    with serving(server, environment, port, folder / "log"):
        yield Fork(url, results | {command: run(command) for command in commands})


def read(fork: Fork, path: str) -> requests.Response:
    return requests.get(f"{fork.url}{path}", timeout=10)


def test_it_has_the_names_and_the_operations_of_its_own(fork: Fork) -> None:
    manifest = read(fork, "/.well-known/ai-plugin.json").json()
    assert (manifest["name_for_human"], manifest["name_for_model"]) == ("Books", "books")
    assert manifest["auth"]["scope"] == "books.read books.write"
    assert list(read(fork, "/openapi.json").json()["paths"]) == [
        "/api/books",
        "/api/books/{book_id}",
    ]


def test_nothing_of_the_plugin_it_came_from_is_left(fork: Fork) -> None:
    assert read(fork, "/api/tasks").status_code == 404
    assert read(fork, "/tasks").status_code == 404
    assert "/tasks" not in read(fork, "/").text
    assert "Your reading list" in read(fork, "/privacy").text
    assert "Your tasks" not in read(fork, "/privacy").text


def test_the_stand_in_signs_a_person_in_and_calls_its_operations(fork: Fork) -> None:
    told = fork.results[f".venv/bin/plugin-oauth e2e {ADDRESS}"]
    assert told.status == 0, told.out
    assert "listBooks answered 200" in told.out


def test_the_hosts_would_take_its_documents(fork: Fork) -> None:
    told = fork.results[f".venv/bin/plugin-oauth lint {ADDRESS}"]
    assert told.status == 0, told.out
