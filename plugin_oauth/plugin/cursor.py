"""The opaque cursor of a list: the place of the last item of a page, where the next one begins.

An offset would skip or repeat an item when another one comes or goes between two pages.
"""

from abc import abstractmethod
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from marshmallow import fields

P = TypeVar("P")


class OpaqueField(fields.String, Generic[P]):
    """A place in a list in a form that nobody is tempted to build: base64url without padding."""

    default_error_messages = {
        "invalid": "Use the next_cursor of the page before, unchanged.",
    }

    @abstractmethod
    def write(self, value: P) -> str:
        """Return the place as text."""

    @abstractmethod
    def read(self, text: str) -> P:
        """Return the place that `write` wrote; raises ValueError or OverflowError."""

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> str | None:
        if value is None:
            return None
        return urlsafe_b64encode(self.write(value).encode()).decode().rstrip("=")

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        try:
            return self.read(urlsafe_b64decode(value + "==").decode())
        except (TypeError, ValueError, OverflowError) as error:
            raise self.make_error("invalid") from error


class Position(NamedTuple):
    """The place of a task in the order of the list."""

    due_on: date  # date.max if the task has no due date
    created_at: datetime
    id: UUID


class Cursor(OpaqueField[Position]):
    """The Position of a task."""

    def write(self, value: Position) -> str:
        return f"{value.due_on.isoformat()} {value.created_at.isoformat()} {value.id.hex}"

    def read(self, text: str) -> Position:
        due_on, created_at, task_id = text.split(" ")
        return Position(
            date.fromisoformat(due_on),
            datetime.fromisoformat(created_at).astimezone(UTC),
            UUID(task_id),
        )
