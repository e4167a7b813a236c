"""The opaque cursor of a list: the place of the last task of a page, where the next one begins.

An offset would skip or repeat a task when another one is added or completed between two pages.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from marshmallow import fields


class Position(NamedTuple):
    """The place of a task in the order of the list."""

    due_on: date  # date.max if the task has no due date
    created_at: datetime
    id: UUID


class Cursor(fields.String):
    """A Position in a form that nobody is tempted to build: base64url without padding."""

    default_error_messages = {
        "invalid": "Use the next_cursor of the page before, unchanged.",
    }

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> str | None:
        if value is None:
            return None
        due_on, created_at, task_id = value
        text = f"{due_on.isoformat()} {created_at.isoformat()} {task_id.hex}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        try:
            due_on, created_at, task_id = urlsafe_b64decode(value + "==").decode().split(" ")
            return Position(
                date.fromisoformat(due_on),
                datetime.fromisoformat(created_at).astimezone(UTC),
                UUID(task_id),
            )
        except (TypeError, ValueError, OverflowError) as error:
            raise self.make_error("invalid") from error
