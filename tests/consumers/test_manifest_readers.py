"""LangChain loads the plugin by its manifest."""

from collections.abc import Callable
from typing import Any

import pytest

from plugin_oauth.plugin.operations import OPERATIONS


@pytest.mark.requirement("manifest-readers")
def test_langchain_loads_the_plugin_and_calls_it(
    consumer: Callable[..., Any], base_url: str, token: str
) -> None:
    read = consumer("read_with_langchain.py", base_url, "/api/tasks", token)
    assert read["name"] == "pluginoauth"
    assert all(f"'operationId': '{row.name}'" in read["prompt"] for row in OPERATIONS)
    assert read["answer"] == {"tasks": [], "next_cursor": None}
