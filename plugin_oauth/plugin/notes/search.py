"""The full-text search: FTS5 on SQLite, tsvector on PostgreSQL; both hold the terms of words.py.

Neither table is a model. On SQLite note_index is a virtual table whose rows a trigger removes with
their note; on PostgreSQL it is a table with a GIN index whose rows refer to their note.

Best is what has the words in its title, more of them before fewer; then what has more of them in
its text; then the newest. Of more than RANKED notes the newest are ranked, which bounds the time.
FTS5's own bm25 weighs a word by how many of everybody's notes have it: the order of one's own notes
would tell what others write about.

The same query finds the same notes on both. In the order they differ where a phrase is asked for,
which counts once on SQLite and by its words on PostgreSQL, and where a note has a word more than
255 times, the most that a tsvector counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, TextClause, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import TextualSelect
from sqlalchemy.types import String

from plugin_oauth.database import db
from plugin_oauth.plugin.notes.models import Note
from plugin_oauth.plugin.notes.query import Phrase
from plugin_oauth.plugin.notes.words import make_terms

RANKED = 500


@dataclass(frozen=True, slots=True)
class Engine:
    """How one database does it: what it runs, and how it wants the phrases."""

    add: TextClause
    find: TextualSelect
    write_query: Callable[[UUID, Sequence[Phrase]], dict[str, Any]]


def add_to_index(note: Note) -> None:
    """Add the note's words to the search, in the transaction that stores the note."""
    values = {"note_id": note.id, "user_id": note.user_id}
    words = {"title": make_terms(note.title), "text": make_terms(note.text)}
    db.session.execute(_engine().add, values | words)


def find_matching(user_id: UUID, phrases: Sequence[Phrase], limit: int) -> Sequence[Note]:
    """Return the person's notes that have all the phrases, the best first."""
    if not phrases:
        return []
    engine = _engine()
    found = engine.find.cte("found")
    query = (
        select(Note)
        .join(found, Note.id == found.c.note_id)
        .where(Note.user_id == user_id)
        .order_by(
            found.c.title_hits.desc(),
            found.c.text_hits.desc(),
            Note.created_at.desc(),
            Note.id.desc(),
        )
        .limit(limit)
    )
    return db.session.scalars(query, engine.write_query(user_id, phrases)).all()


def _engine() -> Engine:
    return {"sqlite": SQLITE, "postgresql": POSTGRESQL}[db.engine.dialect.name]


def _quoted(phrases: Sequence[Phrase]) -> list[str]:
    return [f'"{" ".join(phrase)}"' for phrase in phrases]


def _match(user_id: UUID, phrases: Sequence[Phrase]) -> dict[str, Any]:
    """The person is a term like the others, so that only their notes are looked at."""
    words = " AND ".join(_quoted(phrases))
    return {"query": f'user_id : "{user_id.hex}" AND {{title text}} : ({words})', "ranked": RANKED}


def _websearch(user_id: UUID, phrases: Sequence[Phrase]) -> dict[str, Any]:
    return {
        "owner": user_id,
        "query": " ".join(_quoted(phrases)),
        "terms": sorted({term for phrase in phrases for term in phrase}),
        "ranked": RANKED,
    }


_OF_A_NOTE = (bindparam("note_id", type_=Uuid), bindparam("user_id", type_=Uuid))
_FOUND = {"note_id": Uuid, "title_hits": Integer, "text_hits": Integer}

SQLITE = Engine(
    add=text(
        "INSERT INTO note_index (note_id, user_id, title, text)"
        " VALUES (:note_id, :user_id, :title, :text)"
    ).bindparams(*_OF_A_NOTE),
    # highlight() puts a point in front of each phrase that it finds, which counts them.
    find=text("""
        SELECT note_id,
            length(highlight(note_index, 2, '.', '')) - length(title) AS title_hits,
            length(highlight(note_index, 3, '.', '')) - length(text) AS text_hits
        FROM note_index WHERE note_index MATCH :query ORDER BY rowid DESC LIMIT :ranked
    """).columns(**_FOUND),
    write_query=_match,
)

POSTGRESQL = Engine(
    add=text(
        "INSERT INTO note_index (note_id, user_id, words)"
        " VALUES (:note_id, :user_id, setweight(to_tsvector('simple', :title), 'A')"
        " || setweight(to_tsvector('simple', :text), 'D'))"
    ).bindparams(*_OF_A_NOTE),
    find=text("""
        SELECT note_id, title_hits, text_hits
        FROM (
            SELECT note_id, words FROM note_index JOIN note ON note.id = note_id
            WHERE note_index.user_id = :owner AND words @@ websearch_to_tsquery('simple', :query)
            ORDER BY created_at DESC, note_id DESC LIMIT :ranked
        ) AS latest
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE weight = 'A') AS title_hits,
                count(*) FILTER (WHERE weight = 'D') AS text_hits
            FROM unnest(words) AS entry, unnest(entry.weights) AS weight
            WHERE entry.lexeme = ANY(:terms)
        ) AS hits
    """)
    .bindparams(bindparam("owner", type_=Uuid), bindparam("terms", type_=ARRAY(String)))
    .columns(**_FOUND),
    write_query=_websearch,
)
