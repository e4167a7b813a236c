"""The record of a run: what was played against which target, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from plugin_oauth.host.story import Mark, Result, Story


@dataclass(frozen=True)
class Play:
    """One profile, played to its end."""

    profile: str
    title: str
    story: Story

    @property
    def steps(self) -> tuple[Result, ...]:
        """What every host does."""
        return tuple(result for result in self.story.results if result.drill is None)

    @property
    def drills(self) -> tuple[Result, ...]:
        """What went wrong on purpose."""
        return tuple(result for result in self.story.results if result.drill)


@dataclass(frozen=True)
class Record:
    """Every profile of one run, as documents are made of it; `began` has a time zone."""

    target: str
    began: datetime
    plays: tuple[Play, ...]

    @property
    def passed(self) -> bool:
        return all(play.story.passed for play in self.plays)

    @property
    def seconds(self) -> float:
        return sum(play.story.seconds for play in self.plays)


def count_marks(results: Iterable[Result]) -> dict[str, int]:
    """Return how many results have each mark, the marks that none has included."""
    marks = [result.mark for result in results]
    return {mark.value: marks.count(mark) for mark in Mark}
