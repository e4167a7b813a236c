"""Local calendar: one function per operation; public, so the user is None and nothing is stored.

Besides what places.py and holiday_rules.py refuse, these are 422:

    an end before its start, or more than ten years after it
    working days that lead to a year without rules
    the sun of a zone that is no place (UTC), without latitude and longitude
"""

from datetime import date, timedelta
from typing import Any, Unpack

from plugin_oauth.clock import now
from plugin_oauth.plugin.arguments import make_refusal
from plugin_oauth.plugin.calendar.holiday_rules import Holiday, find_rules
from plugin_oauth.plugin.calendar.places import (
    GivenPlace,
    LocalClock,
    find_clock,
    find_place,
    find_today,
)
from plugin_oauth.plugin.calendar.schemas import DEFAULT_HOLIDAYS
from plugin_oauth.plugin.calendar.sun import compute_sun
from plugin_oauth.plugin.calendar.working_days import find_working_day
from plugin_oauth.plugin.time_zones import Coordinates, find_zone_place
from plugin_oauth.users.models import CurrentUser

MAXIMUM_SPAN = timedelta(days=3660)
YEARS_AHEAD = 10  # what is looked through for holidays: some places have none, some ten a year

WHICH_TIMEZONE = "Give the time zone at this point too, so that the times are in its clock."

Answer = dict[str, Any]


def get_local_time(_user: CurrentUser | None, **given: Unpack[GivenPlace]) -> Answer:
    """Return the present time at the place."""
    place = find_place(given)
    clock = find_clock(place)
    local_time = clock.at(now()).replace(microsecond=0)
    return {
        "country": place.country,
        "subdivision": place.subdivision,
        "local_time": local_time,
        "weekday": f"{local_time:%A}",
        "timezone": clock.timezone,
        "other_timezones": clock.others,
    }


def list_holidays(
    _user: CurrentUser | None,
    *,
    since: date | None = None,
    limit: int = DEFAULT_HOLIDAYS,
    **given: Unpack[GivenPlace],
) -> Answer:
    """Return the next public holidays at the place, from a date on."""
    place = find_place(given)
    rules = find_rules(place)
    first = since or find_today(place)
    rules.check_year(first, "since")
    found: list[Holiday] = []
    for year in range(first.year, min(rules.last_year, first.year + YEARS_AHEAD) + 1):
        found += rules.holidays_between(max(first, date(year, 1, 1)), date(year, 12, 31))
        if len(found) >= limit:
            break
    return {
        "country": rules.country,
        "subdivision": rules.subdivision,
        "holidays": found[:limit],
    }


def add_working_days(
    _user: CurrentUser | None,
    *,
    days: int,
    start: date | None = None,
    **given: Unpack[GivenPlace],
) -> Answer:
    """Return the working day so many working days from a date, and the holidays on the way."""
    place = find_place(given)
    rules = find_rules(place)
    first = start or find_today(place)
    rules.check_year(first, "start")
    found = find_working_day(rules, first, days)
    return {
        "country": rules.country,
        "subdivision": rules.subdivision,
        "start": first,
        "days": days,
        "date": found,
        "weekday": f"{found:%A}",
        "holidays": rules.holidays_between(min(first, found), max(first, found)),
    }


def count_working_days(
    _user: CurrentUser | None,
    *,
    end: date,
    start: date | None = None,
    **given: Unpack[GivenPlace],
) -> Answer:
    """Return how many working days there are from one date to another, both included."""
    place = find_place(given)
    rules = find_rules(place)
    first = start or find_today(place)
    rules.check_year(first, "start")
    rules.check_year(end, "end")
    if not timedelta() <= end - first <= MAXIMUM_SPAN:
        raise make_refusal({"end": [f"Give a date from {first} on, at most ten years later."]})
    days = [first + timedelta(days=number) for number in range((end - first).days + 1)]
    return {
        "country": rules.country,
        "subdivision": rules.subdivision,
        "start": first,
        "end": end,
        "working_days": sum(map(rules.is_working_day, days)),
        "calendar_days": len(days),
        "holidays": rules.holidays_between(first, end),
    }


def get_sun_times(
    _user: CurrentUser | None,
    *,
    day: date | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    **given: Unpack[GivenPlace],
) -> Answer:
    """Return when the sun rises and sets at the place on a day."""
    if latitude is not None and not any(given.values()):
        raise make_refusal({"timezone": [WHICH_TIMEZONE]})
    place = find_place(given)
    clock = find_clock(place)
    city = None
    if latitude is not None and longitude is not None:
        point = Coordinates(latitude, longitude)
    elif place.coordinates:
        point = place.coordinates
    else:
        city, point = _city(clock)
    day = day or clock.at(now()).date()
    sun = compute_sun(point, day, clock.timezone)
    return {
        "country": place.country,
        "subdivision": place.subdivision,
        "date": day,
        "timezone": clock.timezone,
        "other_timezones": clock.others,
        "latitude": point.latitude,
        "longitude": point.longitude,
        "city": city,
        "state": sun.state,
        "dawn": sun.dawn,
        "sunrise": sun.sunrise,
        "sunset": sun.sunset,
        "dusk": sun.dusk,
        "daylight_seconds": sun.daylight_seconds,
    }


def _city(clock: LocalClock) -> tuple[str, Coordinates]:
    """Return the city that a zone is named after, mostly its most populous one."""
    known = find_zone_place(clock.timezone)
    if known is None:
        raise make_refusal(
            {"latitude": ["This zone is no place: ask for one, give its latitude and longitude."]}
        )
    return clock.timezone.rpartition("/")[2].replace("_", " "), known.coordinates
