"""The headless runner behind `plugin-oauth e2e`."""

from typing import Any

from rich.console import Console

from plugin_oauth.host.profiles import Profile
from plugin_oauth.host.report import TextReport
from plugin_oauth.host.target import Target


def main_profile(profile: Profile[Any, Any], target: Target, console: Console) -> int:
    """Play the profile against the target; return the exit status, 0 or 1. Raises BadTarget."""
    report = TextReport(console)
    report.begin(target.url, profile.model.title)
    story = profile.play(target, report.tell)
    report.end(story)
    return 0 if story.passed else 1
