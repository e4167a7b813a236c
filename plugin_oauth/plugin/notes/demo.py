"""A library for the demo: Python's language reference, so that there is something to search."""

from sqlalchemy import exists, select

from plugin_oauth.database import db
from plugin_oauth.plugin.notes.functions import create_note
from plugin_oauth.plugin.notes.models import Note
from plugin_oauth.plugin.notes.python_reference import read_reference
from plugin_oauth.users.models import CurrentUser


def seed_notes(person: CurrentUser) -> None:
    """Give the person the library, unless they have notes."""
    if db.session.scalar(select(exists().where(Note.user_id == person.id))):
        return
    for title, text in read_reference():
        create_note(person, title=title, text=text)
