"""The developer's console: for administrators, by forms, and hard to trick."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.database import db
from plugin_oauth.oauth.models import Client, refused_callbacks
from plugin_oauth.oauth.refused_callbacks import MAXIMUM_KEPT
from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD, StandingClock, both_databases
from tests.journey import ClientCredentials, Journey, form_token, register

CALLBACK = "https://chat.openai.com/aip/g-1/oauth/callback"
OTHER_HOST = "https://chatgpt.com/aip/g-1/oauth/callback"
FOREIGN = "https://host.example/callback"


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"FLIGHT_RECORDER": True}


def sign_in(http: FlaskClient, email: str) -> None:
    form = {"username": email, "password": PASSWORD}
    form["csrf_token"] = form_token(http.get("/login").text)
    assert http.post("/login", data=form).status_code == 303


@pytest.fixture
def console(app: Flask, admin: CurrentUser) -> FlaskClient:
    http = app.test_client()
    sign_in(http, str(admin.email))
    return http


@pytest.fixture
def action(app: Flask) -> ClientCredentials:
    return register(app, name="My GPT", host="action", redirect_uris=[CALLBACK])


def post(http: FlaskClient, path: str, **fields: str) -> TestResponse:
    token = form_token(http.get("/developer").text)
    return http.post(path, data={"csrf_token": token, **fields})


def refuse(app: Flask, made: ClientCredentials, redirect_uri: str) -> None:
    """Send somebody's authorization request with an address that is not registered."""
    journey = Journey(app.test_client(), made)
    assert journey.http.get(journey.authorize_url(redirect_uri=redirect_uri)).status_code == 400


@pytest.fixture
def waiting(app: Flask) -> Callable[[], list[tuple[str, int]]]:
    """Return a function -> the addresses that are kept, with how often they were seen."""

    def rows() -> list[tuple[str, int]]:
        with app.app_context():
            table = refused_callbacks
            found = db.session.execute(table.select().order_by(table.c.first_seen_at, table.c.id))
            return [(row.redirect_uri, row.times) for row in found]

    return rows


def callback_path(console: FlaskClient) -> str:
    page = console.get("/developer").text
    return "/developer/callbacks/" + page.partition('href="/developer/callbacks/')[2][:36]


def redirect_uris(app: Flask, made: ClientCredentials) -> list[str]:
    with app.app_context():
        return list(db.session.get_one(Client, made.client_id).redirect_uris)


class TestWhoSeesIt:
    def test_a_stranger_is_sent_to_sign_in(self, client: FlaskClient) -> None:
        assert client.get("/developer").location == "/login?next=%2Fdeveloper"

    @pytest.mark.usefixtures("user")
    def test_anybody_else_is_told_that_it_is_not_for_them(self, client: FlaskClient) -> None:
        sign_in(client, "ada@example.com")
        answer = client.get("/developer")
        assert (answer.status_code, answer.mimetype) == (403, "text/html")
        assert 'href="/developer"' not in client.get("/tasks").text

    @pytest.mark.usefixtures("user")
    @pytest.mark.parametrize(
        "path",
        [
            "/developer/tokens",
            "/developer/tokens/remove",
            "/developer/callbacks/6b1f0c52-53c5-4f0e-9f0b-0f0a4a9a7c11/approve",
            "/developer/callbacks/6b1f0c52-53c5-4f0e-9f0b-0f0a4a9a7c11/dismiss",
        ],
    )
    def test_nor_may_they_change_anything(self, client: FlaskClient, path: str) -> None:
        sign_in(client, "ada@example.com")
        form = {"csrf_token": form_token(client.get("/account").text), "service": "x", "token": "x"}
        assert client.post(path, data=form).status_code == 403

    def test_the_header_leads_an_administrator_there(self, console: FlaskClient) -> None:
        assert 'href="/developer"' in console.get("/tasks").text


class TestWhatItShows:
    def test_clients_with_host_methods_addresses_last_use_and_standing(
        self,
        app: Flask,
        console: FlaskClient,
        action: ClientCredentials,
        user: CurrentUser,  # noqa: ARG002
    ) -> None:
        page = console.get("/developer").text
        assert "never" in page
        Journey(app.test_client(), register(app)).grant()
        page = console.get("/developer").text
        for words in ("My GPT", action.client_id, CALLBACK, "client_secret_basic", "verified"):
            assert words in page
        assert "2026-03-01 12:00 UTC" in page

    def test_a_client_that_registered_itself_is_told_apart(
        self, client: FlaskClient, console: FlaskClient
    ) -> None:
        client.post("/register", json={"client_name": "New", "redirect_uris": [FOREIGN]})
        assert "self-registered" in console.get("/developer").text

    def test_flows_and_each_of_them_step_by_step(
        self, app: Flask, console: FlaskClient, action: ClientCredentials
    ) -> None:
        refuse(app, action, FOREIGN)
        page = console.get("/developer").text
        flow = page.partition('href="/developer/flows/')[2][:6]
        steps = console.get(f"/developer/flows/{flow}").text
        assert "redirect_uri_unknown" in page
        assert "redirect_uri is like none of the registered ones." in steps

    def test_an_unknown_flow_is_a_page_that_says_so(self, console: FlaskClient) -> None:
        answer = console.get("/developer/flows/nothing")
        assert (answer.status_code, answer.mimetype) == (404, "text/html")

    def test_what_a_client_calls_itself_is_text(self, app: Flask, console: FlaskClient) -> None:
        register(app, name="<script>alert(1)</script>")
        assert "<script>" not in console.get("/developer").text


