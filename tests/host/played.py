"""A run played to its end, to be asked about its steps."""

from plugin_oauth.host.plugin_model import PLUGIN, ManifestModel
from plugin_oauth.host.profiles import PLUGIN_SCRIPT, Profile
from plugin_oauth.host.story import Result
from plugin_oauth.host.target import Target
from tests.host.fake_plugin import FakePlugin, Fault


class Played:
    """All steps of one run."""

    def __init__(self, target: Target, model: ManifestModel = PLUGIN) -> None:
        self.told: list[Result] = []
        self.story = Profile(model, PLUGIN_SCRIPT).play(target, self.told.append)

    def __getitem__(self, step: str) -> Result:
        return next(result for result in self.story.results if result.name == step)

    @property
    def failed(self) -> list[str]:
        return [result.name for result in self.story.results if result.mark == "fail"]

    def said(self, step: str) -> str:
        """Everything that was remarked on at a step, ChatGPT's words included."""
        result = self[step]
        remarks = [*result.remarks, *([result.failure] if result.failure else [])]
        return " | ".join(f"{remark.sentence} {remark.host_words}" for remark in remarks)


def play_with_fault(plugin: FakePlugin, path: str, fault: Fault) -> Played:
    plugin.faults[path] = fault
    return Played(plugin.target)
