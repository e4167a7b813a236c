"""What a request costs in SQL: statements counted, and one commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from plugin_oauth.database import db
from tests.conftest import both_databases
from tests.journey import Journey

UNCOUNTED = ("BEGIN", "COMMIT", "PRAGMA")


@dataclass
class Cost:
    """What the database was asked for."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def counted(app: Flask) -> Iterator[Cost]:
    cost = Cost()

    def on_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(UNCOUNTED):
            cost.statements.append(statement)

    def on_commit(_connection: Any) -> None:
        cost.commits += 1

    with app.app_context():
        engine = db.engine
    listeners = (("before_cursor_execute", on_statement), ("commit", on_commit))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    yield cost
    for name, listener in listeners:
        event.remove(engine, name, listener)


@both_databases
def test_a_call_of_the_api_takes_two_statements(app: Flask, journey: Journey) -> None:
    token = journey.grant()["access_token"]
    with counted(app) as cost:
        assert journey.call(token).status_code == 200
    assert len(cost.statements) == 2, cost.statements
    assert cost.commits == 1


@both_databases
def test_a_redemption_takes_five_statements_and_one_commit(app: Flask, journey: Journey) -> None:
    journey.sign_in()
    code = journey.code()
    with counted(app) as cost:
        assert journey.redeem(code).status_code == 200
    assert len(cost.statements) == 5, cost.statements
    assert cost.commits == 1


@both_databases
@pytest.mark.parametrize(("generation", "statements"), [(1, 4), (2, 5)])
def test_a_refresh_takes_at_most_five_statements_and_one_commit(
    app: Flask, journey: Journey, generation: int, statements: int
) -> None:
    newest = journey.grant()
    for _ in range(generation - 1):
        newest = journey.refresh(newest["refresh_token"]).get_json()
    with counted(app) as cost:
        assert journey.refresh(newest["refresh_token"]).status_code == 200
    assert len(cost.statements) == statements, cost.statements
    assert cost.commits == 1


@both_databases
def test_a_repeated_refresh_takes_four_statements_and_one_commit(
    app: Flask, journey: Journey
) -> None:
    first = journey.grant()
    journey.refresh(first["refresh_token"])
    with counted(app) as cost:
        assert journey.refresh(first["refresh_token"]).status_code == 200
    assert len(cost.statements) == 4, cost.statements
    assert cost.commits == 1


def test_a_refusal_that_ends_a_family_is_one_commit(app: Flask, journey: Journey) -> None:
    journey.sign_in()
    code = journey.code()
    journey.redeem(code)
    with counted(app) as cost:
        assert journey.redeem(code).status_code == 400
    assert len(cost.statements) == 6, cost.statements  # the sixth is the audit log's
    assert cost.commits == 1


def test_a_decision_is_one_commit(app: Flask, journey: Journey) -> None:
    journey.sign_in()
    journey.decide("allow", scope="tasks.read")
    with counted(app) as cost:
        assert journey.decide("allow", scope="tasks.read").status_code == 303
    assert cost.commits == 1


def test_what_needs_no_database_asks_for_nothing(app: Flask, journey: Journey) -> None:
    with counted(app) as cost:
        journey.http.get("/.well-known/oauth-authorization-server")
        journey.http.post("/token", data={"grant_type": "unknown"})
    assert cost.statements == []
