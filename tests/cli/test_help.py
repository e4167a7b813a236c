"""Every command's help teaches: what it does, and a line to copy."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from plugin_oauth.cli import main
from tests.cli.conftest import Cli


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
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
