"""A fake plugin that listens while a test runs, and a run against it."""

from collections.abc import Iterator

import pytest

from plugin_oauth.host.e2e import run_plugin
from plugin_oauth.host.story import Result, Story
from plugin_oauth.host.target import Target
from tests.host.fake_plugin import FakePlugin, serve


@pytest.fixture
def plugin() -> Iterator[FakePlugin]:
    with serve(FakePlugin()) as plugin:
        yield plugin


class Played:
    """A run's story, its steps by name."""

    def __init__(self, target: Target) -> None:
        self.told: list[Result] = []
        self.story: Story = run_plugin(target, tell=self.told.append)

    def __getitem__(self, step: str) -> Result:
        return next(result for result in self.story.results if result.name == step)

    @property
    def failed(self) -> list[str]:
        return [result.name for result in self.story.results if result.mark == "fail"]
