"""Steps and drills as test items: what `pytest --plugin-url` runs (see plugin_oauth/pytest_plugin).

A profile is played once, in a thread of its own, when its first item runs; each item waits for its
step's result. So steps that nobody selected are played too: others need them.
"""

import os
import queue
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from plugin_oauth.host.drills.catalogue import CLEANING
from plugin_oauth.host.profiles import PROFILES, Profile
from plugin_oauth.host.report_junit import explain, find_fault
from plugin_oauth.host.story import Mark, Result
from plugin_oauth.host.target import BadTarget, Target, read_target

DEFAULT = ("plugin",)
KEEPS_TOGETHER = ("no", "loadfile", "loadscope")

PLAYING = pytest.StashKey[list["Playing"]]()


class StepFailed(Exception):  # noqa: N818 - named as pytest names what it reports
    """The step failed; the text is all that is known of it."""


class _Stopped(BaseException):
    """Ends a run whose results nobody waits for any more; what closes it is played all the same."""


@dataclass
class Playing:
    """A profile that is being played while tests wait for its results."""

    profile: Profile[Any, Any]
    target: Target
    results: dict[str, Result] = field(default_factory=dict)
    _told: "queue.Queue[Result | BaseException | None]" = field(default_factory=queue.Queue)
    _thread: threading.Thread | None = None
    _is_stopped: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, step: str, chosen: Collection[str]) -> Result:
        """Return the result of a step, beginning the run if this is the first.

        Of the drills only the chosen ones are played; nothing needs them.
        """
        if self._thread is None:
            self.profile = self.profile.choose_drills(chosen)
            self._thread = threading.Thread(target=self._play, daemon=True)
            self._thread.start()
        while step not in self.results:
            told = self._told.get()
            if not isinstance(told, Result):
                self._told.put(told)
                raise told or StepFailed("the run ended before this step")
            self.results[told.name] = told
        return self.results[step]

    def stop(self) -> None:
        """End the run, which restores what it changed."""
        self._is_stopped.set()
        if self._thread:
            self._thread.join()

    def _play(self) -> None:
        end: BaseException | None = None
        try:
            self.profile.play(self.target, self._tell)
        except _Stopped:
            pass
        except BaseException as error:
            end = error
        self._told.put(end)

    def _tell(self, result: Result) -> None:
        self._told.put(result)
        if self._is_stopped.is_set():
            self._is_stopped.clear()
            raise _Stopped


class ProfileCollector(pytest.Collector):
    """All steps of one profile."""

    playing: Playing

    def collect(self) -> Iterator[pytest.Item]:
        for step in self.playing.profile.steps:
            item: StepItem = StepItem.from_parent(self, name=step.name)
            if step.drill or step is CLEANING:
                item.add_marker("drill")
            yield item


class StepItem(pytest.Item):
    """One step or drill."""

    def runtest(self) -> None:
        collector = self.parent
        if not isinstance(collector, ProfileCollector):
            raise TypeError("a step belongs to a profile")
        chosen = {item.name for item in self.session.items if item.parent is collector}
        result = collector.playing.wait_for(self.name, chosen)
        if result.mark is Mark.FAIL:
            raise StepFailed(f"{find_fault(result).sentence}\n{explain(result)}")
        self.add_report_section("call", "stand-in", explain(result))
        if result.mark is Mark.SKIP:
            pytest.skip(result.sentence)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Without a traceback: what is wrong is in the server, not in a line of Python."""
        if isinstance(excinfo.value, StepFailed | BadTarget):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        # Where a test's file would be named, pytest names what the item belongs to.
        return self.config.rootpath / self.nodeid.partition("::")[0], None, self.name


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "drill: a failure drill of plugin_oauth's stand-in")
    # Two processes with half a run each would both place and restore the verification token.
    if config.getoption("dist", "no") not in KEEPS_TOGETHER:
        raise pytest.UsageError("--plugin-url with xdist needs --dist loadfile: a run is one story")


# First, so that -k and -m choose among steps as among other tests.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    config.stash[PLAYING] = []
    for name in config.getoption("--plugin-profile") or DEFAULT:
        if name not in PROFILES:
            raise pytest.UsageError(f"--plugin-profile {name}: one of {', '.join(PROFILES)}")
        target = _read_target(config.getoption("--plugin-url"), PROFILES[name])
        collector: ProfileCollector = ProfileCollector.from_parent(
            session, name=f"e2e-{name}", nodeid=f"e2e-{name}"
        )
        collector.playing = Playing(PROFILES[name], target)
        config.stash[PLAYING].append(collector.playing)
        items.extend(collector.collect())


def pytest_sessionfinish(session: pytest.Session) -> None:
    for playing in session.config.stash.get(PLAYING, []):
        playing.stop()


def _read_target(url: str, profile: Profile[Any, Any]) -> Target:
    try:
        target = read_target(url, os.environ)
        profile.check(target)
    except BadTarget as error:
        raise pytest.UsageError(f"--plugin-url: {error}") from None
    return target
