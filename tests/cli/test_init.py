"""plugin-oauth init: everything ready, and nothing changed when it is ready already."""

import sqlite3
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def files(instance: Path) -> dict[str, str]:
    return {name: (instance / name).read_text() for name in ("secret_key", "demo.env")}


def rows(instance: Path) -> list[str]:
    connection = sqlite3.connect(instance / "plugin_oauth.db")
    dump = list(connection.iterdump())
    connection.close()
    return dump


def test_init_makes_the_folder_the_key_and_the_schema(fresh_cli: Cli) -> None:
    done = fresh_cli("init")
    assert (done.status, done.out) == (0, f"Ready: {fresh_cli.instance}\n")
    assert sorted(path.name for path in fresh_cli.instance.iterdir()) == [
        "plugin_oauth.db",
        "secret_key",
    ]
    assert len((fresh_cli.instance / "secret_key").read_text().strip()) == 43


def test_a_second_init_changes_nothing(cli: Cli) -> None:
    before = files(cli.instance), rows(cli.instance)
    assert cli.process("init", "--demo").status == 0
    assert (files(cli.instance), rows(cli.instance)) == before


@pytest.mark.parametrize("name", ["secret_key", "demo.env", "plugin_oauth.db"])
def test_what_is_secret_is_readable_by_its_owner_only(cli: Cli, name: str) -> None:
    assert stat.S_IMODE((cli.instance / name).stat().st_mode) == 0o600


def test_the_demo_is_two_people_three_clients_some_tasks_and_a_library(cli: Cli) -> None:
    people = cli("user", "list", "--json").json
    assert [(person["email"], person["admin"]) for person in people] == [
        ("demo@example.com", True),
        ("friend@example.com", False),
    ]
    names = [client["name"] for client in cli("client", "list", "--json").json]
    assert names == ["ChatGPT (stand-in)", "The developer (stand-in)", "GPT (stand-in)"]
    kept = rows(cli.instance)
    assert sum(line.startswith('INSERT INTO "task"') for line in kept) == 3
    assert sum(line.startswith('INSERT INTO "note"') for line in kept) > 70
    assert any("PSF License" in line for line in kept)


def test_the_secrets_of_the_demo_are_in_its_file_and_not_in_the_database(cli: Cli) -> None:
    lines = (cli.instance / "demo.env").read_text().splitlines()
    values = dict(line.removeprefix("PLUGIN_OAUTH_E2E_").split("=", 1) for line in lines)
    database = (cli.instance / "plugin_oauth.db").read_bytes()
    assert values["CLIENT_SECRET"].startswith("po_cs_")
    for name in ("PASSWORD", "SECOND_PASSWORD", "CLIENT_SECRET", "DEVELOPER_CLIENT_SECRET"):
        assert values[name].encode() not in database


def test_a_demo_whose_file_is_lost_gets_a_new_one_that_works(cli: Cli) -> None:
    lost = (cli.instance / "demo.env").read_text()
    (cli.instance / "demo.env").unlink()
    assert cli("init", "--demo").status == 0
    found = (cli.instance / "demo.env").read_text()
    assert [line.split("=")[0] for line in found.splitlines()] == [
        line.split("=")[0] for line in lost.splitlines()
    ]
    assert found != lost


def test_a_demo_of_before_gets_its_second_user(cli: Cli) -> None:
    path = cli.instance / "demo.env"
    before = [line for line in path.read_text().splitlines() if "_SECOND_" not in line]
    path.write_text("\n".join(before) + "\n")
    assert cli("init", "--demo").status == 0
    now = path.read_text().splitlines()
    assert now[: len(before)] == before
    assert len(now) == len(before) + 2


def test_a_demo_that_moves_to_another_port_keeps_its_client(cli: Cli) -> None:
    before = files(cli.instance)
    assert cli("init", "--demo", BASE_URL="http://localhost:5999").status == 0
    [stand_in, *_] = cli("client", "list", "--json").json
    assert (len(stand_in["redirect_uris"]), files(cli.instance)) == (2, before)


def test_a_folder_that_cannot_be_made_is_one_line(fresh_cli: Cli) -> None:
    fresh_cli.instance.parent.touch()
    assert fresh_cli("init").complaint == f"cannot write {fresh_cli.instance}: Not a directory."


def test_a_file_in_the_place_of_the_folder_is_one_line(fresh_cli: Cli) -> None:
    fresh_cli.instance.parent.mkdir()
    fresh_cli.instance.touch()
    assert fresh_cli("init").complaint == f"cannot write {fresh_cli.instance}: File exists."


def test_a_folder_in_the_place_of_the_database_is_one_line(fresh_cli: Cli) -> None:
    (fresh_cli.instance / "plugin_oauth.db").mkdir(parents=True)
    assert fresh_cli("init").complaint == (
        "the database cannot be used: unable to open database file."
    )


@pytest.mark.parametrize("command", [["db", "upgrade"], ["db", "current"]])
def test_the_schema_can_be_looked_after_alone(cli: Cli, command: list[str]) -> None:
    assert cli(*command).status == 0
