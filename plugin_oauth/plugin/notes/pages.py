"""The signed-in person's notes as pages: the operations' own functions, behind forms."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from plugin_oauth.database import unit_of_work
from plugin_oauth.plugin.arguments import read_arguments
from plugin_oauth.plugin.definition import Pages
from plugin_oauth.plugin.kept import Kept
from plugin_oauth.plugin.markdown import markdown_link, render_markdown
from plugin_oauth.plugin.notes.cursor import NoteOrder
from plugin_oauth.plugin.notes.functions import (
    FoundNote,
    create_note,
    delete_note,
    find_note,
    list_notes,
    search_notes,
)
from plugin_oauth.plugin.notes.schemas import (
    NOTE_PATH,
    ListNotesSchema,
    NewNote,
    NotePageSchema,
    SearchNotesSchema,
)
from plugin_oauth.plugin.previews import make_preview, page_url
from plugin_oauth.plugin.share_links import private_item
from plugin_oauth.users.models import CurrentUser
from plugin_oauth.users.session import current_user, login_required

# Of some texts Markdown's parser takes time in the square of their length; what is longer than this
# is shown as it was typed.
MAXIMUM_MARKDOWN = 20_000  # characters

bp = Blueprint("notes", __name__, url_prefix="/notes")

NOTE_PAGES = Pages(
    blueprint=bp,
    start="/notes",
    name="Notes",
    invitation="Search your notes",
    details=(
        "The demo user has the reference of the Python language: try “context managers”, or "
        "“raise”. A program that you allow finds the same."
    ),
)
NOTES_KEPT = Kept(
    what="Your notes",
    why="So that you and the programs you allowed can read and search them",
    how_long="Until you delete them, or with the account",
    tables=("note",),
)


@bp.get("")
@login_required
def index() -> str:
    return _list(read_arguments(ListNotesSchema(), {}))


@bp.get("/search")
@login_required
def search() -> str:
    arguments = read_arguments(SearchNotesSchema(), {})
    found = search_notes(_person(), **arguments)["notes"]
    return render_template(
        "plugin/found_notes.html", query=arguments["query"], notes=found, marked=marked
    )


@bp.post("")
@unit_of_work
@login_required
def create() -> Response:
    schema = NewNote()
    given = {name: value for name in schema.fields if (value := request.form.get(name))}
    if "text" in given:  # a form's lines end in CR LF (WHATWG, "multipart form data")
        given["text"] = given["text"].replace("\r\n", "\n")
    try:
        note = create_note(_person(), **schema.load(given))
    except ValidationError as error:
        return make_response(_list({}, errors=error.messages_dict), 422)
    flash(f"Added “{note.title}”.")
    return redirect(url_for("notes.item", note_id=note.id), 303)


@bp.get("/<uuid:note_id>")
@private_item
def item(person: CurrentUser, note_id: UUID) -> str:
    note = find_note(person, note_id=note_id)
    is_short = len(note.text) <= MAXIMUM_MARKDOWN
    return render_template(
        "plugin/note.html",
        note=note,
        html=render_markdown(note.text, first_heading=2) if is_short else None,
        preview=make_preview(note.title, note.text),
        link=markdown_link(note.title, page_url(NOTE_PATH.format(note))),
    )


@bp.get("/<uuid:note_id>/delete")
@login_required
def confirm_delete(note_id: UUID) -> str:
    return render_template("plugin/delete_note.html", note=find_note(_person(), note_id=note_id))


@bp.post("/<uuid:note_id>/delete")
@unit_of_work
@login_required
def delete(note_id: UUID) -> Response:
    note = delete_note(_person(), note_id=note_id)
    flash(f"Deleted “{note.title}”.")
    return redirect(url_for("notes.index"), 303)


def marked(note: FoundNote) -> Markup:
    """Return the snippet as HTML, with the words that were found marked."""
    html, at = Markup(), 0
    for highlight in note.highlights:
        word = note.snippet[highlight.start : highlight.end]
        html += escape(note.snippet[at : highlight.start]) + Markup("<mark>{}</mark>").format(word)
        at = highlight.end
    return html + escape(note.snippet[at:])


def _list(arguments: dict[str, Any], *, errors: Mapping[str, list[str]] | None = None) -> str:
    return render_template(
        "plugin/notes.html",
        page=NotePageSchema().dump(list_notes(_person(), **arguments)),
        order=arguments.get("order", NoteOrder.NEWEST),
        form=request.form,
        errors=errors or {},
    )


def _person() -> CurrentUser:
    """Return who is signed in: login_required has answered everybody else."""
    return cast(CurrentUser, current_user())
