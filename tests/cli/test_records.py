"""plugin-oauth flow and audit: what was kept, for people and for machines."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from plugin_oauth.cli import main
from plugin_oauth.users.models import CurrentUser
from tests.databases import SECRET_KEY
from tests.journey import Journey, register

Run = Callable[..., Result]


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"FLIGHT_RECORDER": True}


@pytest.fixture
def run(database_uri: str) -> Run:
    """Return a function (*arguments) -> what the command says of the test's database."""
    environment = {
        "PLUGIN_OAUTH_SQLALCHEMY_DATABASE_URI": database_uri,
        "PLUGIN_OAUTH_SECRET_KEY": SECRET_KEY,
    }
    return lambda *arguments: CliRunner().invoke(main, arguments, env=environment)


@pytest.fixture
def refused(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    journey = Journey(app.test_client(), register(app, name="A client"))
    journey.http.get(journey.authorize_url(redirect_uri="https://client.example/callbacj"))
    return journey


def test_the_latest_flows_are_listed_and_one_is_told_step_by_step(
    run: Run, refused: Journey
) -> None:
    (flow,) = json.loads(run("flow", "--json").stdout)
    assert flow["client_id"] == refused.credentials.client_id
    told = run("flow", flow["id"]).stdout
    assert flow["id"] in run("flow").stdout
    assert "redirect_uri_last_character: redirect_uri differs in its last character" in told


def test_one_flow_as_json(run: Run, refused: Journey) -> None:  # noqa: ARG001 -- it was recorded
    (flow,) = json.loads(run("flow", "--json").stdout)
    assert json.loads(run("flow", flow["id"], "--json").stdout) == flow
    assert flow["steps"][-1]["reason"] == "redirect_uri_last_character"


def test_an_unknown_flow_is_one_line(run: Run, app: Flask) -> None:  # noqa: ARG001 -- a database
    done = run("flow", "nothing")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("plugin-oauth: there is no flow nothing")


def test_no_flows_and_no_events_are_said(run: Run, app: Flask) -> None:  # noqa: ARG001 -- a database
    assert run("flow").stdout == "No flows yet.\n"
    assert run("audit").stdout == "No events yet.\n"
    assert json.loads(run("audit", "--json").stdout) == []


def test_events_are_listed_the_newest_first(run: Run, refused: Journey, user: CurrentUser) -> None:
    refused.sign_in(password="wrong")
    events = json.loads(run("audit", "--json").stdout)
    failed = next(event for event in events if event["event"] == "sign_in_failed")
    assert (failed["user_id"], failed["count"]) == (str(user.id), 1)
    assert "sign_in_failed" in run("audit").stdout
    assert len(json.loads(run("audit", "--json", "--limit", "1").stdout)) == 1
