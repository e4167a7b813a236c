"""What hosts would refuse stops the start."""

from dataclasses import replace
from typing import Any

import pytest
from marshmallow import fields

from plugin_oauth.app import create_app
from plugin_oauth.plugin.host_limits import OperationTableError, check_document, check_operations
from plugin_oauth.plugin.operations import OPERATIONS, PLUGIN
from plugin_oauth.plugin.schemas import Arguments
from tests.databases import SECRET_KEY

NAMED = {row.name: row for row in OPERATIONS}
LIST, CREATE, DELETE = NAMED["listTasks"], NAMED["createTask"], NAMED["deleteTask"]


class Undescribed(Arguments):
    task_id = fields.UUID()


def test_our_own_table_is_accepted() -> None:
    check_operations(OPERATIONS)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "list-tasks"}, "list-tasks: the name must be"),
        ({"name": "2tasks"}, "2tasks: the name must be"),
        ({"name": ""}, "the name must be"),
        ({"summary": ""}, "the summary has 0 characters"),
        ({"summary": "x" * 301}, "the summary has 301 characters"),
        ({"description": ""}, "the description has 0 characters"),
        ({"description": "x" * 301}, "the description has 301 characters"),
        ({"read_only": False}, "read_only is False, but the method is GET"),
        ({"destructive": True}, "hosts must ask before each call"),
        ({"path": "/api/tasks/{id}"}, "the path names id, which is no argument"),
        ({"examples": ("One.", "Two.")}, "has 2 examples, 3 to 7 are needed"),
        ({"examples": tuple("abcdefgh")}, "has 8 examples, 3 to 7 are needed"),
        ({"examples": ("One.", "Two.", "Three.", "one")}, "has an example twice"),
        ({"examples": ("One.", "Two.", "x" * 301)}, "an example has 301 characters"),
        ({"examples": ("One.", "Two.", " ")}, "an example has 1 characters"),
        ({"arguments": Undescribed}, "the description of task_id has 0 characters"),
    ],
)
def test_an_operation_beyond_a_limit_is_named(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(OperationTableError, match=said):
        check_operations([replace(LIST, **changes)])


def test_the_app_does_not_start_with_a_table_that_hosts_refuse() -> None:
    refused = replace(PLUGIN, operations=(replace(LIST, summary=""),))
    settings = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": "sqlite:///:memory:"}
    with pytest.raises(OperationTableError, match="listTasks: the summary has 0 characters"):
        create_app(settings, plugin=refused)


def test_texts_of_just_the_limit_are_accepted() -> None:
    check_operations([replace(LIST, summary="x" * 300, description="x" * 300)])


def test_an_argument_text_beyond_700_characters_is_named() -> None:
    class Talkative(Arguments):
        task_id = fields.UUID(metadata={"description": "x" * 701})

    with pytest.raises(OperationTableError, match="of task_id has 701 characters"):
        check_operations([replace(DELETE, arguments=Talkative)])


def test_more_than_thirty_operations_are_refused() -> None:
    table = [
        replace(LIST, name=f"list{n}", path=f"/api/{n}", examples=(f"{n} a", f"{n} b", f"{n} c"))
        for n in range(31)
    ]
    check_operations(table[:30])
    with pytest.raises(OperationTableError, match="31 operations"):
        check_operations(table)


def test_two_operations_cannot_be_meant_by_one_sentence() -> None:
    examples = ("what IS on my to-do list", "b", "c")
    second = replace(LIST, name="other", path="/api/other", examples=examples)
    with pytest.raises(OperationTableError, match="listTasks and other both have the example"):
        check_operations([LIST, second])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"description_for_human": "x" * 101}, "description_for_human has 101 characters"),
        ({"description_for_human": ""}, "description_for_human has 0 characters"),
        ({"description_for_model": "x" * 8000}, "hosts take 1 to 8,000"),
    ],
)
def test_the_app_does_not_start_with_a_description_that_hosts_refuse(
    changes: dict[str, Any], said: str
) -> None:
    settings = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": "sqlite:///:memory:"}
    with pytest.raises(OperationTableError, match=said):
        create_app(settings, plugin=replace(PLUGIN, **changes))


def test_a_document_beyond_all_measure_is_refused() -> None:
    check_document("/openapi.json", b"x" * 1_000_000)
    with pytest.raises(OperationTableError, match="1,000,001 bytes, more than 1,000,000"):
        check_document("/openapi.json", b"x" * 1_000_001)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (replace(LIST, path="/api/other"), "two operations are called listTasks"),
        (replace(LIST, name="other"), "two operations answer GET /api/tasks"),
    ],
)
def test_two_operations_cannot_share_a_name_or_an_address(second: Any, said: str) -> None:
    with pytest.raises(OperationTableError, match=said):
        check_operations([LIST, second])


def test_every_breach_is_told_at_once() -> None:
    with pytest.raises(OperationTableError, match=r"summary has 0.*description has 0"):
        check_operations([replace(CREATE, summary="", description="")])


@pytest.mark.parametrize(
    "operations",
    [list(OPERATIONS), (replace(LIST, examples=list(LIST.examples)),)],  # type: ignore[arg-type]  # what somebody without a type checker writes
)
def test_lists_in_a_plugin_are_told_at_once(operations: Any) -> None:
    with pytest.raises(TypeError, match="is made of tuples"):
        replace(PLUGIN, operations=operations)
