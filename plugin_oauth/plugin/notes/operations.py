"""The rows of the operation table for notes, and their scopes."""

from plugin_oauth.oauth.scopes import Scope
from plugin_oauth.plugin.notes import functions
from plugin_oauth.plugin.notes.schemas import (
    CreateNoteSchema,
    DeletedNoteSchema,
    DocumentSchema,
    FetchSchema,
    FoundNotesSchema,
    ListNotesSchema,
    NoteIdSchema,
    NotePageSchema,
    NoteSchema,
    SearchNotesSchema,
    SearchResultsSchema,
    SearchSchema,
)
from plugin_oauth.plugin.operation import Operation

NOTES_READ = Scope("notes.read", "See and search your notes.")
NOTES_WRITE = Scope("notes.write", "Add and delete your notes.")

NOTE_OPERATIONS = (
    Operation(
        name="listNotes",
        method="GET",
        path="/api/notes",
        summary="List the person's notes",
        description=(
            "Returns notes with the beginning of their text, the newest first or by title. "
            "If next_cursor is not null, there are more. To find something, searchNotes is better."
        ),
        examples=(
            "Which notes do I have?",
            "What did I write down this week?",
            "Show me my notes from A to Z.",
        ),
        scopes=(NOTES_READ,),
        arguments=ListNotesSchema,
        result=NotePageSchema,
        function=functions.list_notes,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
        is_shown=True,
    ),
    Operation(
        name="searchNotes",
        method="GET",
        path="/api/notes/search",
        summary="Search the person's notes",
        description=(
            "Returns the notes that have all the words of the query, those with the words in the "
            "title first, each with the piece of its text that fits best. Few telling words find "
            "most."
        ),
        examples=(
            "What do my notes say about context managers?",
            "Find the note with the wifi password.",
            "Did I write anything down about exceptions?",
            "Search my notes for the recipe with chickpeas.",
        ),
        scopes=(NOTES_READ,),
        arguments=SearchNotesSchema,
        result=FoundNotesSchema,
        function=functions.search_notes,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
        is_shown=True,
    ),
    Operation(
        name="getNote",
        method="GET",
        path="/api/notes/{note_id}",
        summary="Read a note",
        description="Returns one note with its whole text.",
        examples=(
            "Read me the note about the wifi.",
            "What exactly does my note about exceptions say?",
            "Open the first of these notes.",
        ),
        scopes=(NOTES_READ,),
        arguments=NoteIdSchema,
        result=NoteSchema,
        function=functions.find_note,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
        is_shown=True,
    ),
    Operation(
        name="createNote",
        method="POST",
        path="/api/notes",
        summary="Add a note",
        description="Stores one note with a title and a text and returns it with its id.",
        examples=(
            "Write down that the wifi password is on the fridge.",
            "Make a note of this recipe.",
            "Save this summary to my notes.",
        ),
        scopes=(NOTES_WRITE,),
        arguments=CreateNoteSchema,
        result=NoteSchema,
        function=functions.create_note,
        read_only=False,
        destructive=False,
        open_world=False,
        consequential=False,
        is_shown=True,
        status=201,
    ),
    Operation(
        name="deleteNote",
        method="DELETE",
        path="/api/notes/{note_id}",
        summary="Delete a note for good",
        description="Deletes one note and returns it as it was; it cannot be brought back.",
        examples=(
            "Delete the note about the old wifi password.",
            "Throw that note away.",
            "Remove the recipe from my notes.",
        ),
        scopes=(NOTES_WRITE,),
        arguments=NoteIdSchema,
        result=DeletedNoteSchema,
        function=functions.delete_note,
        read_only=False,
        destructive=True,
        open_world=False,
        consequential=True,
    ),
    # The two that deep research and company knowledge look for, by these names and arguments.
    Operation(
        name="search",
        method="GET",
        path="/api/search",
        summary="Search documents for deep research",
        description=(
            "Returns the ids, titles and addresses of the person's notes that have all the words "
            "of the query, the best first; fetch has their text."
        ),
        examples=(
            "Research what my notes say about exceptions.",
            "Use my own documents to explain context managers.",
            "Answer from my knowledge base: what is a descriptor?",
        ),
        scopes=(NOTES_READ,),
        arguments=SearchSchema,
        result=SearchResultsSchema,
        function=functions.search_documents,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
    Operation(
        name="fetch",
        method="GET",
        path="/api/fetch/{id}",
        summary="Fetch a document for deep research",
        description="Returns one of the person's notes with its whole text and its address.",
        examples=(
            "Fetch the document about exceptions.",
            "Quote from the second result.",
            "Get the full text of that document.",
        ),
        scopes=(NOTES_READ,),
        arguments=FetchSchema,
        result=DocumentSchema,
        function=functions.fetch_document,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
)
