"""The place of the last note of a page, in either order: where the next page begins."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from plugin_oauth.plugin.cursor import OpaqueField
from plugin_oauth.request_text import is_clean


class NoteOrder(StrEnum):
    """The orders of a list of notes."""

    NEWEST = "newest"
    TITLE = "title"


class NotePosition(NamedTuple):
    """The place of a note in an order of the list; the key is what the order compares first."""

    order: NoteOrder
    key: datetime | str
    id: UUID


class NoteCursor(OpaqueField[NotePosition]):
    """A NotePosition in a form that nobody is tempted to build."""

    def write(self, value: NotePosition) -> str:
        key = value.key if isinstance(value.key, str) else value.key.isoformat()
        return f"{value.order} {value.id.hex} {key}"

    def read(self, text: str) -> NotePosition:
        order, note_id, key = text.split(" ", 2)
        if not is_clean(key):
            raise ValueError("a character that cannot be compared")
        if order == NoteOrder.NEWEST:
            at = datetime.fromisoformat(key).astimezone(UTC)
            return NotePosition(NoteOrder.NEWEST, at, UUID(note_id))
        return NotePosition(NoteOrder(order), key, UUID(note_id))
