"""Notes as a kind of item, for hosts that attach things to a conversation."""

from collections.abc import Sequence

from plugin_oauth.plugin.items import MOST_LISTED, ItemKind
from plugin_oauth.plugin.notes.functions import NoteSummary, find_note, list_notes
from plugin_oauth.plugin.notes.models import Note
from plugin_oauth.plugin.notes.operations import NOTES_READ
from plugin_oauth.users.models import CurrentUser


def _find_newest(user: CurrentUser) -> Sequence[NoteSummary]:
    return list_notes(user, limit=MOST_LISTED).notes


def _write_out(note: Note) -> str:
    return f"# {note.title}\n\n{note.text}"


NOTE_ITEMS = ItemKind(
    name="note",
    title="Notes",
    description="One of the person's notes, all of it.",
    scopes=(NOTES_READ,),
    find_latest=_find_newest,
    find=lambda user, note_id: find_note(user, note_id=note_id),
    media_type="text/markdown",
    make_text=_write_out,
)
