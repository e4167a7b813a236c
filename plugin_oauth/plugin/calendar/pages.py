"""/calendar: what the calendar knows of one place, as a page for everybody; answers lead to it.

The same functions as the operations, with the same refusals; only the host's location is not looked
at, for a page has none.
"""

from typing import Any

from flask import Blueprint, make_response, render_template, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from plugin_oauth.errors import Problem
from plugin_oauth.limits import by_network, check_calls
from plugin_oauth.plugin.calendar.functions import get_local_time, get_sun_times, list_holidays
from plugin_oauth.plugin.calendar.schemas import CALENDAR_PATH, PlaceArguments, calendar_path
from plugin_oauth.plugin.definition import Pages
from plugin_oauth.plugin.kept import Kept
from plugin_oauth.plugin.previews import make_preview
from plugin_oauth.plugin.time_zones import COUNTRIES

bp = Blueprint("calendar", __name__)

CALENDAR_PAGES = Pages(
    blueprint=bp,
    start=CALENDAR_PATH,
    name="Calendar",
    invitation="Ask the calendar",
    details="Time, public holidays and the sun at any place, without signing in.",
    is_public=True,
)

CALENDAR_KEPT = Kept(
    what="Where the program says that you are",
    why="To answer for your place; it is not stored",
    how_long="Until the answer",
    tables=(),
)

FACES = {"time": get_local_time, "holidays": list_holidays, "sun": get_sun_times}


@bp.get(CALENDAR_PATH)
def index() -> Response | str:
    schema = PlaceArguments()
    # What is left empty in a form was not given.
    given = {name: value for name in schema.fields if (value := request.args.get(name))}
    if not given:
        return _show()
    check_calls("PUBLIC_RATE_LIMIT", by_network())  # it computes what a public operation does
    try:
        place = schema.load(given)
    except ValidationError as error:
        messages: dict[str, list[str]] = error.messages_dict
        return _refuse(given, {name: " ".join(said) for name, said in messages.items()})
    known, refused = _ask(place)
    if not known:
        return _refuse(
            given, {name: said for one in refused.values() for name, said in one.items()}
        )
    where = _where(known)
    preview = make_preview(where, *_details(known), public_path=calendar_path(given))
    unknown = sorted({said for one in refused.values() for said in one.values()})
    return _show(given=given, known=known, unknown=unknown, where=where, preview=preview)


def _show(**what: Any) -> str:
    nothing: dict[str, Any] = {
        "given": {},
        "known": {},
        "unknown": [],
        "refusals": {},
        "where": None,
    }
    return render_template("plugin/calendar.html", **(nothing | what))


def _ask(place: dict[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Return what is known of the place, and why the rest is not."""
    known: dict[str, Any] = {}
    refused: dict[str, dict[str, str]] = {}
    for face, function in FACES.items():
        try:
            known[face] = function(None, **place)
        except Problem as problem:
            errors = problem.members.get("errors", [])
            refused[face] = {error["field"]: error["detail"] for error in errors}
    return known, refused


def _refuse(given: dict[str, str], refusals: dict[str, str]) -> Response:
    return make_response(_show(given=given, refusals=refusals), 422)


def _where(known: dict[str, Any]) -> str:
    """Return the place in words: its country by name, else its time zone."""
    place = next(iter(known.values()))
    country = COUNTRIES.get(place["country"] or "", place.get("timezone") or "")
    return f"{country}, {place['subdivision']}" if place["subdivision"] else country


def _details(known: dict[str, Any]) -> list[str]:
    said = []
    if time := known.get("time"):
        said.append(f"{time['weekday']}, {time['local_time']:%Y-%m-%d %H:%M}")
    if holidays := known.get("holidays", {}).get("holidays"):
        said.append(f"next holiday {holidays[0].date}: {holidays[0].name}")
    return said
