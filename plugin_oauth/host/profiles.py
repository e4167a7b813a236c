"""The hosts the stand-in plays: for each a model, the run it makes, and the steps of that run."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from plugin_oauth.host import action_loop, mcp_loop, package_loop, plugin_loop
from plugin_oauth.host.drills.catalogue import (
    ACTION_DRILLS,
    MCP_DRILLS,
    PLUGIN_DRILLS,
    add_drills,
)
from plugin_oauth.host.masking import Masking
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.package import check_location
from plugin_oauth.host.plugin_model import (
    ACTION,
    CLAUDE,
    MCP_2025_11,
    MCP_2026,
    PACKAGE,
    PLUGIN,
    PLUGIN_2023_06,
    PluginModel,
)
from plugin_oauth.host.plugin_run import ActionRun, PluginRun
from plugin_oauth.host.story import Result, Run, Step, Story, play
from plugin_oauth.host.target import Target, check_origin, check_url
from plugin_oauth.host.wire import Wire

M = TypeVar("M", bound=PluginModel)
R = TypeVar("R", bound=Run)


@dataclass(frozen=True)
class Script(Generic[M, R]):
    """What hosts of one generation do: how a run begins, and its steps in protocol order."""

    make_run: Callable[[Target, M, Wire], R]
    steps: Sequence[Step[R]]
    check_url: Callable[[str], None] = check_url


@dataclass(frozen=True)
class Profile(Generic[M, R]):
    """One host: a row of data, the script it follows, and the drills it is played with."""

    model: M
    script: Script[M, R]
    drills: Sequence[Step[R]] = ()

    @property
    def steps(self) -> Sequence[Step[R]]:
        """All that is played, in order."""
        return add_drills(self.script.steps, self.drills)

    def choose_drills(self, names: Collection[str]) -> "Profile[M, R]":
        """Return the host with these drills only."""
        return replace(self, drills=tuple(drill for drill in self.drills if drill.name in names))

    def check(self, target: Target) -> None:
        """Raise BadTarget if it cannot be played against such a URL."""
        self.script.check_url(target.url)

    def play(self, target: Target, tell: Callable[[Result], None]) -> Story:
        """Play it against the target; each result is told as soon as it is there.

        Raises BadTarget as soon as something is needed that the target does not say.
        """
        self.check(target)
        masking = Masking()
        for secret in target.secrets:
            masking.conceal(secret)
        network = target.network.naming(target.url, target.authorization_url, target.token_url)
        run = self.script.make_run(target, self.model, Wire(masking, network=network))
        return play(self.steps, run, tell)


PLUGIN_SCRIPT = Script(PluginRun, plugin_loop.STEPS, check_origin)
ACTION_SCRIPT = Script(ActionRun, action_loop.STEPS)
MCP_SCRIPT = Script(McpRun, mcp_loop.STEPS)
PACKAGE_SCRIPT = Script(McpRun, package_loop.STEPS, check_location)
NATIVE_SCRIPT = Script(McpRun, mcp_loop.NATIVE_STEPS)

PROFILES: dict[str, Profile[Any, Any]] = {
    "plugin": Profile(PLUGIN, PLUGIN_SCRIPT, PLUGIN_DRILLS),
    "plugin-2023-09": Profile(PLUGIN, PLUGIN_SCRIPT, PLUGIN_DRILLS),
    "plugin-2023-06": Profile(PLUGIN_2023_06, PLUGIN_SCRIPT, PLUGIN_DRILLS),
    "action": Profile(ACTION, ACTION_SCRIPT, ACTION_DRILLS),
    "mcp-2025-11": Profile(MCP_2025_11, MCP_SCRIPT, MCP_DRILLS),
    "mcp-2026": Profile(MCP_2026, MCP_SCRIPT, MCP_DRILLS),
    "claude": Profile(CLAUDE, NATIVE_SCRIPT, MCP_DRILLS),
    "package": Profile(PACKAGE, PACKAGE_SCRIPT, MCP_DRILLS),
}
