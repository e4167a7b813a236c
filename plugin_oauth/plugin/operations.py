"""The operation table: from it come the routes, the OpenAPI documents and the manifest's text.

A fork begins here: write a function, its schemas and a row, and put the row into a plugin.
"""

from plugin_oauth.plugin.calendar.operations import CALENDAR_OPERATIONS
from plugin_oauth.plugin.calendar.pages import CALENDAR_KEPT, CALENDAR_PAGES
from plugin_oauth.plugin.definition import Plugin, Words
from plugin_oauth.plugin.listing import Listing
from plugin_oauth.plugin.notes.demo import seed_notes
from plugin_oauth.plugin.notes.items import NOTE_ITEMS
from plugin_oauth.plugin.notes.operations import NOTE_OPERATIONS
from plugin_oauth.plugin.notes.pages import NOTE_PAGES, NOTES_KEPT
from plugin_oauth.plugin.tasks.demo import seed_tasks
from plugin_oauth.plugin.tasks.items import TASK_ITEMS
from plugin_oauth.plugin.tasks.operations import TASK_OPERATIONS
from plugin_oauth.plugin.tasks.pages import TASK_PAGES, TASKS_KEPT

OPERATIONS = TASK_OPERATIONS + NOTE_OPERATIONS + CALENDAR_OPERATIONS

PLUGIN = Plugin(
    operations=OPERATIONS,
    description_for_human="Keep tasks, and notes to search; know time, holidays and working days.",
    description_for_model=(
        "Plugin for keeping the signed-in person's to-do list with due dates, and their notes, "
        "which can be searched; and for the time, public holidays, working days and the sun at any "
        "place, which needs no sign-in."
    ),
    pages=(TASK_PAGES, NOTE_PAGES, CALENDAR_PAGES),
    kept=(TASKS_KEPT, NOTES_KEPT, CALENDAR_KEPT),
    items=(TASK_ITEMS, NOTE_ITEMS),
    demo=(seed_tasks, seed_notes),
    listing=Listing(
        short_description="Your tasks and notes",
        category="Productivity",
        counter_examples=(
            "Write a poem about the sea.",
            "Send an e-mail to my landlord.",
            "What does the euro cost in dollars today?",
        ),
    ),
    without_sign_in=Words(
        description_for_human="Know the time, public holidays, working days and the sun's hours.",
        description_for_model=(
            "Plugin for the time, public holidays, working days and the sun at any place."
        ),
        short_description="Time, holidays, the sun",
    ),
)
