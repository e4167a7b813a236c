"""The local calendar over HTTP, as anybody calls it who is not signed in.

The clock of the tests stands at noon UTC of Sunday, 1 March 2026.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.plugin.calendar.functions import get_sun_times
from plugin_oauth.plugin.calendar.operations import CALENDAR_OPERATIONS
from plugin_oauth.plugin.location import HEADER, Location, note_host_location
from plugin_oauth.plugin.time_zones import COUNTRIES, TIME_ZONES, Coordinates
from tests.conftest import ClientAtBaseUrl, StandingClock
from tests.databases import SECRET_KEY, SqliteDatabases

DAY = 24 * 3600

QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("time", {}),
    ("holidays", {}),
    ("working-day", {"days": 5}),
    ("working-days", {"end": "2026-03-31"}),
    ("sun", {}),
]

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def standing_clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def clock(standing_clock: StandingClock) -> Iterator[StandingClock]:
    """The clock of the app, which is put back."""
    beginning = standing_clock.time
    yield standing_clock
    standing_clock.time = beginning


@pytest.fixture(scope="module")
def app(
    sqlite_databases: SqliteDatabases,
    tmp_path_factory: pytest.TempPathFactory,
    standing_clock: StandingClock,
) -> Iterator[Flask]:
    """One app for the file: the calendar stores nothing."""
    with sqlite_databases.copy(tmp_path_factory.mktemp("calendar")) as uri:
        settings = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": uri}
        app = create_app(settings, clock=standing_clock)
        app.test_client_class = ClientAtBaseUrl
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """Return a function that asks and returns the answer, which must be 200."""

    def ask(path: str, host: str = "", **arguments: Any) -> dict[str, Any]:
        answer = client.get(f"/api/calendar/{path}", query_string=arguments, headers=_from(host))
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    return ask


@pytest.fixture
def refusal(client: FlaskClient) -> Ask:
    """Return a function that asks and returns the wrong arguments of the 422."""

    def refusal(path: str, host: str = "", **arguments: Any) -> dict[str, str]:
        answer = client.get(f"/api/calendar/{path}", query_string=arguments, headers=_from(host))
        assert answer.status_code == 422, answer.text
        return {error["field"]: error["detail"] for error in answer.get_json()["errors"]}

    return refusal


def _from(host: str) -> dict[str, str]:
    return {HEADER: host} if host else {}


def names(answer: dict[str, Any]) -> list[str]:
    return [holiday["name"] for holiday in answer["holidays"]]


# Where


@pytest.mark.parametrize(("path", "arguments"), QUESTIONS)
def test_a_place_that_nobody_named_is_asked_for(
    refusal: Ask, path: str, arguments: dict[str, Any]
) -> None:
    assert "ask them for their country" in refusal(path, **arguments)["country"]


@pytest.mark.parametrize("host", ["garbage", "ZZ-QQ", "US-CA, US-NY", "\xff", "US-\x7f" * 100])
def test_a_header_that_makes_no_sense_is_no_place(refusal: Ask, host: str) -> None:
    assert "country" in refusal("time", host)


@pytest.mark.parametrize(
    ("host", "time", "timezone"),
    [
        ("DE-BE", "2026-03-01T13:00:00+01:00", "Europe/Berlin"),
        ("US-CA", "2026-03-01T04:00:00-08:00", "America/Los_Angeles"),
        ("GB-ENG", "2026-03-01T12:00:00+00:00", "Europe/London"),
        ("AU-QLD", "2026-03-01T22:00:00+10:00", "Australia/Brisbane"),
    ],
)
def test_the_host_says_where_the_person_is(ask: Ask, host: str, time: str, timezone: str) -> None:
    answer = ask("time", host)
    assert (answer["local_time"], answer["timezone"]) == (time, timezone)


@pytest.mark.parametrize(
    ("place", "timezone", "country"),
    [
        ({"country": "jp"}, "Asia/Tokyo", "JP"),
        ({"timezone": "Asia/Tokyo"}, "Asia/Tokyo", "JP"),
        ({"timezone": "Asia/Calcutta"}, "Asia/Calcutta", "IN"),
        ({"timezone": "UTC"}, "UTC", None),
        ({"country": "US", "subdivision": "Hawaii"}, "Pacific/Honolulu", "US"),
        ({"country": "US", "timezone": "Europe/Rome"}, "Europe/Rome", "US"),
        ({"country": "AR"}, "America/Argentina/Buenos_Aires", "AR"),
        ({"country": "XK"}, "Europe/Belgrade", "XK"),
    ],
)
def test_a_place_that_is_named_comes_before_the_hosts_and_is_not_mixed_with_it(
    ask: Ask, place: dict[str, str], timezone: str, country: str | None
) -> None:
    answer = ask("time", "US-CA", **place)
    assert (answer["timezone"], answer["country"]) == (timezone, country)


@pytest.mark.parametrize(
    ("place", "others"),
    [
        ({"country": "DE"}, []),  # Büsingen's clock is Berlin's
        ({"country": "ES"}, ["Atlantic/Canary"]),
        ({"country": "US", "subdivision": "FL"}, ["America/Chicago"]),
        ({"country": "US", "timezone": "America/New_York"}, []),
    ],
)
def test_where_some_people_of_a_place_have_another_time_it_is_said(
    ask: Ask, place: dict[str, str], others: list[str]
) -> None:
    assert ask("time", **place)["other_timezones"] == others


@pytest.mark.parametrize("place", [{"country": "US"}, {"country": "US", "subdivision": "ZZ"}])
def test_where_there_is_no_one_time_the_zones_are_named_to_choose_from(
    refusal: Ask, place: dict[str, str]
) -> None:
    sentence = refusal("time", **place)["timezone"]
    assert "differs within United States: ask the person" in sentence
    assert "America/New_York" in sentence
    assert "America/Detroit" not in sentence  # its clock is New York's


def test_the_time_of_the_country_a_person_is_in_is_that_where_they_are(
    ask: Ask, refusal: Ask
) -> None:
    assert ask("time", "US-CA", country="US")["timezone"] == "America/Los_Angeles"
    assert "timezone" in refusal("time", "CA-ON", country="US")


def test_a_country_without_a_time_zone_is_answered_in_words(refusal: Ask) -> None:
    assert "No time zone is known for Bouvet Island" in refusal("time", country="BV")["timezone"]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"country": "ZZ"}, "country"),
        ({"country": "Germany"}, "country"),
        ({"timezone": "Europe/Atlantis"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"subdivision": "BY"}, "country"),
        ({"country": "DE", "subdivision": "x" * 65}, "subdivision"),
        ({"country": "DE", "where": "here"}, "where"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    refusal: Ask, arguments: dict[str, str], field: str
) -> None:
    assert list(refusal("time", **arguments)) == [field]


# Holidays


def test_the_next_holidays_come_in_their_order(ask: Ask) -> None:
    answer = ask("holidays", country="FR", limit=2)
    assert answer == {
        "country": "FR",
        "subdivision": None,
        "holidays": [
            {
                "date": "2026-04-06",
                "weekday": "Monday",
                "name": "Easter Monday",
                "local_name": "Lundi de Pâques",
            },
            {
                "date": "2026-05-01",
                "weekday": "Friday",
                "name": "Labor Day",
                "local_name": "Fête du Travail",
            },
        ],
        "url": "http://localhost:5003/calendar?country=FR",
    }


def test_holidays_go_on_into_the_next_years(ask: Ask) -> None:
    found = ask("holidays", country="NL", since="2026-12-25", limit=30)["holidays"]
    assert len(found) == 30
    assert found == sorted(found, key=lambda holiday: holiday["date"])


@pytest.mark.parametrize(
    ("place", "subdivision"),
    [
        ({"country": "DE", "subdivision": "BY"}, "BY"),
        ({"country": "DE", "subdivision": "Bayern"}, "BY"),
        ({"country": "DE", "subdivision": "by"}, "BY"),
        ({"country": "DE", "subdivision": "DE-BY"}, "BY"),
        ({"host": "DE-BY"}, "BY"),
    ],
)
def test_a_subdivision_has_holidays_of_its_own(
    ask: Ask, place: dict[str, str], subdivision: str
) -> None:
    answer = ask("holidays", since="2026-05-26", limit=1, **place)
    assert (answer["subdivision"], names(answer)) == (subdivision, ["Corpus Christi"])


def test_a_subdivision_without_data_is_refused_with_those_that_have(refusal: Ask) -> None:
    assert "BY" in refusal("holidays", country="DE", subdivision="Atlantis")["subdivision"]
    assert "leave it out" in refusal("holidays", country="SM", subdivision="01")["subdivision"]


def test_where_the_hosts_subdivision_has_no_data_it_is_the_country(ask: Ask) -> None:
    answer = ask("holidays", "FR-IDF", limit=1)
    assert (answer["subdivision"], names(answer)) == (None, ["Easter Monday"])


def test_a_place_without_holidays_has_none(ask: Ask) -> None:
    assert ask("holidays", country="BV", since="2026-03-01")["holidays"] == []


def test_the_holidays_of_a_zone_that_is_no_place_need_a_country(refusal: Ask) -> None:
    assert "ask the person" in refusal("holidays", timezone="UTC")["country"]


@pytest.mark.parametrize(
    ("country", "since", "said"),
    [
        ("DE", "1980-01-01", "from 1991 to 2100"),
        ("LK", "2031-01-01", "to 2026"),
        ("FR", "1969-12-31", "from 1970 to 2100"),
        ("FR", "2101-01-01", "from 1970 to 2100"),
        ("FR", "0001-01-01", "from 1970 to 2100"),
        ("FR", "9999-12-31", "from 1970 to 2100"),
    ],
)
def test_a_year_without_rules_is_refused_with_those_that_have(
    refusal: Ask, country: str, since: str, said: str
) -> None:
    assert said in refusal("holidays", country=country, since=since)["since"]


def test_names_do_not_depend_on_the_language_of_the_machine(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "uk")
    [holiday] = ask("holidays", country="FR", limit=1)["holidays"]
    assert (holiday["name"], holiday["local_name"]) == ("Easter Monday", "Lundi de Pâques")


# Working days


@pytest.mark.parametrize(
    ("arguments", "date"),
    [
        ({"days": 1}, "2026-03-02"),
        ({"days": 5}, "2026-03-06"),
        ({"days": 6}, "2026-03-09"),
        ({"days": 0}, "2026-03-02"),
        ({"days": -1}, "2026-02-27"),
        ({"days": 1, "start": "2026-04-02"}, "2026-04-07"),  # over Easter
        ({"days": -1, "start": "2026-04-07"}, "2026-04-02"),
        ({"days": 0, "start": "2026-03-04"}, "2026-03-04"),
        ({"days": 3, "start": "2027-12-30"}, "2028-01-04"),
    ],
)
def test_working_days_are_added(ask: Ask, arguments: dict[str, Any], date: str) -> None:
    assert ask("working-day", country="DE", **arguments)["date"] == date


def test_weekends_are_those_of_the_country(ask: Ask) -> None:
    assert ask("working-day", country="IL", days=1, start="2026-03-05")["weekday"] == "Sunday"
    assert ask("working-day", country="DE", days=1, start="2026-03-05")["weekday"] == "Friday"


def test_a_saturday_that_is_worked_on_for_a_holiday_counts(ask: Ask) -> None:
    """China works on some Saturdays to make holidays longer."""
    answer = ask("working-day", country="CN", days=1, start="2025-01-25")
    assert (answer["date"], answer["weekday"]) == ("2025-01-26", "Sunday")


def test_the_holidays_on_the_way_are_told(ask: Ask) -> None:
    answer = ask("working-day", country="DE", days=1, start="2026-04-02")
    assert names(answer) == ["Good Friday", "Easter Monday"]


@pytest.mark.parametrize(
    ("arguments", "working_days", "calendar_days"),
    [
        ({"start": "2026-04-01", "end": "2026-04-30"}, 20, 30),
        ({"start": "2026-04-03", "end": "2026-04-06"}, 0, 4),
        ({"start": "2026-03-02", "end": "2026-03-02"}, 1, 1),
        ({"end": "2026-03-06"}, 5, 6),
        ({"start": "2026-12-31", "end": "2027-01-04"}, 2, 5),
    ],
)
def test_working_days_are_counted_with_both_ends(
    ask: Ask, arguments: dict[str, str], working_days: int, calendar_days: int
) -> None:
    answer = ask("working-days", country="DE", **arguments)
    assert (answer["working_days"], answer["calendar_days"]) == (working_days, calendar_days)


@pytest.mark.parametrize(
    ("path", "arguments", "field"),
    [
        ("working-day", {}, "days"),
        ("working-day", {"days": "many"}, "days"),
        ("working-day", {"days": 1001}, "days"),
        ("working-day", {"days": -1001}, "days"),
        ("working-day", {"days": 1000, "start": "2099-01-01"}, "days"),
        ("working-day", {"days": 1, "start": "2100-12-31"}, "days"),
        ("working-day", {"days": 1, "start": "2101-01-01"}, "start"),
        ("working-day", {"days": 1, "start": "tomorrow"}, "start"),
        ("working-days", {}, "end"),
        ("working-days", {"end": "2026-02-28"}, "end"),
        ("working-days", {"start": "2026-01-01", "end": "2036-03-01"}, "end"),
        ("working-days", {"start": "2026-01-01", "end": "2101-01-01"}, "end"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    refusal: Ask, path: str, arguments: dict[str, Any], field: str
) -> None:
    assert list(refusal(path, country="FR", **arguments)) == [field]


def test_today_is_the_date_at_the_place(ask: Ask, clock: StandingClock) -> None:
    clock.advance(DAY / 2 - 1)  # one second before Monday, UTC
    assert ask("working-day", country="DE", days=1)["start"] == "2026-03-02"
    assert ask("working-day", country="BR", subdivision="SP", days=1)["start"] == "2026-03-01"


def test_only_while_dates_differ_within_a_country_its_zone_is_asked_for(
    ask: Ask, refusal: Ask, clock: StandingClock
) -> None:
    assert ask("working-day", country="US", days=1)["start"] == "2026-03-01"
    clock.advance(DAY / 2 - 7 * 3600)  # 17 h UTC: noon in New York, 8 o'clock in Honolulu
    assert ask("working-day", country="US", days=1)["start"] == "2026-03-01"
    clock.advance(13 * 3600)  # 6 h UTC: past midnight in New York, not in Honolulu
    assert "Pacific/Honolulu" in refusal("working-day", country="US", days=1)["timezone"]


# The sun


def test_the_sun_rises_and_sets_in_the_time_of_the_place(ask: Ask) -> None:
    answer = ask("sun", country="DE", day="2026-06-21")
    assert answer["sunrise"][:16] == "2026-06-21T04:43"
    assert answer["sunset"][:16] == "2026-06-21T21:33"
    assert (answer["state"], answer["latitude"]) == ("rises_and_sets", 52.5)
    assert answer["city"] == "Berlin"


def test_a_point_that_is_named_comes_before_the_city_of_the_zone(ask: Ask) -> None:
    answer = ask("sun", country="DE", latitude=48.14, longitude=11.58, day="2026-06-21")
    assert answer["sunrise"][:16] == "2026-06-21T05:13"
    assert (answer["latitude"], answer["longitude"]) == (48.14, 11.58)
    assert answer["city"] is None


def test_a_point_that_the_host_says_is_the_persons(app: Flask) -> None:
    munich = Location("DE", "BY", "Europe/Berlin", Coordinates(48.14, 11.58))
    with app.test_request_context():
        note_host_location(munich)
        answer = get_sun_times(None, day=date(2026, 6, 21))
    assert f"{answer['sunrise']:%H:%M}" == "05:13"
    assert (answer["subdivision"], answer["city"]) == ("BY", None)


@pytest.mark.parametrize(
    ("day", "state", "daylight"),
    [("2026-06-21", "stays_up", 86400), ("2026-12-21", "stays_down", 0)],
)
def test_polar_day_and_night_are_states_without_times(
    ask: Ask, day: str, state: str, daylight: int
) -> None:
    answer = ask("sun", country="SJ", day=day)
    assert (answer["state"], answer["daylight_seconds"]) == (state, daylight)
    assert (answer["sunrise"], answer["sunset"]) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"latitude": 48.1, "country": "DE"}, "longitude"),
        ({"longitude": 11.6, "country": "DE"}, "latitude"),
        ({"latitude": 48.1, "longitude": 11.6}, "timezone"),
        ({"latitude": 90.1, "longitude": 0, "country": "DE"}, "latitude"),
        ({"latitude": "NaN", "longitude": 0, "country": "DE"}, "latitude"),
        ({"latitude": 0, "longitude": "inf", "country": "DE"}, "longitude"),
        ({"timezone": "UTC"}, "latitude"),
        ({"country": "DE", "day": "1969-12-31"}, "day"),
    ],
)
def test_a_sun_that_cannot_be_computed_is_refused(
    refusal: Ask, arguments: dict[str, Any], field: str
) -> None:
    assert list(refusal("sun", "DE", **arguments)) == [field]


# Any call

ANYTHING = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), max_size=12)
DATES = st.dates().map(str)
ARGUMENTS = {
    "country": st.sampled_from(sorted(COUNTRIES)) | ANYTHING,
    "subdivision": st.sampled_from(["CA", "BY", "01", "Zone A"]) | ANYTHING,
    "timezone": st.sampled_from(sorted(TIME_ZONES)) | ANYTHING,
    "since": DATES | ANYTHING,
    "start": DATES | ANYTHING,
    "end": DATES | ANYTHING,
    "day": DATES | ANYTHING,
    "days": st.integers().map(str) | st.integers(-1000, 1000).map(str) | ANYTHING,
    "limit": st.integers(1, 30).map(str) | ANYTHING,
    "latitude": st.floats().map(str) | st.floats(-90, 90).map(str),
    "longitude": st.floats().map(str) | st.floats(-180, 180).map(str),
}
HEADERS = st.from_regex(r"[A-Z]{2}-[A-Z0-9]{1,3}", fullmatch=True) | st.text(
    st.characters(min_codepoint=32, max_codepoint=255), max_size=20
)


@pytest.mark.parametrize("operation", CALENDAR_OPERATIONS, ids=lambda row: row.name)
def test_no_arguments_and_no_header_are_more_than_refused(app: Flask, operation: Any) -> None:
    http = app.test_client()
    known = {name: ARGUMENTS[name] for name in operation.arguments().fields}

    @given(arguments=st.fixed_dictionaries({}, optional=known), header=HEADERS)
    def call(arguments: dict[str, str], header: str) -> None:
        answer = http.get(operation.path, query_string=arguments, headers={HEADER: header})
        assert answer.status_code in {200, 422}, (arguments, header, answer.text)
        assert len(answer.text) < 100_000

    call()


@pytest.mark.parametrize(("path", "arguments"), QUESTIONS)
def test_the_calendar_asks_no_database(
    app: Flask, ask: Ask, path: str, arguments: dict[str, Any]
) -> None:
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    ask(path, "DE-BE", **arguments)
    event.remove(engine, "before_cursor_execute", note)
    assert statements == []
