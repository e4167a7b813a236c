"""plugin-oauth e2e --drill and --no-drills."""

import re
from collections.abc import Iterator

import pytest

from plugin_oauth.host.profiles import PROFILES
from tests.cli.conftest import Cli
from tests.host.fake_plugin import serve
from tests.host.strict_plugin import StrictPlugin

DRILLS = {drill.name for drill in PROFILES["plugin"].drills}


@pytest.fixture
def plugin() -> Iterator[StrictPlugin]:
    with serve(StrictPlugin()) as plugin:
        assert isinstance(plugin, StrictPlugin)
        plugin.calls_at_once = 1_000  # a command waits for real
        yield plugin


def told(cli: Cli, plugin: StrictPlugin, *arguments: str) -> set[str]:
    """Return the names of the drills in the story of a run."""
    target = plugin.target
    done = cli(
        "e2e",
        plugin.origin,
        *arguments,
        E2E_CLIENT_ID=target.client_id,
        E2E_CLIENT_SECRET=target.client_secret,
        E2E_USERNAME=target.username,
        E2E_PASSWORD=target.password,
    )
    assert done.status == 0, done
    return set(re.findall(r"^\w+ +([\w-]+)", done.out, re.MULTILINE)) & DRILLS


def test_all_drills_are_played_unless_somebody_chooses(
    fresh_cli: Cli, plugin: StrictPlugin
) -> None:
    assert told(fresh_cli, plugin) == DRILLS


def test_chosen_drills_are_the_only_ones(fresh_cli: Cli, plugin: StrictPlugin) -> None:
    chosen = told(fresh_cli, plugin, "--drill", "code-replay", "--drill", "denial")
    assert chosen == {"code-replay", "denial"}


def test_none_can_be_chosen(fresh_cli: Cli, plugin: StrictPlugin) -> None:
    assert told(fresh_cli, plugin, "--no-drills") == set()


def test_a_drill_that_does_not_exist_is_refused_with_those_that_do(fresh_cli: Cli) -> None:
    complaint = fresh_cli("e2e", "http://localhost:1", "--drill", "fire").complaint
    assert complaint.startswith("--drill fire: there are manifest-sibling, ")
