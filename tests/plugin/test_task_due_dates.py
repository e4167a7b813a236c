"""Tasks that are due in so many working days.

The clock of the tests stands at noon UTC of Sunday, 1 March 2026.
"""

from typing import Any

import pytest

from plugin_oauth.plugin.location import HEADER
from tests.conftest import StandingClock
from tests.plugin.conftest import Caller

DAY = 24 * 3600
BEFORE_GOOD_FRIDAY = 32 * DAY  # seconds after the clock's beginning


def due(caller: Caller, host: str = "", **arguments: Any) -> Any:
    headers = caller.headers | ({HEADER: host} if host else {})
    answer = caller.http.post("/api/tasks", json={"title": "x"} | arguments, headers=headers)
    if answer.status_code == 422:
        return [error["field"] for error in answer.get_json()["errors"]]
    assert answer.status_code == 201, answer.text
    return answer.get_json()["due_on"]


@pytest.mark.parametrize(
    ("arguments", "due_on"),
    [
        ({"due_in_working_days": 1, "country": "DE"}, "2026-03-02"),
        ({"due_in_working_days": 5, "country": "DE"}, "2026-03-06"),
        ({"due_in_working_days": 5, "country": "IL"}, "2026-03-08"),
        ({"due_in_working_days": 0, "country": "DE"}, "2026-03-02"),
        ({"due_in_working_days": 1, "host": "DE-BY"}, "2026-03-02"),
        ({"due_in_working_days": None, "due_on": "2026-12-24"}, "2026-12-24"),
        ({"due_in_working_days": None}, None),
    ],
)
def test_working_days_are_counted_from_today(
    caller: Caller, arguments: dict[str, Any], due_on: str | None
) -> None:
    assert due(caller, **arguments) == due_on


@pytest.mark.parametrize("settings", [{"ACCESS_TOKEN_LIFETIME": 90 * DAY}])
def test_holidays_of_the_persons_place_are_left_out(caller: Caller, clock: StandingClock) -> None:
    clock.advance(BEFORE_GOOD_FRIDAY)
    assert due(caller, due_in_working_days=1, country="DE") == "2026-04-07"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"due_in_working_days": 1}, "country"),
        (
            {"due_in_working_days": 1, "due_on": "2026-12-24", "country": "DE"},
            "due_in_working_days",
        ),
        ({"due_in_working_days": -1, "country": "DE"}, "due_in_working_days"),
        ({"due_in_working_days": 1001, "country": "DE"}, "due_in_working_days"),
        ({"due_in_working_days": "soon", "country": "DE"}, "due_in_working_days"),
        ({"due_in_working_days": 400, "country": "LK"}, "due_in_working_days"),
        ({"due_in_working_days": 1, "country": "DE", "subdivision": "ZZ"}, "subdivision"),
    ],
)
def test_what_is_missing_or_cannot_be_counted_is_said(
    caller: Caller, arguments: dict[str, Any], field: str
) -> None:
    assert due(caller, **arguments) == [field]
    assert caller.titles() == []
