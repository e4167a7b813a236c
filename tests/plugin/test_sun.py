"""Sunrise and sunset against an almanac, everywhere, and on days that are hard."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin_oauth.plugin.calendar.sun import SunState, compute_sun
from plugin_oauth.plugin.time_zones import ZONE_PLACES, Coordinates

MINUTE = timedelta(minutes=1)
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


@pytest.mark.parametrize(
    ("point", "zone", "sunrise", "sunset"),
    [
        ((52.52, 13.405), "Europe/Berlin", "2026-06-21 04:43", "2026-06-21 21:33"),
        ((40.71, -74.01), "America/New_York", "2026-12-21 07:17", "2026-12-21 16:32"),
        ((-33.87, 151.21), "Australia/Sydney", "2026-12-21 05:41", "2026-12-21 20:05"),
        ((64.15, -21.94), "Atlantic/Reykjavik", "2026-06-21 02:55", "2026-06-22 00:04"),
    ],
)
def test_the_sun_keeps_the_times_of_the_almanac(
    point: tuple[float, float], zone: str, sunrise: str, sunset: str
) -> None:
    found = compute_sun(Coordinates(*point), date.fromisoformat(sunrise[:10]), zone)
    for time, almanac in ((found.sunrise, sunrise), (found.sunset, sunset)):
        assert time is not None
        expected = datetime.fromisoformat(almanac).replace(tzinfo=ZoneInfo(zone))
        assert abs(time - expected) <= MINUTE


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Asia/Hovd", "Pacific/Apia", "America/Adak"])
def test_below_the_polar_circles_every_day_has_its_sunrise(zone: str) -> None:
    """Also on those where sunrise passes midnight UTC from one day to the next."""
    for day in YEAR:
        found = compute_sun(ZONE_PLACES[zone].coordinates, day, zone)
        assert found.sunrise is not None
        assert found.sunrise.date() == day


@given(
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    day=st.dates(date(1970, 1, 1), date(2100, 12, 31)),
    zone=st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", *ZONE_PLACES]),
)
def test_anywhere_the_order_of_the_day_is_kept(
    latitude: float, longitude: float, day: date, zone: str
) -> None:
    found = compute_sun(Coordinates(latitude, longitude), day, zone)
    times = [found.dawn, found.sunrise, found.sunset, found.dusk]
    known = [time for time in times if time is not None]
    assert known == sorted(known)
    assert 0 <= found.daylight_seconds <= 24 * 3600
    assert (found.state is SunState.RISES_AND_SETS) == (found.sunrise is not None)
