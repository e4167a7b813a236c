"""The options by which commands reach a server elsewhere refuse nonsense in one line."""

import pytest

from tests.cli.conftest import Cli


@pytest.mark.parametrize("command", ["e2e", "lint"])
@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        (
            "--connect-to",
            "plugin.example.com",
            "'plugin.example.com' is not HOST:PORT:ADDRESS:PORT.",
        ),
        ("--cacert", "missing.pem", "There is no file missing.pem."),
    ],
)
def test_nonsense_is_one_line(cli: Cli, command: str, option: str, value: str, said: str) -> None:
    assert cli(command, "https://plugin.example.com", option, value).complaint == said
