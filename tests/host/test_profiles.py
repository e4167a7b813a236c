"""What tells the profiles apart, seen from the server."""

import pytest

from plugin_oauth.host.profiles import PROFILES
from tests.host.fake_plugin import FakePlugin
from tests.host.faults import with_location
from tests.host.played import Played


@pytest.mark.parametrize(
    ("profile", "failed"), [("plugin-2023-06", []), ("plugin-2023-09", ["activate"])]
)
def test_a_lost_state_stops_the_host_of_september_and_not_that_of_june(
    plugin: FakePlugin, profile: str, failed: list[str]
) -> None:
    plugin.faults["/authorize"] = with_location("state=", "stale=")
    played = Played(plugin.target, PROFILES[profile].model)
    assert played.failed == failed


def test_the_host_of_june_says_what_later_ones_refuse(plugin: FakePlugin) -> None:
    plugin.faults["/authorize"] = with_location("state=", "stale=")
    played = Played(plugin.target, PROFILES["plugin-2023-06"].model)
    assert played["activate"].mark == "warn"
    assert "every later one does" in played.said("activate")


def test_the_plain_name_is_the_latest_plugin_host() -> None:
    assert PROFILES["plugin"] == PROFILES["plugin-2023-09"]


def test_a_state_that_comes_back_is_no_remark_in_june(plugin: FakePlugin) -> None:
    played = Played(plugin.target, PROFILES["plugin-2023-06"].model)
    assert {result.mark for result in played.told} == {"ok"}
