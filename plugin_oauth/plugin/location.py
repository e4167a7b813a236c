"""Where the host says that the person is: coarse, unverified, and often not said at all.

    ChatGPT's plugins and actions    the header openai-subdivision-1-iso-code: US-CA, GB-ENG
    ChatGPT over MCP                 _meta["openai/userLocation"], noted by the MCP endpoint

What cannot be read is no location, never an error. It is used for this answer and never stored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context, request

from plugin_oauth.plugin.time_zones import COUNTRIES, TIME_ZONES, Coordinates

HEADER = "openai-subdivision-1-iso-code"
MAXIMUM_NAME = 64  # characters of a region

_ISO_CODE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")  # ISO 3166-2


@dataclass(frozen=True, slots=True)
class Location:
    """A country (ISO 3166-1 alpha-2) and whatever else was said."""

    country: str
    subdivision: str | None = None  # the part after the hyphen (ISO 3166-2), or a name
    timezone: str | None = None
    coordinates: Coordinates | None = None


def find_host_location() -> Location | None:
    """Return the location that was noted for this call, else the one in the request's header."""
    noted: Location | None = g.get("host_location")
    if noted is None and has_request_context():
        return read_iso_code(request.headers.get(HEADER, ""))
    return noted


def note_host_location(location: Location | None) -> None:
    """Keep what the host said about this call in another way than by the header."""
    g.host_location = location


def read_iso_code(text: str) -> Location | None:
    """Return the location of an ISO 3166-2 code like US-CA, or of a country's alone."""
    found = _ISO_CODE.fullmatch(text.strip().upper())
    if found is None or found[1] not in COUNTRIES:
        return None
    return Location(found[1], found[2])


def read_user_location(value: object) -> Location | None:
    """Return the location of an openai/userLocation, without the members that make no sense."""
    if not isinstance(value, Mapping):
        return None
    country = value.get("country")
    if not (isinstance(country, str) and country.upper() in COUNTRIES):
        return None
    timezone = value.get("timezone")
    return Location(
        country.upper(),
        _read_region(value.get("region")),
        timezone if isinstance(timezone, str) and timezone in TIME_ZONES else None,
        _read_coordinates(value.get("latitude"), value.get("longitude")),
    )


def _read_region(value: object) -> str | None:
    if isinstance(value, str) and 0 < len(value) <= MAXIMUM_NAME and value.isprintable():
        return value
    return None


def _read_coordinates(latitude: Any, longitude: Any) -> Coordinates | None:
    """Accept numbers, and numbers as text, which is how some hosts send them."""
    try:
        found = Coordinates(float(latitude), float(longitude))
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found.is_on_earth else None
