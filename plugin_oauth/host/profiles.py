"""The hosts the stand-in plays: for each a model, the run it makes, and the steps of that run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from plugin_oauth.host import plugin_loop
from plugin_oauth.host.masking import Masking
from plugin_oauth.host.plugin_model import PLUGIN, PLUGIN_2023_06, PluginModel
from plugin_oauth.host.plugin_run import PluginRun
from plugin_oauth.host.story import Result, Run, Step, Story, play
from plugin_oauth.host.target import Target
from plugin_oauth.host.wire import Wire

M = TypeVar("M", bound=PluginModel)
R = TypeVar("R", bound=Run)


@dataclass(frozen=True)
class Script(Generic[M, R]):
    """What hosts of one generation do: how a run begins, and its steps in protocol order."""

    make_run: Callable[[Target, M, Wire], R]
    steps: Sequence[Step[R]]


@dataclass(frozen=True)
class Profile(Generic[M, R]):
    """One host: a row of data, and the script it follows."""

    model: M
    script: Script[M, R]

    def play(self, target: Target, tell: Callable[[Result], None]) -> Story:
        """Play it against the target; each result is told as soon as it is there.

        Raises BadTarget as soon as something is needed that the target does not say.
        """
        masking = Masking()
        for secret in target.secrets:
            masking.conceal(secret)
        run = self.script.make_run(target, self.model, Wire(masking, network=target.network))
        return play(self.script.steps, run, tell)


PLUGIN_SCRIPT = Script(PluginRun, plugin_loop.STEPS)

PROFILES = {
    "plugin": Profile(PLUGIN, PLUGIN_SCRIPT),
    "plugin-2023-09": Profile(PLUGIN, PLUGIN_SCRIPT),
    "plugin-2023-06": Profile(PLUGIN_2023_06, PLUGIN_SCRIPT),
}
