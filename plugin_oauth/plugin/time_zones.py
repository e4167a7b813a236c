"""The world's time zones: which there are, and of which country and place each is.

From the files of the package tzdata: zones, iso3166.tab, zone.tab (RFC 6557's time zone database)
and, for older names like Asia/Calcutta, tzdata.zi.
"""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

MAXIMUM_LATITUDE = 90
MAXIMUM_LONGITUDE = 180

_COORDINATES = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?([+-])(\d{3})(\d\d)(\d\d)?")


class Coordinates(NamedTuple):
    """A point on the earth in degrees, north and east positive (ISO 6709)."""

    latitude: float
    longitude: float

    @property
    def is_on_earth(self) -> bool:
        """Tell whether there is such a point; NaN is none."""
        return abs(self.latitude) <= MAXIMUM_LATITUDE and abs(self.longitude) <= MAXIMUM_LONGITUDE


class ZonePlace(NamedTuple):
    """What zone.tab says of a zone: its country and its most populous place."""

    country: str
    coordinates: Coordinates


def _lines(*path: str) -> list[str]:
    text = files("tzdata").joinpath(*path).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _read_coordinates(text: str) -> Coordinates:
    found = _COORDINATES.fullmatch(text)
    if found is None:
        raise ValueError(f"tzdata's zone.tab has the coordinates {text!r}")
    return Coordinates(_degrees(*found.group(1, 2, 3, 4)), _degrees(*found.group(5, 6, 7, 8)))


def _degrees(sign: str, degrees: str, minutes: str, seconds: str | None) -> float:
    size = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
    return round(-size if sign == "-" else size, 4)


def _read_zone(line: str) -> tuple[str, ZonePlace]:
    country, coordinates, name = line.split("\t")[:3]
    return name, ZonePlace(country, _read_coordinates(coordinates))


TIME_ZONES = frozenset(_lines("zones"))
# Names by code. XK is user-assigned, and what hosts and the EU write for Kosovo.
COUNTRIES = dict(line.split("\t") for line in _lines("zoneinfo", "iso3166.tab")) | {"XK": "Kosovo"}
ZONE_PLACES = dict(_read_zone(line) for line in _lines("zoneinfo", "zone.tab"))


def zones_of(country: str) -> tuple[str, ...]:
    """Return the zones of a country, by geography and population as zone.tab has them."""
    return tuple(name for name, place in ZONE_PLACES.items() if place.country == country)


def find_zone_place(time_zone: str) -> ZonePlace | None:
    """Return country and place of a zone, also by an older name; None for UTC and its like."""
    return ZONE_PLACES.get(time_zone) or ZONE_PLACES.get(_older_names().get(time_zone, ""))


@cache
def _older_names() -> dict[str, str]:
    """Return today's names by the older ones: the links of tzdata.zi."""
    links = (line.split() for line in _lines("zoneinfo", "tzdata.zi") if line.startswith("L "))
    return {old: new for _, new, old in links}
