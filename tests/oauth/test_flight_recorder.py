"""The flight recorder: each attempt is one flow, with reasons that stay, and never breaks one."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from plugin_oauth.app import create_app
from plugin_oauth.audit import Event, list_events, record_event
from plugin_oauth.database import db, unit_of_work
from plugin_oauth.oauth import flows
from plugin_oauth.oauth.flight_recorder import recorded
from plugin_oauth.oauth.flows import MAXIMUM_AGE, MAXIMUM_STEPS, StoredFlow
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.databases import SECRET_KEY
from tests.journey import Journey, form_token, register

Latest = Callable[[], StoredFlow]

FLOW = re.compile(r"\(flow ([2-9a-z]{6})\)")


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"FLIGHT_RECORDER": True}


@pytest.fixture
def recorded_flows(app: Flask) -> Callable[[], list[StoredFlow]]:
    def read() -> list[StoredFlow]:
        with app.app_context():
            return flows.latest_flows(100)

    return read


@pytest.fixture
def latest(recorded_flows: Callable[[], list[StoredFlow]]) -> Latest:
    return lambda: recorded_flows()[0]


def reasons(flow: StoredFlow) -> list[str]:
    return [step.reason for step in flow.steps]


def refusal(flow: StoredFlow) -> tuple[str, str]:
    step = flow.steps[-1]
    return step.decision, step.reason


@both_databases
def test_a_sign_in_is_one_flow_from_the_request_to_the_tokens(
    journey: Journey, recorded_flows: Callable[[], list[StoredFlow]]
) -> None:
    first = journey.http.get(journey.authorize_url())
    form = {"username": "ada@example.com", "password": "wrong"}
    form["csrf_token"] = form_token(journey.http.get(first.location).text)
    journey.http.post(first.location, data=form)
    form["password"] = "correct horse battery staple"
    journey.http.post(first.location, data=form)
    journey.redeem(journey.code())
    (flow,) = recorded_flows()
    assert reasons(flow) == [
        "authorize_asked",
        "login_needed",
        "sign_in_failed",
        "sign_in",
        "consent_asked",
        "consent_given",
        "code_issued",
        "token_asked",
        "tokens_issued",
    ]
    assert flow.client_id == journey.credentials.client_id


def test_the_same_request_again_is_another_flow_once_it_was_decided(
    journey: Journey, recorded_flows: Callable[[], list[StoredFlow]]
) -> None:
    journey.sign_in()
    journey.decide("deny")
    journey.decide("deny")
    assert [reasons(flow)[-1] for flow in recorded_flows()] == ["consent_denied"] * 2


def test_another_browser_with_the_same_request_is_another_flow(
    app: Flask, journey: Journey, recorded_flows: Callable[[], list[StoredFlow]]
) -> None:
    journey.http.get(journey.authorize_url())
    app.test_client().get(journey.authorize_url(), headers={"User-Agent": "another"})
    assert len(recorded_flows()) == 2


def test_a_refresh_is_a_flow_that_names_the_sign_ins(
    journey: Journey, clock: StandingClock, latest: Latest
) -> None:
    token = journey.grant()["refresh_token"]
    sign_in = latest().id
    clock.advance(1)
    journey.refresh(token)
    assert reasons(latest()) == ["token_asked", "family_known", "tokens_rotated"]
    assert latest().steps[1].seen == {"sign_in_flow": sign_in}


def test_a_replayed_code_ends_its_flow_and_says_so(journey: Journey, latest: Latest) -> None:
    journey.sign_in()
    code = journey.code()
    journey.redeem(code)
    journey.redeem(code)
    assert reasons(latest())[-2:] == ["family_ended", "code_replayed"]


AUTHORIZE = [
    ({"redirect_uri": "https://client.example/callbacj"}, "redirect_uri_last_character"),
    ({"redirect_uri": "https://client.example/callback/"}, "redirect_uri_slash"),
    ({"client_id": "nobody"}, "client_unknown"),
    ({"client_id": None}, "client_not_named_once"),
    ({"response_type": None}, "response_type_missing"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"code_challenge": None, "code_challenge_method": None}, "pkce_missing"),
    ({"code_challenge_method": "plain"}, "pkce_not_s256"),
    ({"scope": "unknown"}, "invalid_scope"),
    ({"resource": "https://elsewhere.example/"}, "invalid_target"),
]


@pytest.mark.parametrize(("changes", "reason"), AUTHORIZE)
def test_a_refused_authorization_request_is_kept_with_its_reason(
    journey: Journey, latest: Latest, changes: dict[str, str | None], reason: str
) -> None:
    answer = journey.http.get(journey.authorize_url(**changes))
    assert refusal(latest()) == ("refused", reason)
    shown = answer.text if answer.status_code == 400 else answer.location.replace("+", " ")
    found = FLOW.search(shown.replace("%28", "(").replace("%29", ")"))
    assert found
    assert found[1] == latest().id


TOKEN = [
    ({"redirect_uri": "https://client.example/callbac"}, "redirect_uri_length"),
    ({"code_verifier": "w" * 43}, "pkce_verifier_wrong"),
    ({"code_verifier": None}, "pkce_verifier_missing"),
    ({"client_secret": "wrong"}, "client_secret_wrong"),
    ({"client_secret": None}, "auth_method_not_registered"),
    ({"client_id": "nobody"}, "client_unknown"),
    ({"client_id": None, "client_secret": None}, "client_not_named"),
    ({"grant_type": "password"}, "unsupported_grant_type"),
]


@pytest.mark.parametrize(("changes", "reason"), TOKEN)
def test_a_refused_token_request_is_kept_and_its_description_names_the_flow(
    journey: Journey,
    clock: StandingClock,
    recorded_flows: Callable[[], list[StoredFlow]],
    changes: dict[str, str | None],
    reason: str,
) -> None:
    journey.sign_in()
    code = journey.code()
    clock.advance(1)
    found = FLOW.search(journey.redeem(code, **changes).get_json()["error_description"])
    assert found
    (flow,) = [one for one in recorded_flows() if one.id == found[1]]
    assert refusal(flow) == ("refused", reason)


def test_an_unknown_code_says_so(journey: Journey, latest: Latest) -> None:
    journey.redeem("nothing")
    assert refusal(latest()) == ("refused", "code_unknown")


def test_a_code_that_is_too_late_says_so(
    journey: Journey, clock: StandingClock, latest: Latest
) -> None:
    journey.sign_in()
    code = journey.code()
    clock.advance(60)
    journey.redeem(code)
    assert refusal(latest()) == ("refused", "code_expired")


def test_another_clients_code_tells_nothing_of_its_flow(
    journey: Journey, other_journey: Journey, clock: StandingClock, latest: Latest
) -> None:
    journey.sign_in()
    code = journey.code()
    sign_in = latest().id
    clock.advance(1)
    other_journey.redeem(code)
    assert refusal(latest()) == ("refused", "code_of_another_client")
    assert latest().id != sign_in


def test_what_is_kept_of_a_request_is_on_the_list_and_harmless(
    journey: Journey, latest: Latest
) -> None:
    uri = "https://user:secret@client.example/callback?secret=1"
    journey.http.get(journey.authorize_url(redirect_uri=uri, login_hint="ada", scope="a\x1b[2Jb"))
    seen = latest().steps[0].seen
    assert seen["redirect_uri"] == "https://client.example/callback"
    assert seen["scope"] == "a?[2Jb"
    assert not {"state", "code_challenge", "login_hint"} & seen.keys()


def register_client(http: FlaskClient, **document: Any) -> TestResponse:
    return http.post("/register", json=document)


def test_a_registration_is_a_flow(client: FlaskClient, latest: Latest) -> None:
    register_client(client, client_name="New", redirect_uris=["https://client.example/cb"])
    assert reasons(latest()) == ["register_asked", "client_registered"]
    assert latest().steps[0].seen["client_name"] == "New"


def test_a_refused_registration_is_kept(client: FlaskClient, latest: Latest) -> None:
    refused = register_client(client, redirect_uris=["javascript:alert(1)"])
    assert latest().id in refused.get_json()["error_description"]
    assert latest().steps[-1].decision == "refused"


class TestBounds:
    def test_beyond_the_maximum_the_oldest_go(
        self,
        monkeypatch: pytest.MonkeyPatch,
        client: FlaskClient,
        clock: StandingClock,
        recorded_flows: Callable[[], list[StoredFlow]],
    ) -> None:
        monkeypatch.setattr(flows, "MAXIMUM_FLOWS", 3)
        for _ in range(5):
            clock.advance(1)
            client.post("/token")
        kept = [flow.began_at for flow in recorded_flows()]
        assert kept == [clock.time - timedelta(seconds=n) for n in range(3)]

    def test_the_old_ones_go(
        self,
        client: FlaskClient,
        clock: StandingClock,
        recorded_flows: Callable[[], list[StoredFlow]],
    ) -> None:
        client.post("/token")
        clock.advance(MAXIMUM_AGE.total_seconds() + 1)
        client.post("/token")
        assert [flow.began_at for flow in recorded_flows()] == [clock.time]

    def test_a_page_reloaded_for_ever_fills_no_flow(
        self, journey: Journey, recorded_flows: Callable[[], list[StoredFlow]]
    ) -> None:
        for _ in range(MAXIMUM_STEPS + 2):
            journey.http.get(journey.authorize_url())
        assert max(len(flow.steps) for flow in recorded_flows()) <= MAXIMUM_STEPS


class TestHarmless:
    """Whatever is wrong with the recorder, requests are answered as without it."""

    @both_databases
    def test_a_sign_in_works_without_the_tables(self, app: Flask, journey: Journey) -> None:
        with app.app_context():
            db.session.execute(text("DROP TABLE flow_step"))
            db.session.execute(text("DROP TABLE flow"))
            db.session.commit()
        assert journey.call(journey.grant()["access_token"]).status_code == 200

    @both_databases
    def test_a_refusal_still_does_what_it_must(self, app: Flask, journey: Journey) -> None:
        journey.sign_in()
        code = journey.code()
        token = journey.redeem(code).get_json()["access_token"]
        with app.app_context():
            db.session.execute(text("DROP TABLE flow_step"))
            db.session.commit()
        assert journey.redeem(code).get_json()["error"] == "invalid_grant"
        assert journey.call(token).status_code == 401

    def test_a_flow_that_was_purged_meanwhile_goes_on(
        self, app: Flask, journey: Journey, latest: Latest
    ) -> None:
        journey.sign_in()
        code = journey.code()
        with app.app_context():
            db.session.execute(text("DELETE FROM flow"))
            db.session.commit()
        journey.redeem(code)
        assert reasons(latest())[-1] == "tokens_issued"


@both_databases
def test_a_view_that_refuses_by_raising_is_kept_and_its_work_is_not(
    app: Flask, latest: Latest
) -> None:
    @app.get("/refuses")
    @unit_of_work
    @recorded("refuses")
    def refuses() -> str:
        record_event(Event.KEYS_ROTATED)
        abort(403)

    assert app.test_client().get("/refuses").status_code == 403
    assert refusal(latest()) == ("refused", "http_403")
    with app.app_context():
        assert list_events(1) == []


class TestOff:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"FLIGHT_RECORDER": False}

    def test_nothing_is_kept_and_no_id_is_named(
        self, journey: Journey, recorded_flows: Callable[[], list[StoredFlow]]
    ) -> None:
        journey.grant()
        refused = journey.redeem("nothing").get_json()["error_description"]
        assert "flow" not in refused
        assert recorded_flows() == []


@pytest.mark.parametrize(
    ("base_url", "given", "is_on"),
    [
        ("http://localhost:5003", {}, True),
        ("https://plugin.example.com", {}, False),
        ("https://plugin.example.com", {"FLIGHT_RECORDER": "on"}, True),
        ("http://localhost:5003", {"FLIGHT_RECORDER": "off"}, False),
    ],
)
def test_it_is_on_where_nobody_else_comes_and_off_elsewhere(
    base_url: str, given: dict[str, str], is_on: bool, database_uri: str
) -> None:
    base = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": database_uri}
    app = create_app(base | {"BASE_URL": base_url} | given)
    assert app.config["FLIGHT_RECORDER"] is is_on


def test_a_client_without_a_registered_callback_is_told_so(
    app: Flask,
    user: CurrentUser,  # noqa: ARG001 -- the user must exist
    latest: Latest,
) -> None:
    made = register(app, grant_types=["client_credentials"], redirect_uris=[], scope="tasks.read")
    Journey(app.test_client(), made).http.get(Journey(app.test_client(), made).authorize_url())
    assert refusal(latest()) == ("refused", "redirect_uri_none_registered")


def test_a_pushed_request_is_one_flow_with_the_sign_in_that_follows(
    journey: Journey, recorded_flows: Callable[[], list[StoredFlow]]
) -> None:
    pushed = journey.http.post("/par", data=journey.parameters | journey.credentials.body)
    changes = dict.fromkeys(journey.parameters) | {
        "client_id": journey.credentials.client_id,
        "request_uri": pushed.get_json()["request_uri"],
    }
    journey.http.get(journey.authorize_url(**changes))
    journey.sign_in()
    journey.redeem(journey.code(**changes))
    (flow,) = recorded_flows()
    assert (reasons(flow)[0], reasons(flow)[-1]) == ("par_asked", "tokens_issued")


def test_a_device_that_polls_fills_no_flow(
    app: Flask,
    user: CurrentUser,  # noqa: ARG001 -- the user must exist
    clock: StandingClock,
    recorded_flows: Callable[[], list[StoredFlow]],
) -> None:
    grant_type = "urn:ietf:params:oauth:grant-type:device_code"
    made = register(app, auth_methods=["none"], grant_types=[grant_type], redirect_uris=[])
    http = app.test_client()
    codes = http.post("/device_authorization", data=made.body).get_json()
    for _ in range(3):
        clock.advance(10)
        poll = {"grant_type": grant_type, "device_code": codes["device_code"], **made.body}
        assert http.post("/token", data=poll).get_json()["error"] == "authorization_pending"
    assert [len(flow.steps) for flow in recorded_flows()] == [1]


@both_databases
def test_requests_of_one_flow_at_once_are_all_answered(
    app: Flask, journey: Journey, recorded_flows: Callable[[], list[StoredFlow]]
) -> None:
    journey.sign_in()
    code = journey.code()
    with ThreadPoolExecutor(6) as pool:
        answers = pool.map(
            lambda _: Journey(app.test_client(), journey.credentials).redeem(code).status_code,
            range(6),
        )
        statuses = sorted(answers)
    assert statuses == [200, 400, 400, 400, 400, 400]
    assert [reasons(flow).count("code_replayed") for flow in recorded_flows()] == [5]


def test_an_address_is_kept_without_what_the_caller_put_into_it(
    client: FlaskClient, latest: Latest
) -> None:
    client.get("/register/somebodys-secret")
    assert latest().steps[0].sentence == "GET /register/<client_id>"
