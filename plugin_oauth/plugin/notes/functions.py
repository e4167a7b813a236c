"""Notes: one function per operation, each within the notes of one person.

Whose note it is stands in every statement's WHERE: a foreign id is answered like an unknown one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, delete, func, select, tuple_

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.errors import Problem
from plugin_oauth.plugin.answer_size import find_fitting
from plugin_oauth.plugin.creations import CreationRequest, Made, begin_creation
from plugin_oauth.plugin.notes.cursor import NoteOrder, NotePosition
from plugin_oauth.plugin.notes.models import TITLE_LENGTH, Note
from plugin_oauth.plugin.notes.query import read_query
from plugin_oauth.plugin.notes.schemas import DEFAULT_FOUND, DEFAULT_PAGE
from plugin_oauth.plugin.notes.search import add_to_index, find_matching
from plugin_oauth.plugin.notes.snippets import Highlight, make_snippet
from plugin_oauth.plugin.notes.words import make_sort_key
from plugin_oauth.users.models import CurrentUser

BEGINNING = 200  # characters

NO_NOTE = "No note of yours has this id. It may have been deleted: listNotes has those there are."


@dataclass(frozen=True, slots=True)
class NoteSummary:
    """A note in a list: how it begins, not all of it."""

    id: UUID
    user_id: UUID
    title: str
    beginning: str
    created_at: datetime
    sort_key: str


@dataclass(frozen=True, slots=True)
class NotePage:
    """Some notes in their order, and where the next page begins, if there is one."""

    notes: Sequence[NoteSummary]
    next_cursor: NotePosition | None


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note that a search found, and the piece of it that shows why."""

    id: UUID
    user_id: UUID
    title: str
    snippet: str
    highlights: list[Highlight]


@dataclass(frozen=True, slots=True)
class Document:
    """A note in the shape of deep research."""

    id: UUID
    title: str
    text: str
    metadata: dict[str, Any]


def create_note(user: CurrentUser, *, title: str, text: str, request_id: str | None = None) -> Note:
    """Store a note, put its words into the search, and return it; a known id only returns it.

    Raises the 422 Problem of begin_creation.
    """
    made = first = Made(uuid4(), now())
    if request_id is not None:
        told = {"title": title, "text": text}
        first = begin_creation(CreationRequest(user.id, "note", request_id, told), made)
    note = Note(
        id=first.item_id,
        user_id=user.id,
        title=title,
        sort_key=make_sort_key(title)[:TITLE_LENGTH],
        text=text,
        created_at=first.at,
    )
    if first == made:
        db.session.add(note)
        db.session.flush()
        add_to_index(note)
    return note


def find_note(user: CurrentUser, *, note_id: UUID) -> Note:
    """Return one of the person's notes; raise a 404 Problem if they have none of this id."""
    query = select(Note).where(Note.id == note_id, Note.user_id == user.id)
    return _found(db.session.scalar(query))


def list_notes(  # noqa: PLR0913 -- one keyword per argument of the operation
    user: CurrentUser,
    *,
    order: NoteOrder = NoteOrder.NEWEST,
    created_before: date | None = None,
    created_after: date | None = None,
    limit: int = DEFAULT_PAGE,
    cursor: NotePosition | None = None,
) -> NotePage:
    """Return a page of the person's notes; a cursor of another order is a 422 Problem."""
    beginning = func.substr(Note.text, 1, BEGINNING)
    query = select(
        Note.id, Note.user_id, Note.title, beginning, Note.created_at, Note.sort_key
    ).where(Note.user_id == user.id)
    if created_before:
        query = query.where(Note.created_at < _midnight(created_before))
    if created_after:
        query = query.where(Note.created_at >= _midnight(created_after) + timedelta(days=1))
    if cursor and cursor.order != order:
        raise Problem(422, "Unprocessable Content", f"cursor: It goes with order={cursor.order}.")
    query = _ordered(query, order, cursor).limit(limit + 1)
    found = [NoteSummary(*row) for row in db.session.execute(query)]
    shown = find_fitting(found[:limit], lambda note: [note.title, note.beginning])
    return NotePage(shown, _position(order, shown[-1]) if len(shown) < len(found) else None)


def search_notes(user: CurrentUser, *, query: str, limit: int = DEFAULT_FOUND) -> dict[str, Any]:
    """Return the person's notes that have all the words of the query, the best first."""
    phrases = read_query(query)
    terms = {term for phrase in phrases for term in phrase}
    found = []
    for note in find_matching(user.id, phrases, limit):
        snippet = make_snippet(note.text, terms)
        found.append(FoundNote(note.id, user.id, note.title, snippet.text, snippet.highlights))
    return {"notes": find_fitting(found, lambda note: [note.title, note.snippet])}


def delete_note(user: CurrentUser, *, note_id: UUID) -> Note:
    """Delete the note and return it as it was. 404 as find_note."""
    statement = delete(Note).where(Note.id == note_id, Note.user_id == user.id).returning(Note)
    return _found(db.session.scalar(statement))


def search_documents(user: CurrentUser, *, query: str) -> dict[str, Any]:
    """Return what search_notes finds in the shape of deep research."""
    return {"results": find_matching(user.id, read_query(query), DEFAULT_FOUND)}


def fetch_document(user: CurrentUser, *, note_id: UUID) -> Document:
    """Return a note in the shape of deep research. 404 as find_note."""
    note = find_note(user, note_id=note_id)
    return Document(note.id, note.title, note.text, {"created_at": note.created_at})


def _ordered(query: Select[Any], order: NoteOrder, cursor: NotePosition | None) -> Select[Any]:
    if order is NoteOrder.NEWEST:
        place = tuple_(Note.created_at, Note.id)
        query = query.order_by(Note.created_at.desc(), Note.id.desc())
        return query.where(place < tuple_(cursor.key, cursor.id)) if cursor else query
    place = tuple_(Note.sort_key, Note.id)
    query = query.order_by(Note.sort_key, Note.id)
    return query.where(place > tuple_(cursor.key, cursor.id)) if cursor else query


def _position(order: NoteOrder, note: NoteSummary) -> NotePosition:
    key = note.created_at if order is NoteOrder.NEWEST else note.sort_key
    return NotePosition(order, key, note.id)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(tzinfo=UTC))


def _found(note: Note | None) -> Note:
    if note is None:
        raise Problem(404, "Not Found", NO_NOTE)
    return note
