"""The arguments and results of the tasks' operations."""

from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, validates_schema
from marshmallow.validate import Length, Range

from plugin_oauth.plugin.calendar.schemas import PlaceArguments
from plugin_oauth.plugin.calendar.working_days import MAXIMUM as MAXIMUM_WORKING_DAYS
from plugin_oauth.plugin.cursor import Cursor
from plugin_oauth.plugin.fields import Day, RequestId, Text
from plugin_oauth.plugin.previews import PageUrl, PreviewUrl
from plugin_oauth.plugin.schemas import Arguments, Result
from plugin_oauth.plugin.tasks.models import NOTES_LENGTH, TITLE_LENGTH

TASK_PATH = "/tasks/{0.id}"  # its page

MAXIMUM_PAGE = 100
DEFAULT_PAGE = 50


class TaskStatus(StrEnum):
    """Which tasks a list has."""

    OPEN = "open"
    COMPLETED = "completed"
    ALL = "all"


class ListTasksSchema(Arguments):
    status = fields.Enum(
        TaskStatus,
        by_value=fields.String,
        load_default=TaskStatus.OPEN,
        metadata={"description": "Which tasks: the open ones, the completed ones, or all."},
    )
    due_before = Day(
        metadata={"description": "Only tasks due before this date; that day is not included."}
    )
    due_after = Day(
        metadata={"description": "Only tasks due after this date; that day is not included."}
    )
    limit = fields.Integer(
        load_default=DEFAULT_PAGE,
        validate=Range(1, MAXIMUM_PAGE, error="This must be a number from {min} to {max}."),
        metadata={"description": "How many tasks at most. Long notes can make a page shorter."},
    )
    cursor = Cursor(
        metadata={"description": "The next_cursor of the page before, to get the page after it."}
    )


class NewTask(Arguments):
    """What a person says of a new task; the form of the page has no more."""

    title = Text(
        required=True,
        validate=Length(1, TITLE_LENGTH, error="This must have {min} to {max} characters."),
        metadata={"description": "What there is to do, in a few words."},
    )
    notes = Text(
        allow_none=True,
        validate=Length(max=NOTES_LENGTH, error="This must have at most {max} characters."),
        metadata={"description": "Anything more to remember about it."},
    )
    due_on = Day(
        allow_none=True,
        metadata={"description": "The date it is due, YYYY-MM-DD."},
    )


class CreateTaskSchema(PlaceArguments, NewTask):
    due_in_working_days = fields.Integer(
        allow_none=True,
        validate=Range(0, MAXIMUM_WORKING_DAYS, error="This must be a number from {min} to {max}."),
        metadata={
            "description": (
                "Instead of due_on: in how many working days from today it is due, by the "
                "holidays of country and subdivision."
            )
        },
    )
    request_id = RequestId("task")

    @validates_schema
    def check_due(self, data: dict[str, Any], **_options: Any) -> None:
        if data.get("due_on") is not None and data.get("due_in_working_days") is not None:
            raise ValidationError(
                "Give due_on or due_in_working_days, not both.", "due_in_working_days"
            )


class TaskIdSchema(Arguments):
    task_id = fields.UUID(
        required=True,
        error_messages={"invalid_uuid": "Use the id of a task, as listTasks returns it."},
        metadata={"description": "The id of the task, as listTasks returns it."},
    )


class DeletedTaskSchema(Result):
    """A task without the addresses of its page, for there is none any more."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    notes = fields.String(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    completed_at = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "Null while the task is open."}
    )


class TaskSchema(DeletedTaskSchema):
    url = PageUrl(TASK_PATH)
    preview_url = PreviewUrl(TASK_PATH)


class TaskPageSchema(Result):
    tasks = fields.List(fields.Nested(TaskSchema), required=True)
    next_cursor = Cursor(
        required=True,
        allow_none=True,
        metadata={"description": "Pass it as cursor to get more; null on the last page."},
    )
