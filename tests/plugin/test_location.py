"""What a host says about where a person is: read where it makes sense, and never an error."""

import math
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from plugin_oauth.plugin.location import (
    HEADER,
    Location,
    find_host_location,
    note_host_location,
    read_iso_code,
    read_user_location,
)
from plugin_oauth.plugin.time_zones import Coordinates

BERLIN = {
    "city": "Berlin",
    "region": "Berlin",
    "country": "DE",
    "timezone": "Europe/Berlin",
    "latitude": 52.52,
    "longitude": 13.405,
}


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("US-CA", Location("US", "CA")),
        ("GB-ENG", Location("GB", "ENG")),
        (" us-ca ", Location("US", "CA")),
        ("PT-20", Location("PT", "20")),
        ("DE", Location("DE")),
    ],
)
def test_the_code_of_a_country_or_a_subdivision_is_a_location(
    text: str, location: Location
) -> None:
    assert read_iso_code(text) == location


@pytest.mark.parametrize(
    "text", ["", "-", "US-", "-CA", "USA", "ZZ", "ZZ-QQ", "US-CALI", "US_CA", "US-CA, GB-ENG", "ÜS"]
)
def test_any_other_text_is_none(text: str) -> None:
    assert read_iso_code(text) is None


@given(text=st.text())
def test_no_text_is_an_error(text: str) -> None:
    location = read_iso_code(text)
    assert location is None or len(location.country) == 2


def test_a_user_location_is_read_whole() -> None:
    assert read_user_location(BERLIN) == Location(
        "DE", "Berlin", "Europe/Berlin", Coordinates(52.52, 13.405)
    )


@pytest.mark.parametrize(
    ("changes", "location"),
    [
        ({"timezone": "Mars/Olympus"}, ("Berlin", None, Coordinates(52.52, 13.405))),
        ({"latitude": 91}, ("Berlin", "Europe/Berlin", None)),
        ({"longitude": math.nan}, ("Berlin", "Europe/Berlin", None)),
        ({"latitude": None}, ("Berlin", "Europe/Berlin", None)),
        ({"latitude": "52.52"}, ("Berlin", "Europe/Berlin", Coordinates(52.52, 13.405))),
        ({"region": "a\0b"}, (None, "Europe/Berlin", Coordinates(52.52, 13.405))),
        ({"region": ["Berlin"]}, (None, "Europe/Berlin", Coordinates(52.52, 13.405))),
    ],
)
def test_a_member_that_makes_no_sense_is_left_out(
    changes: dict[str, Any], location: tuple[Any, ...]
) -> None:
    assert read_user_location(BERLIN | changes) == Location("DE", *location)


@pytest.mark.parametrize("value", [None, "DE", [], {}, {"country": "Germany"}, {"country": 49}])
def test_without_a_country_there_is_no_location(value: object) -> None:
    assert read_user_location(value) is None


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(sorted(BERLIN)), inner),
    ),
    country=st.sampled_from(["DE", "us", "zz"]),
)
def test_no_user_location_is_an_error(value: Any, country: str) -> None:
    for sent in (value, {"country": country} | (value if isinstance(value, dict) else {})):
        location = read_user_location(sent)
        assert location is None or location.country in {"DE", "US"}


def test_what_was_noted_for_a_call_comes_before_the_header(app: Flask) -> None:
    with app.test_request_context(headers={HEADER: "US-CA"}):
        assert find_host_location() == Location("US", "CA")
        note_host_location(Location("DE"))
        assert find_host_location() == Location("DE")


def test_outside_of_a_request_there_is_no_location(app: Flask) -> None:
    with app.app_context():
        assert find_host_location() is None
