"""LangChain and LlamaIndex load the plugin by its manifest."""

from collections.abc import Callable
from typing import Any

import pytest

from plugin_oauth.plugin.operations import OPERATIONS, PLUGIN


@pytest.mark.requirement("manifest-readers")
def test_langchain_loads_the_plugin_and_calls_it(
    consumer: Callable[..., Any], base_url: str, token: str
) -> None:
    read = consumer("read_with_langchain.py", base_url, "/api/tasks", token)
    assert read["name"] == "pluginoauth"
    assert all(f"'operationId': '{row.name}'" in read["prompt"] for row in OPERATIONS)
    assert read["answer"] == {"tasks": [], "next_cursor": None}


class TestWithoutAuthentication:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"PLUGIN_AUTH": "none"}

    @pytest.mark.requirement("manifest-readers")
    def test_llama_index_loads_the_plugin_and_its_operations(
        self, consumer: Callable[..., Any], base_url: str
    ) -> None:
        read = consumer("read_with_llama_index.py", base_url)
        offered = PLUGIN.offered("none")
        assert offered.description_for_human in read["plugin"]
        assert offered.operations
        assert all(row.path in "".join(read["documents"]) for row in offered.operations)
