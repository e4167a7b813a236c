"""What recording costs in SQL: nothing while the recorder is off, and last use almost never."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from plugin_oauth.database import db
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey

Counts = dict[str, int]


@contextmanager
def counted(app: Flask) -> Iterator[Counts]:
    """Count the statements and the commits of what is done inside."""
    counts = {"statements": 0, "commits": 0}

    def on_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA")):
            counts["statements"] += 1

    def on_commit(_connection: Any) -> None:
        counts["commits"] += 1

    with app.app_context():
        engine = db.engine
    listeners = (("before_cursor_execute", on_statement), ("commit", on_commit))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    yield counts
    for name, listener in listeners:
        event.remove(engine, name, listener)


@both_databases
def test_with_the_recorder_off_a_redemption_stays_within_six_statements(
    app: Flask, journey: Journey
) -> None:
    journey.sign_in()
    code = journey.code()
    with counted(app) as counts:
        assert journey.redeem(code).status_code == 200
    assert counts["statements"] <= 6
    assert counts["commits"] == 1


@both_databases
def test_with_the_recorder_off_a_refresh_stays_within_five_statements(
    app: Flask, journey: Journey
) -> None:
    newest = journey.grant()
    for _ in range(2):
        newest = journey.refresh(newest["refresh_token"]).get_json()
    with counted(app) as counts:
        assert journey.refresh(newest["refresh_token"]).status_code == 200
    assert counts["statements"] <= 5
    assert counts["commits"] == 1


@both_databases
def test_a_call_takes_two_statements_and_one_more_every_five_minutes(
    app: Flask, journey: Journey, clock: StandingClock
) -> None:
    token = journey.grant()["access_token"]
    costs: list[Counts] = []
    for seconds in (299, 1, 0, 299):
        clock.advance(seconds)
        with counted(app) as counts:
            assert journey.call(token).status_code == 200
        costs.append(counts)
    assert [cost["statements"] for cost in costs] == [2, 3, 2, 2]
    assert [cost["commits"] for cost in costs] == [1, 2, 1, 1]


@both_databases
def test_with_the_recorder_on_a_request_is_still_one_commit(app: Flask, journey: Journey) -> None:
    app.config["FLIGHT_RECORDER"] = True
    journey.sign_in()
    code = journey.code()
    with counted(app) as counts:
        assert journey.redeem(code).status_code == 200
    assert counts["commits"] == 1
