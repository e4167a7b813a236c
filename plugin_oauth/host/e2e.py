"""The headless runner behind `plugin-oauth e2e`."""

from collections.abc import Callable

from rich.console import Console

from plugin_oauth.host.masking import Masking
from plugin_oauth.host.plugin_loop import STEPS, PluginRun
from plugin_oauth.host.plugin_model import PLUGIN, PluginModel
from plugin_oauth.host.report import TextReport
from plugin_oauth.host.story import Result, Story, play
from plugin_oauth.host.target import Target
from plugin_oauth.host.wire import Wire


def main_plugin(target: Target, console: Console) -> int:
    """Play the ChatGPT plugin host against the target; return the exit status, 0 or 1."""
    report = TextReport(console)
    report.begin(target.origin, PLUGIN.title)
    story = run_plugin(target, tell=report.tell)
    report.end(story)
    return 0 if story.passed else 1


def run_plugin(
    target: Target, *, model: PluginModel = PLUGIN, tell: Callable[[Result], None]
) -> Story:
    """Play the loop and return it; each step's result is told as soon as it is there."""
    masking = Masking()
    for secret in (target.client_secret, target.password, target.developer_client_secret):
        masking.conceal(secret)
    return play(STEPS, PluginRun(target, model, Wire(masking)), tell)
