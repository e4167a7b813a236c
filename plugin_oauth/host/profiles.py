"""The hosts the stand-in plays: for each a model, the run it makes, and the steps of that run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from plugin_oauth.host import action_loop, mcp_loop, package_loop, plugin_loop
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
    """One host: a row of data, and the script it follows."""

    model: M
    script: Script[M, R]

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
        run = self.script.make_run(target, self.model, Wire(masking, network=target.network))
        return play(self.script.steps, run, tell)


PLUGIN_SCRIPT = Script(PluginRun, plugin_loop.STEPS, check_origin)
ACTION_SCRIPT = Script(ActionRun, action_loop.STEPS)
MCP_SCRIPT = Script(McpRun, mcp_loop.STEPS)
PACKAGE_SCRIPT = Script(McpRun, package_loop.STEPS, check_location)
NATIVE_SCRIPT = Script(McpRun, mcp_loop.NATIVE_STEPS)

PROFILES: dict[str, Profile[Any, Any]] = {
    "plugin": Profile(PLUGIN, PLUGIN_SCRIPT),
    "plugin-2023-09": Profile(PLUGIN, PLUGIN_SCRIPT),
    "plugin-2023-06": Profile(PLUGIN_2023_06, PLUGIN_SCRIPT),
    "action": Profile(ACTION, ACTION_SCRIPT),
    "mcp-2025-11": Profile(MCP_2025_11, MCP_SCRIPT),
    "mcp-2026": Profile(MCP_2026, MCP_SCRIPT),
    "claude": Profile(CLAUDE, NATIVE_SCRIPT),
    "package": Profile(PACKAGE, PACKAGE_SCRIPT),
}
