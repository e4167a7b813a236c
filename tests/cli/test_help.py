"""Every command's help teaches: what it does, and a line to copy."""

import inspect
import os
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from plugin_oauth.cli import main
from tests.cli.conftest import Cli, run_process

# What the app is made of: a second and more to load.
APP = {"flask", "sqlalchemy", "authlib", "plugin_oauth.app"}


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield (*path, name)


COMMANDS = sorted(commands(main))


def test_the_commands_are_these() -> None:
    assert [" ".join(path) for path in COMMANDS] == [
        "audit",
        "client add-redirect-uri",
        "client create",
        "client delete",
        "client list",
        "client preseed",
        "client rotate-secret",
        "db current",
        "db upgrade",
        "doctor",
        "e2e",
        "flow",
        "init",
        "initial-access-token create",
        "initial-access-token list",
        "initial-access-token revoke",
        "keys list",
        "keys rotate",
        "lint",
        "package build",
        "package copilot",
        "run",
        "serve",
        "service-token create",
        "service-token delete",
        "service-token list",
        "service-token revoke",
        "service-token rotate",
        "tokens purge",
        "user create",
        "user disable",
        "user list",
        "verification-token list",
        "verification-token remove",
        "verification-token set",
    ]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_the_help_of_a_command_has_a_line_to_copy(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*path, "--help"], prog_name="plugin-oauth")
    assert done.exit_code == 0
    assert f"  plugin-oauth {' '.join(path)}" in done.output


@pytest.mark.parametrize("path", [path for path in COMMANDS if path[-1] == "list"], ids=" ".join)
def test_every_list_has_a_form_for_machines(path: tuple[str, ...]) -> None:
    assert "--json" in CliRunner().invoke(main, [*path, "--help"]).output


def test_the_first_help_says_where_to_begin(fresh_cli: Cli) -> None:
    """As a process: it needs no settings and no instance folder."""
    done = fresh_cli.process("--help")
    assert (done.status, done.err) == (0, "")
    assert "plugin-oauth init --demo" in done.out
    assert not fresh_cli.instance.exists()


def test_an_unknown_command_is_refused_with_the_way_to_the_help(fresh_cli: Cli) -> None:
    done = fresh_cli("clients")
    assert (done.status, done.out) == (2, "")
    assert "Try 'plugin-oauth --help' for help." in done.err


@pytest.mark.parametrize("name", main.table)
def test_the_first_help_says_of_a_command_what_its_own_help_says(name: str) -> None:
    own = inspect.cleandoc(main.table[name].load().help or "").partition("\n\n")[0]
    assert own.replace("\n", " ") == main.table[name].sentence


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["lint", "--explain", "M004"], ["lint", "--help"], ["e2e", "--help"]],
    ids=" ".join,
)
def test_what_needs_no_app_loads_none(arguments: list[str]) -> None:
    program = (
        "import sys; from plugin_oauth.cli import main; main(sys.argv[1:], standalone_mode=False); "
        f"print(*{APP} & sys.modules.keys(), file=sys.stderr)"
    )
    done = run_process([sys.executable, "-c", program, *arguments], os.environ)
    assert (done.status, done.err.split()) == (0, [])
    assert done.out
