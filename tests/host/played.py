"""A run played to its end, to be asked about its steps."""

import io
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from plugin_oauth.host.e2e import play_profiles
from plugin_oauth.host.plugin_model import PLUGIN, ManifestModel
from plugin_oauth.host.profiles import PLUGIN_SCRIPT, PROFILES, Profile
from plugin_oauth.host.record import Record
from plugin_oauth.host.report import TextReport
from plugin_oauth.host.story import Result
from plugin_oauth.host.target import Target
from tests.host.fake_plugin import FakePlugin, Fault


class Played:
    """All steps of one run."""

    def __init__(
        self, target: Target, model: ManifestModel = PLUGIN, profile: str | None = None
    ) -> None:
        self.told: list[Result] = []
        played: Profile[Any, Any] = PROFILES[profile] if profile else Profile(model, PLUGIN_SCRIPT)
        self.story = played.choose_drills([]).play(target, self.told.append)

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


def play_record(plugin: FakePlugin) -> Record:
    """Play the plugin's profile as the command does, telling nobody."""
    report = TextReport(Console(file=io.StringIO()))
    began = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    return play_profiles(
        {"plugin": PROFILES["plugin"].choose_drills([])}, plugin.target, report, began=began
    )
