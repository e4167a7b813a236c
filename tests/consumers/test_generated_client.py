"""openapi-python-client makes a client from either document, and the client makes every call."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plugin_oauth.plugin.operations import OPERATIONS
from tests.consumers.conftest import PYTHON, run

# One good call of each operation, in an order in which each finds what it needs.
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("createTask", {"title": "Call the dentist"}),
    ("listTasks", {}),
    ("completeTask", {"task_id": "$createTask.id"}),
    ("deleteTask", {"task_id": "$createTask.id"}),
    ("getLocalTime", {"country": "JP"}),
    ("listHolidays", {"country": "DE"}),
    ("addWorkingDays", {"country": "FR", "days": 10}),
    ("countWorkingDays", {"country": "FR", "start": "2026-05-01", "end": "2026-05-31"}),
    ("getSunTimes", {"country": "NZ"}),
    ("createNote", {"title": "Wifi", "text": "The password is on the fridge."}),
    ("listNotes", {}),
    ("searchNotes", {"query": "password"}),
    ("getNote", {"note_id": "$createNote.id"}),
    ("search", {"query": "password"}),
    ("fetch", {"id": "$createNote.id"}),
    ("deleteNote", {"note_id": "$createNote.id"}),
]


def test_every_operation_is_called() -> None:
    assert sorted(name for name, _ in CALLS) == sorted(row.name for row in OPERATIONS)


@pytest.mark.requirement("openapi-generated-client")
@pytest.mark.parametrize("document", ["openapi.json", "openapi-3.0.json"])
def test_a_generated_client_makes_every_call_and_understands_every_answer(
    consumer: Callable[..., Any], base_url: str, token: str, tmp_path: Path, document: str
) -> None:
    folder = tmp_path / "generated"
    generator = PYTHON.with_name("openapi-python-client")
    options = ["--url", f"{base_url}/{document}", "--output-path", str(folder), "--meta", "none"]
    run(generator, "generate", *options)
    calls = [{"operation": name, "arguments": arguments} for name, arguments in CALLS]
    got = consumer("call_generated_client.py", folder, base_url, token, json.dumps(calls))
    statuses = {row.name: row.status for row in OPERATIONS}
    assert {name: result["status"] for name, result in got.items()} == statuses
    assert not {"Problem", "NoneType"} & {result["type"] for result in got.values()}
