"""The place of a calendar question: out of the arguments, else of the host's location, else asked.

    nothing was said                  422, which arguments to ask the person for
    a subdivision without a country   422
    a country with several clocks     the zone most people live in, named together with the others;
                                      422 with the zones to choose from where no zone is that

The two sources are not mixed, a person in Paris who asks about Japan gets Japan's clock, but for
one thing: who asks about the country that they are in means its clock where they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from plugin_oauth.clock import now
from plugin_oauth.errors import Problem
from plugin_oauth.plugin.arguments import make_refusal
from plugin_oauth.plugin.calendar.subdivision_zones import COUNTRY_ZONES, SPLIT, SUBDIVISION_ZONES
from plugin_oauth.plugin.calendar.subdivisions import find_subdivision
from plugin_oauth.plugin.location import find_host_location
from plugin_oauth.plugin.time_zones import COUNTRIES, Coordinates, find_zone_place, zones_of

HALF_A_YEAR = timedelta(days=182)

WHERE = (
    "The host does not say where the person is: ask them for their country, and for the state or "
    "province where that matters, and give country and subdivision."
)
WHICH_COUNTRY = "Give the country that the subdivision is in, for example US."


class GivenPlace(TypedDict, total=False):
    """The arguments that name a place; every one may be left out."""

    country: str
    subdivision: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a place; a zone and a point only where they were said."""

    country: str | None = None
    subdivision: str | None = None
    timezone: str | None = None
    coordinates: Coordinates | None = None
    is_given: bool = True  # by the arguments; else by the host


@dataclass(frozen=True, slots=True)
class LocalClock:
    """The zone of a place, and zones in use there whose clocks differ from it."""

    timezone: str
    others: tuple[str, ...] = ()

    def at(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.timezone))


def find_place(given: GivenPlace) -> Place:
    """Return the place that the arguments name, else where the host says the person is."""
    if any(given.values()):
        return _given_place(given)
    place = _host_place()
    if place is None:
        raise make_refusal({"country": [WHERE]})
    return place


def _host_place() -> Place | None:
    location = find_host_location()
    if location is None:
        return None
    return Place(
        location.country,
        find_subdivision(location.country, location.subdivision),
        location.timezone,
        location.coordinates,
        is_given=False,
    )


def _given_place(given: GivenPlace) -> Place:
    timezone = given.get("timezone")
    country = given.get("country")
    if country is None and given.get("subdivision"):
        raise make_refusal({"country": [WHICH_COUNTRY]})
    if country is None and timezone and (known := find_zone_place(timezone)):
        country = known.country
    return Place(country, find_subdivision(country, given.get("subdivision")), timezone)


def find_clock(place: Place) -> LocalClock:
    """Return the clock of the place; raise a 422 Problem with the zones if it has several."""
    principal, zones = _zones(place)
    distinct = _distinct((principal, *zones) if principal else zones)
    if principal is None and len(distinct) != 1:
        raise _ask_for_zone(place, distinct)
    return LocalClock(distinct[0], distinct[1:])


def find_today(place: Place) -> date:
    """Return the date at the place; which zone it has matters only while the dates differ."""
    principal, zones = _zones(place)
    dates = {LocalClock(zone).at(now()).date() for zone in ([principal] if principal else zones)}
    if len(dates) != 1:
        raise _ask_for_zone(place, _distinct(zones))
    return dates.pop()


def _zones(place: Place) -> tuple[str | None, tuple[str, ...]]:
    """Return the zone most people of the place live in, if there is one, and all of its zones."""
    if place.timezone:
        return place.timezone, ()
    country = place.country or ""
    code = f"{country}-{place.subdivision}"
    if code in SUBDIVISION_ZONES:
        return SUBDIVISION_ZONES[code], SPLIT.get(code, ())
    if place.is_given and place.subdivision is None:
        near = _host_place()
        if near and near.country == country:
            return _zones(near)
    return COUNTRY_ZONES.get(country), zones_of(country)


def _distinct(zones: Iterable[str]) -> tuple[str, ...]:
    """Return the first zone of each clock: zones that show the same time now and in half a year."""
    moments = (now(), now() + HALF_A_YEAR)
    clocks: dict[tuple[timedelta | None, ...], str] = {}
    for zone in zones:
        offsets = tuple(LocalClock(zone).at(moment).utcoffset() for moment in moments)
        clocks.setdefault(offsets, zone)
    return tuple(clocks.values())


def _ask_for_zone(place: Place, zones: tuple[str, ...]) -> Problem:
    where = COUNTRIES.get(place.country or "", "this place")
    choice = f" Choose from {', '.join(zones)}." if zones else ""
    sentence = f"The time differs within {where}: ask the person for the state or city."
    if not zones:
        sentence = f"No time zone is known for {where}: ask the person for one."
    return make_refusal({"timezone": [sentence + choice]})
