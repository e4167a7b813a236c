"""The sun at a point on a day: rising and setting, or neither; NOAA's equations, from astral.

A day is that of its noon: all times are those around the one moment when the sun is highest on
this date, so a sunset after midnight belongs to the sunrise before it. astral's own sunrise() and
sunset() look for a time within the date; where the time passes midnight UTC from one day to the
next, they find none.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import degrees
from zoneinfo import ZoneInfo

from astral import SunDirection
from astral.julian import julianday, julianday_to_juliancentury
from astral.sun import eq_of_time, hour_angle, sun_declination

from plugin_oauth.plugin.time_zones import Coordinates

HORIZON = 90.833  # degrees from the zenith: the upper edge of the disc, with refraction
CIVIL = 96.0  # dawn and dusk
NEAREST_TO_A_POLE = 89.8  # degrees; at the pole itself there is no direction
DAY = timedelta(days=1)
ROUNDS = 3  # of approximation: the declination is that of the time that is looked for


class SunState(StrEnum):
    """What the sun does on a day."""

    RISES_AND_SETS = "rises_and_sets"
    STAYS_UP = "stays_up"
    STAYS_DOWN = "stays_down"


@dataclass(frozen=True, slots=True)
class SunTimes:
    """The times of one day; None where the sun does not come to that height."""

    state: SunState
    dawn: datetime | None
    sunrise: datetime | None
    sunset: datetime | None
    dusk: datetime | None

    @property
    def daylight_seconds(self) -> int:
        if self.sunrise is None or self.sunset is None:
            return 24 * 3600 if self.state is SunState.STAYS_UP else 0
        return round((self.sunset - self.sunrise).total_seconds())


def compute_sun(point: Coordinates, day: date, timezone: str) -> SunTimes:
    """Return the times of the sun on a day, in the time of the zone."""
    zone = ZoneInfo(timezone)
    solar_day = _solar_day(point, day, zone)

    def find(zenith: float, direction: SunDirection) -> datetime | None:
        minutes = _minutes(point, solar_day, zenith, direction)
        return None if minutes is None else _moment(solar_day, minutes).astimezone(zone)

    sunrise = find(HORIZON, SunDirection.RISING)
    sunset = find(HORIZON, SunDirection.SETTING)
    if sunrise and sunset:
        state = SunState.RISES_AND_SETS
    else:  # or only one of them, on the last day before the sun stays: then it stays
        sunrise = sunset = None
        state = SunState.STAYS_UP if _is_up_at_noon(point, solar_day) else SunState.STAYS_DOWN
    return SunTimes(
        state, find(CIVIL, SunDirection.RISING), sunrise, sunset, find(CIVIL, SunDirection.SETTING)
    )


def _solar_day(point: Coordinates, day: date, zone: ZoneInfo) -> date:
    """Return the day by the sun whose noon is on this date in the zone; in Samoa they differ."""
    for solar_day in (day, day - DAY, day + DAY):
        noon = _moment(solar_day, _noon_minutes(point, solar_day))
        if noon.astimezone(zone).date() == day:
            return solar_day
    return day  # a zone so far off that its noon passes midnight


def _minutes(
    point: Coordinates, solar_day: date, zenith: float, direction: SunDirection
) -> float | None:
    """Return when the sun passes a height, in minutes from 0h UTC; they may be negative."""
    latitude = max(-NEAREST_TO_A_POLE, min(NEAREST_TO_A_POLE, point.latitude))
    minutes = _noon_minutes(point, solar_day)
    for _ in range(ROUNDS):
        century = _century(solar_day, minutes)
        try:
            angle = hour_angle(latitude, sun_declination(century), zenith, direction)
        except ValueError:  # it stays above or below
            return None
        minutes = 720 - 4 * (point.longitude + degrees(angle)) - eq_of_time(century)
    return minutes


def _noon_minutes(point: Coordinates, solar_day: date) -> float:
    mean = 720 - 4 * point.longitude
    return mean - eq_of_time(_century(solar_day, mean))


def _is_up_at_noon(point: Coordinates, solar_day: date) -> bool:
    century = _century(solar_day, _noon_minutes(point, solar_day))
    return abs(point.latitude - sun_declination(century)) < HORIZON


def _century(solar_day: date, minutes: float) -> float:
    return julianday_to_juliancentury(julianday(solar_day) + minutes / 1440)


def _moment(solar_day: date, minutes: float) -> datetime:
    return datetime.combine(solar_day, time(), UTC) + timedelta(seconds=round(minutes * 60))
