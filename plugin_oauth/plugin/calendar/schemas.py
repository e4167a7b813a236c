"""The arguments and results of the calendar's operations."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from marshmallow import ValidationError, fields, validates_schema
from marshmallow.validate import Length, Range

from plugin_oauth.plugin.calendar import working_days
from plugin_oauth.plugin.calendar.holiday_rules import FIRST_YEAR, LAST_YEAR
from plugin_oauth.plugin.calendar.sun import SunState
from plugin_oauth.plugin.fields import Day, Text
from plugin_oauth.plugin.previews import PageUrl
from plugin_oauth.plugin.schemas import Arguments, Result
from plugin_oauth.plugin.time_zones import (
    COUNTRIES,
    MAXIMUM_LATITUDE,
    MAXIMUM_LONGITUDE,
    TIME_ZONES,
)

CALENDAR_PATH = "/calendar"

DEFAULT_HOLIDAYS = 5
MAXIMUM_HOLIDAYS = 30

WITHOUT_PLACE = " Left out with the other places, it is where the host says the person is."


def check_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"Give a date from {FIRST_YEAR} to {LAST_YEAR}.")


def _degrees_to(most: int) -> Range:
    return Range(-most, most, error="This must be from {min} to {max} degrees.")


class Country(Text):
    """A country by its ISO 3166-1 alpha-2 code, in capitals."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        code = super()._deserialize(value, *args, **kwargs).upper()
        if code not in COUNTRIES:
            raise ValidationError("Use the two letters of ISO 3166-1, for example DE or US.")
        return code


class TimeZone(Text):
    """The name of a time zone, as the time zone database writes it."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, *args, **kwargs)
        if name not in TIME_ZONES:
            raise ValidationError("Use a name of the time zone database, like Europe/Berlin.")
        return name


class PlaceArguments(Arguments):
    """The arguments that name a place."""

    country = Country(
        metadata={"description": "The country, two letters of ISO 3166-1." + WITHOUT_PLACE}
    )
    subdivision = Text(
        validate=Length(1, 64, error="This must have {min} to {max} characters."),
        metadata={
            "description": (
                "The state or province where it matters: the part of its ISO 3166-2 code after the "
                "hyphen, as CA of US-CA, or its name."
            )
        },
    )
    timezone = TimeZone(
        metadata={
            "description": (
                "The time zone, like America/New_York, if the person or the conversation names "
                "one, or the country has several."
            )
        }
    )


class ListHolidaysSchema(PlaceArguments):
    since = Day(
        validate=check_year,
        metadata={"description": "The first date to look at, YYYY-MM-DD; today if left out."},
    )
    limit = fields.Integer(
        load_default=DEFAULT_HOLIDAYS,
        validate=Range(1, MAXIMUM_HOLIDAYS, error="This must be a number from {min} to {max}."),
        metadata={"description": "How many holidays at most."},
    )


class AddWorkingDaysSchema(PlaceArguments):
    days = fields.Integer(
        required=True,
        validate=Range(
            -working_days.MAXIMUM,
            working_days.MAXIMUM,
            error="This must be a number from {min} to {max}.",
        ),
        metadata={
            "description": (
                "How many working days later; a negative number is earlier, and 0 is the start "
                "itself or the next working day."
            )
        },
    )
    start = Day(
        validate=check_year,
        metadata={"description": "The date to count from, YYYY-MM-DD; today if left out."},
    )


class CountWorkingDaysSchema(PlaceArguments):
    start = Day(
        validate=check_year,
        metadata={"description": "The first date, YYYY-MM-DD; today if left out."},
    )
    end = Day(
        required=True,
        validate=check_year,
        metadata={"description": "The last date, YYYY-MM-DD; it is counted too."},
    )


class GetSunTimesSchema(PlaceArguments):
    day = Day(
        validate=check_year,
        metadata={"description": "The date, YYYY-MM-DD; today if left out."},
    )
    latitude = fields.Float(
        validate=Range(
            -MAXIMUM_LATITUDE, MAXIMUM_LATITUDE, error="This must be from {min} to {max} degrees."
        ),
        metadata={
            "description": (
                "Degrees north of the equator. Give it where you know it, with country or "
                "timezone: without it the sun is that of the largest city of the time zone."
            )
        },
    )
    longitude = fields.Float(
        validate=Range(
            -MAXIMUM_LONGITUDE, MAXIMUM_LONGITUDE, error="This must be from {min} to {max} degrees."
        ),
        metadata={"description": "Degrees east of Greenwich; always together with latitude."},
    )

    @validates_schema
    def check_point(self, data: dict[str, Any], **_options: Any) -> None:
        for given, missing in (("latitude", "longitude"), ("longitude", "latitude")):
            if given in data and missing not in data:
                raise ValidationError("Give latitude and longitude together.", missing)


def calendar_path(answer: Mapping[str, Any]) -> str:
    """Return the path of the calendar's page about the place of an answer."""
    names = ("country", "subdivision", "timezone")
    place = {name: answer[name] for name in names if answer.get(name)}
    return f"{CALENDAR_PATH}?{urlencode(place)}" if place else CALENDAR_PATH


class PlaceSchema(Result):
    """Where the answer holds, and the page about that place."""

    country = fields.String(
        required=True, allow_none=True, metadata={"description": "ISO 3166-1, two letters."}
    )
    subdivision = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Null: the answer holds for the whole country."},
    )
    url = PageUrl(calendar_path, is_public=True)


class LocalTimeSchema(PlaceSchema):
    local_time = fields.DateTime(
        required=True, metadata={"description": "With its offset from UTC (RFC 3339)."}
    )
    weekday = fields.String(required=True)
    timezone = fields.String(required=True)
    other_timezones = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Zones of other parts of the place, where it is another time."},
    )


class HolidaySchema(Result):
    date = fields.Date(required=True)
    weekday = fields.Function(lambda holiday: f"{holiday.date:%A}", required=True)
    name = fields.String(required=True)
    local_name = fields.String(required=True)


class HolidayListSchema(PlaceSchema):
    holidays = fields.List(fields.Nested(HolidaySchema), required=True)


class WorkingDaySchema(PlaceSchema):
    start = fields.Date(required=True)
    days = fields.Integer(required=True)
    date = fields.Date(required=True, metadata={"description": "The working day that is asked."})
    weekday = fields.String(required=True)
    holidays = fields.List(
        fields.Nested(HolidaySchema),
        required=True,
        metadata={"description": "The holidays from the one date to the other."},
    )


class WorkingDayCountSchema(PlaceSchema):
    start = fields.Date(required=True)
    end = fields.Date(required=True)
    working_days = fields.Integer(required=True)
    calendar_days = fields.Integer(required=True)
    holidays = fields.List(fields.Nested(HolidaySchema), required=True)


class SunTimesSchema(PlaceSchema):
    date = fields.Date(required=True)
    timezone = fields.String(required=True)
    other_timezones = fields.List(fields.String(), required=True)
    latitude = fields.Float(required=True)
    longitude = fields.Float(required=True)
    city = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Whose sun it is; null where it is that of a given point."},
    )
    state = fields.Enum(
        SunState,
        by_value=fields.String,
        required=True,
        metadata={"description": "stays_up is polar day and stays_down polar night."},
    )
    dawn = fields.DateTime(required=True, allow_none=True)
    sunrise = fields.DateTime(required=True, allow_none=True)
    sunset = fields.DateTime(required=True, allow_none=True)
    dusk = fields.DateTime(required=True, allow_none=True)
    daylight_seconds = fields.Integer(required=True)
