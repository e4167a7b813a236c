"""A fake plugin that listens while a test runs."""

from collections.abc import Iterator

import pytest

from tests.host.fake_mcp import FakeMcp
from tests.host.fake_plugin import FakePlugin, serve


@pytest.fixture
def plugin() -> Iterator[FakePlugin]:
    with serve(FakePlugin()) as plugin:
        yield plugin


@pytest.fixture
def mcp() -> Iterator[FakeMcp]:
    with serve(FakeMcp()) as mcp:
        yield mcp
