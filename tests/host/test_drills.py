"""Failure drills: a right plugin passes them all, a weak one is named by the drill it concerns."""

import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.drills.catalogue import PLUGIN_DRILLS
from plugin_oauth.host.drills.storm import AT_ONCE, CALLS
from plugin_oauth.host.plugin_model import PLUGIN
from plugin_oauth.host.plugin_run import PluginRun
from plugin_oauth.host.profiles import PLUGIN_SCRIPT, PROFILES, Profile, Script
from plugin_oauth.host.story import Result, Story
from plugin_oauth.host.target import Target
from tests.host.fake_mcp import FakeMcp
from tests.host.fake_plugin import FORM, JSON, serve
from tests.host.strict_mcp import StrictMcp
from tests.host.strict_plugin import StrictPlugin
from tests.host.weaknesses import DOUBTS, MCP_WEAKNESSES, STRICT_MCP_WEAKNESSES, WEAKNESSES

# What a drill needs of the way before it.
NEEDED = {"manifest", "openapi", "metadata", "register", "place-token", "activate", "exchange"}
SHORT = Script(
    PluginRun,
    [step for step in PLUGIN_SCRIPT.steps if step.name in NEEDED | {"choose", "restore"}],
)
DRILLS = PLUGIN_DRILLS


@pytest.fixture
def plugin() -> Iterator[StrictPlugin]:
    with serve(StrictPlugin()) as plugin:
        assert isinstance(plugin, StrictPlugin)
        yield plugin
        plugin.over.set()


def play(target: Target, *names: str) -> Story:
    """Play the way up to the drills, and these."""
    profile = Profile(PLUGIN, SHORT, DRILLS).choose_drills(names)
    return profile.play(target, lambda _result: None)


def find(story: Story, name: str) -> Result:
    return next(result for result in story.results if result.name == name)


def restarting(plugin: StrictPlugin) -> Target:
    """The target with a command that restarts the server, as somebody would type it."""
    call = "import sys, urllib.request as u; u.urlopen(u.Request(sys.argv[1], method='POST'))"
    command = [sys.executable, "-c", call, f"{plugin.origin}/restart"]
    return replace(plugin.target, restart_command=shlex.join(command))


@pytest.fixture(scope="module")
def right() -> tuple[StrictPlugin, Story]:
    """A plugin that is right in everything, after a whole run with every drill."""
    with serve(StrictPlugin()) as plugin:
        assert isinstance(plugin, StrictPlugin)
        whole = Profile(PLUGIN, PLUGIN_SCRIPT, DRILLS)
        return plugin, whole.play(restarting(plugin), lambda _result: None)


def test_a_plugin_that_is_right_passes_every_drill(right: tuple[StrictPlugin, Story]) -> None:
    _, story = right
    # This host sends JSON anyway.
    assert {r.name: r.mark for r in story.results if r.mark != "ok"} == {"token-json": "skip"}


def test_the_target_is_left_as_it_was(right: tuple[StrictPlugin, Story]) -> None:
    plugin, _ = right
    tokens = plugin.stored.access_tokens
    assert [token for token, grant in tokens.items() if grant in plugin.stored.grants] == []
    assert plugin.verification_tokens == {"another-host": "kept"}


@pytest.mark.requirement("e2e-weaknesses")
@pytest.mark.parametrize("weakness", WEAKNESSES)
def test_a_weakness_is_named_by_its_drill(plugin: StrictPlugin, weakness: str) -> None:
    name, words = WEAKNESSES[weakness]
    plugin.weakness = weakness
    plugin.content_type = FORM if name == "token-json" else JSON
    target = restarting(plugin) if name == "restart" else plugin.target
    result = find(play(target, name), name)
    assert result.failure is not None
    assert words in result.failure.sentence


def test_a_storm_is_many_calls_at_once(plugin: StrictPlugin) -> None:
    """Each call waits in the server for as many as are to come together."""
    inside, together = Barrier(AT_ONCE), []

    def wait_for_the_others(_request: Request, answer: Response) -> Response:
        together.append(inside.wait(timeout=10))
        return answer

    plugin.calls_at_once = CALLS
    plugin.faults["/api/things"] = wait_for_the_others
    assert find(play(plugin.target, "storm"), "storm").sentence.endswith("none refused")
    assert len(together) == CALLS


def play_mcp(mcp: FakeMcp, *names: str) -> Story:
    host = PROFILES["mcp-2026"].choose_drills(names)
    return host.play(mcp.target, lambda _result: None)


@pytest.mark.requirement("e2e-weaknesses")
@pytest.mark.parametrize("weakness", MCP_WEAKNESSES)
def test_a_weakness_of_an_mcp_server_is_named_by_its_drill(mcp: FakeMcp, weakness: str) -> None:
    path, fault, name, words = MCP_WEAKNESSES[weakness]
    mcp.faults[path] = fault
    failure = find(play_mcp(mcp, name), name).failure
    assert failure is not None
    assert words in failure.sentence


@pytest.mark.requirement("e2e-weaknesses")
@pytest.mark.parametrize("weakness", STRICT_MCP_WEAKNESSES)
def test_what_a_server_believes_of_clients_is_named_by_its_drill(weakness: str) -> None:
    name, words = STRICT_MCP_WEAKNESSES[weakness]
    with serve(StrictMcp(weakness)) as mcp:
        failure = find(play_mcp(mcp, name), name).failure
    assert failure is not None
    assert words in failure.sentence


def test_a_server_that_believes_nothing_passes_the_drills_on_clients() -> None:
    names = {name for name, _ in STRICT_MCP_WEAKNESSES.values()}
    with serve(StrictMcp()) as mcp:
        story = play_mcp(mcp, *names)
    assert {name: find(story, name).mark for name in names} == dict.fromkeys(names, "ok")


def test_an_mcp_server_that_is_right_passes_its_own_drills_and_keeps_no_client(
    mcp: FakeMcp,
) -> None:
    names = [name for _, _, name, _ in MCP_WEAKNESSES.values()]
    story = play_mcp(mcp, *names)
    assert {find(story, name).mark for name in names} == {"ok"}
    assert mcp.registered == {}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_doubt_is_a_warning(plugin: StrictPlugin, doubt: str) -> None:
    name, words = DOUBTS[doubt]
    plugin.weakness = doubt
    result = find(play(plugin.target, name), name)
    assert result.mark == "warn"
    assert words in result.remarks[0].sentence


def test_an_answer_that_does_not_come_in_time_is_named(plugin: StrictPlugin) -> None:
    plugin.weakness = "a slow answer"
    hasty = Profile(replace(PLUGIN, call_seconds=2), SHORT, DRILLS)
    story = hasty.choose_drills(["answer-limits"]).play(plugin.target, lambda _result: None)
    failure = find(story, "answer-limits").failure
    assert failure is not None
    assert "was not answered within 2 s" in failure.sentence


def test_every_drill_is_in_the_documents() -> None:
    text = (Path(__file__).parents[2] / "docs" / "stand-in.md").read_text()
    names = {drill.name for profile in PROFILES.values() for drill in profile.drills}
    assert [name for name in sorted(names) if f"| `{name}` |" not in text] == []


def test_every_drill_says_what_is_sent_what_is_right_and_where_that_is_written() -> None:
    for profile in PROFILES.values():
        texts = [step.drill for step in profile.drills]
        assert [t for t in texts if t is None or not (t.sends and t.expects and t.source)] == []
