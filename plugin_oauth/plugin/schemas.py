"""The arguments and results of the operations: what a host sends, gets, and is told about both."""

from enum import StrEnum

from marshmallow import EXCLUDE, RAISE, Schema, fields
from marshmallow.validate import Length, Range, Regexp

from plugin_oauth.plugin.cursor import Cursor
from plugin_oauth.plugin.fields import Day, Text
from plugin_oauth.plugin.models import (
    NOTES_LENGTH,
    SERVICE_LENGTH,
    TITLE_LENGTH,
    VERIFICATION_TOKEN_LENGTH,
)

MAXIMUM_PAGE = 100
DEFAULT_PAGE = 50


class TaskStatus(StrEnum):
    """Which tasks a list has."""

    OPEN = "open"
    COMPLETED = "completed"
    ALL = "all"


class Arguments(Schema):
    """The arguments of an operation; one that it does not know is refused, never ignored."""

    error_messages = {"unknown": "There is no such argument here."}

    class Meta:
        unknown = RAISE


class Result(Schema):
    """What an operation returns. Readers must expect more members in a later version."""

    class Meta:
        unknown = EXCLUDE


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


class CreateTaskSchema(Arguments):
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


class TaskIdSchema(Arguments):
    task_id = fields.UUID(
        required=True,
        error_messages={"invalid_uuid": "Use the id of a task, as listTasks returns it."},
        metadata={"description": "The id of the task, as listTasks returns it."},
    )


class TaskSchema(Result):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    notes = fields.String(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    completed_at = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "Null while the task is open."}
    )


class TaskPageSchema(Result):
    tasks = fields.List(fields.Nested(TaskSchema), required=True)
    next_cursor = Cursor(
        required=True,
        allow_none=True,
        metadata={"description": "Pass it as cursor to get more; null on the last page."},
    )


class ArgumentErrorSchema(Result):
    field = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemSchema(Result):
    """Problem details (RFC 9457), with the wrong arguments of a 422."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(ArgumentErrorSchema))


class VerificationTokenArguments(Arguments):
    """A service and its token, as the developer's endpoint and the command line take them."""

    service = fields.String(
        required=True,
        validate=Regexp(
            rf"[a-z0-9_-]{{1,{SERVICE_LENGTH}}}\Z",
            error=f"Name the service with 1 to {SERVICE_LENGTH} of a-z, 0-9, _ and -.",
        ),
    )
    token = fields.String(
        required=True,
        validate=Regexp(
            rf"[\x21-\x7e]{{1,{VERIFICATION_TOKEN_LENGTH}}}\Z",
            error=f"A token has 1 to {VERIFICATION_TOKEN_LENGTH} visible ASCII characters.",
        ),
    )


class VerificationTokenSchema(Result):
    service = fields.String()
    token = fields.String()
    updated_at = fields.DateTime()


class VerificationTokenListSchema(Result):
    verification_tokens = fields.List(fields.Nested(VerificationTokenSchema))