class TestVerificationTokens:
    def test_one_is_set_shown_and_removed(self, console: FlaskClient) -> None:
        assert post(console, "/developer/tokens", service="openai", token="abc").status_code == 303
        manifest = console.get("/.well-known/ai-plugin.json").get_json()
        assert manifest["auth"]["verification_tokens"] == {"openai": "abc"}
        assert "abc" in console.get("/developer").text
        post(console, "/developer/tokens/remove", service="openai")
        manifest = console.get("/.well-known/ai-plugin.json").get_json()
        assert manifest["auth"]["verification_tokens"] == {}

    def test_a_wrong_one_is_said_and_what_was_typed_stays(self, console: FlaskClient) -> None:
        answer = post(console, "/developer/tokens", service="open ai!", token="abc")
        assert (answer.status_code, 'value="open ai!"' in answer.text) == (422, True)


Waiting = Callable[[], list[tuple[str, int]]]


class TestRefusedCallbacks:
    @both_databases
    def test_chatgpts_address_is_approved_by_a_click_and_the_sign_in_works(
        self, app: Flask, console: FlaskClient, action: ClientCredentials, waiting: Waiting
    ) -> None:
        refuse(app, action, OTHER_HOST)
        path = callback_path(console)
        page = console.get(path).text
        assert CALLBACK in page
        assert OTHER_HOST in page
        assert post(console, f"{path}/approve").status_code == 303
        assert redirect_uris(app, action) == [CALLBACK, OTHER_HOST]
        assert waiting() == []

    @pytest.mark.parametrize(
        ("host", "address"),
        [
            ("action", FOREIGN),
            ("action", "https://chatgpt.com.evil.example/aip/g-1/oauth/callback"),
            ("action", "https://chatgpt.com:8443/aip/g-1/oauth/callback"),
            ("action", "https://chatgpt.com/share/evil"),
            ("action", "https://chatgpt.com/aip/g-1/../../oauth/callback"),
            ("mcp", OTHER_HOST),
        ],
    )
    def test_any_other_address_must_be_typed_in(
        self, app: Flask, console: FlaskClient, host: str, address: str
    ) -> None:
        made = register(app, host=host, redirect_uris=[CALLBACK])
        refuse(app, made, address)
        path = callback_path(console)
        for typed in ("", CALLBACK, f"{address}/"):
            assert post(console, f"{path}/approve", typed=typed).status_code == 422
        assert redirect_uris(app, made) == [CALLBACK]
        assert post(console, f"{path}/approve", typed=address).status_code == 303
        assert redirect_uris(app, made) == [CALLBACK, address]

    def test_a_click_that_another_site_causes_approves_nothing(
        self, app: Flask, console: FlaskClient, action: ClientCredentials
    ) -> None:
        refuse(app, action, OTHER_HOST)
        assert console.post(f"{callback_path(console)}/approve").status_code == 400
        assert console.get(f"{callback_path(console)}/approve").status_code == 405
        assert redirect_uris(app, action) == [CALLBACK]

    def test_a_dismissed_one_stays_away_and_refused(
        self, app: Flask, console: FlaskClient, action: ClientCredentials, clock: StandingClock
    ) -> None:
        refuse(app, action, OTHER_HOST)
        path = callback_path(console)
        post(console, f"{path}/dismiss")
        clock.advance(60)
        refuse(app, action, OTHER_HOST)
        assert OTHER_HOST not in console.get("/developer").text.partition("Flight recorder")[0]
        assert post(console, f"{path}/approve").status_code == 404

    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            "http://host.example/callback",
            "https://host.example/callback#x",
            "https://host.example/callback?token=secret",
            "https://user@host.example/callback",
            "https://host.example/" + "x" * 500,
            "not an address",
        ],
    )
    def test_what_could_not_be_registered_or_carries_a_query_is_not_kept(
        self, app: Flask, action: ClientCredentials, waiting: Waiting, address: str
    ) -> None:
        refuse(app, action, address)
        assert waiting() == []

    def test_a_client_of_the_standard_has_none(self, app: Flask, waiting: Waiting) -> None:
        refuse(app, register(app), FOREIGN)
        assert waiting() == []

    def test_a_repeat_is_counted_at_most_every_ten_seconds(
        self, app: Flask, action: ClientCredentials, waiting: Waiting, clock: StandingClock
    ) -> None:
        for seconds in (0, 9, 1, 9, 1):
            clock.advance(seconds)
            refuse(app, action, OTHER_HOST)
        assert waiting() == [(OTHER_HOST, 3)]

    def test_a_flood_leaves_one_in_ten_seconds_and_a_few_in_all(
        self, app: Flask, action: ClientCredentials, waiting: Waiting, clock: StandingClock
    ) -> None:
        for n in range(20):
            refuse(app, action, f"https://evil.example/{n}")
        assert len(waiting()) == 1
        for n in range(20):
            clock.advance(10)
            refuse(app, action, f"https://evil.example/{n}")
        assert len(waiting()) == MAXIMUM_KEPT

    def test_they_are_kept_with_the_recorder_off(
        self, app: Flask, action: ClientCredentials, waiting: Waiting
    ) -> None:
        app.config["FLIGHT_RECORDER"] = False
        refuse(app, action, OTHER_HOST)
        assert waiting() == [(OTHER_HOST, 1)]
