"""The arguments and results of the notes' operations."""

import json
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields
from marshmallow.validate import Length, Range

from plugin_oauth.plugin.fields import Day, RequestId, Text
from plugin_oauth.plugin.notes.cursor import NoteCursor, NoteOrder
from plugin_oauth.plugin.notes.models import TEXT_LENGTH, TITLE_LENGTH
from plugin_oauth.plugin.previews import PageUrl, PreviewUrl
from plugin_oauth.plugin.schemas import Arguments, Result

NOTE_PATH = "/notes/{0.id}"  # its page

MAXIMUM_PAGE = 100
DEFAULT_PAGE = 50
MAXIMUM_FOUND = 20
DEFAULT_FOUND = 10

# With what stands around it an answer stays below the 100,000 characters at which hosts cut it off.
MAXIMUM_TEXT_AS_JSON = 80_000


def check_text_fits(text: str) -> None:
    """Raise ValidationError if the text would not fit into an answer, where JSON escapes it."""
    if len(json.dumps(text)) > MAXIMUM_TEXT_AS_JSON:
        raise ValidationError(
            f"This is too long for one note: {TEXT_LENGTH:,} characters at most, and fewer if many "
            "of them are not of the Latin alphabet. Divide it into several notes."
        )


class DocumentId(fields.String):
    """The id of a note as deep research knows it: a string, of no format."""

    default_error_messages = {"invalid": "Use an id that search returned."}

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return UUID(super()._deserialize(value, *args, **kwargs))
        except ValueError as error:
            raise self.make_error("invalid") from error


class ListNotesSchema(Arguments):
    order = fields.Enum(
        NoteOrder,
        by_value=fields.String,
        load_default=NoteOrder.NEWEST,
        metadata={"description": "The newest first, or by title from A to Z."},
    )
    created_before = Day(
        metadata={"description": "Only notes made before this date in UTC, which is not included."}
    )
    created_after = Day(
        metadata={"description": "Only notes made after this date in UTC, which is not included."}
    )
    limit = fields.Integer(
        load_default=DEFAULT_PAGE,
        validate=Range(1, MAXIMUM_PAGE, error="This must be a number from {min} to {max}."),
        metadata={"description": "How many notes at most. Long beginnings can make it fewer."},
    )
    cursor = NoteCursor(
        metadata={"description": "The next_cursor of the page before, to get the page after it."}
    )


class NewNote(Arguments):
    """What a person says of a new note; the form of the page has no more."""

    title = Text(
        required=True,
        validate=Length(1, TITLE_LENGTH, error="This must have {min} to {max} characters."),
        metadata={"description": "What the note is about, in a few words."},
    )
    text = Text(
        required=True,
        validate=[
            Length(1, TEXT_LENGTH, error="This must have {min} to {max} characters."),
            check_text_fits,
        ],
        metadata={"description": "The whole note. Markdown is shown as such on its page."},
    )


class CreateNoteSchema(NewNote):
    request_id = RequestId("note")


class NoteIdSchema(Arguments):
    note_id = fields.UUID(
        required=True,
        error_messages={"invalid_uuid": "Use the id of a note, as listNotes returns it."},
        metadata={"description": "The id of the note, as listNotes or searchNotes returns it."},
    )


class SearchNotesSchema(Arguments):
    query = fields.String(
        required=True,
        metadata={
            "description": (
                "A few telling words; a note must have them all, in any form of theirs. "
                'Words in "double quotes" must follow each other.'
            )
        },
    )
    limit = fields.Integer(
        load_default=DEFAULT_FOUND,
        validate=Range(1, MAXIMUM_FOUND, error="This must be a number from {min} to {max}."),
        metadata={"description": "How many notes at most; the best come first."},
    )


class SearchSchema(Arguments):
    """What deep research sends: exactly this argument."""

    query = fields.String(
        required=True,
        metadata={"description": "A few telling words; a document must have them all."},
    )


class FetchSchema(Arguments):
    """What deep research sends: exactly this argument."""

    id = DocumentId(
        required=True,
        attribute="note_id",
        metadata={"description": "The id of a document, as search returns it."},
    )


class DeletedNoteSchema(Result):
    """A note without the addresses of its page, for there is none any more."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class NoteSchema(DeletedNoteSchema):
    url = PageUrl(NOTE_PATH)
    preview_url = PreviewUrl(NOTE_PATH)


class NoteSummarySchema(Result):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    beginning = fields.String(
        required=True, metadata={"description": "How the text begins; getNote has all of it."}
    )
    created_at = fields.DateTime(required=True)
    url = PageUrl(NOTE_PATH)
    preview_url = PreviewUrl(NOTE_PATH)


class NotePageSchema(Result):
    notes = fields.List(fields.Nested(NoteSummarySchema), required=True)
    next_cursor = NoteCursor(
        required=True,
        allow_none=True,
        metadata={"description": "Pass it as cursor to get more; null on the last page."},
    )


class HighlightSchema(Result):
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class FoundNoteSchema(Result):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    snippet = fields.String(
        required=True,
        metadata={"description": "A piece of the text, as it stands there; getNote has all of it."},
    )
    highlights = fields.List(
        fields.Nested(HighlightSchema),
        required=True,
        metadata={
            "description": (
                "Where the words stand in the snippet: from start up to, not including, end, "
                "counted in Unicode characters from 0."
            )
        },
    )
    url = PageUrl(NOTE_PATH)
    preview_url = PreviewUrl(NOTE_PATH)


class FoundNotesSchema(Result):
    notes = fields.List(fields.Nested(FoundNoteSchema), required=True)


class SearchResultSchema(Result):
    id = fields.String(required=True)
    title = fields.String(required=True)
    url = PageUrl(NOTE_PATH)


class SearchResultsSchema(Result):
    results = fields.List(fields.Nested(SearchResultSchema), required=True)


class DocumentMetadataSchema(Result):
    created_at = fields.DateTime(required=True)


class DocumentSchema(Result):
    id = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    url = PageUrl(NOTE_PATH)
    metadata = fields.Nested(DocumentMetadataSchema, required=True)
