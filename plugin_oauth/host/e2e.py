"""The headless runner behind `plugin-oauth e2e`: profiles, played one after the other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from plugin_oauth.host.profiles import Profile
from plugin_oauth.host.record import Play, Record
from plugin_oauth.host.report import TextReport
from plugin_oauth.host.target import Target

AnyProfile = Profile[Any, Any]


def play_profiles(
    profiles: Mapping[str, AnyProfile], target: Target, report: TextReport, *, began: datetime
) -> Record:
    """Play the profiles, tell the report what happens, and return it all. Raises BadTarget."""
    for profile in profiles.values():
        profile.check(target)
    plays = []
    for name, profile in profiles.items():
        title = profile.model.title
        report.begin(target.url, title)
        with report.progress([step.name for step in profile.steps]):
            story = profile.play(target, report.tell)
        report.end(story)
        plays.append(Play(name, title, story))
    return Record(target.url, began, tuple(plays))
