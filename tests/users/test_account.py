"""A person's browsers, password and account: listed, changed, and gone."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from plugin_oauth.database import Base, db
from plugin_oauth.extensions import limiter
from plugin_oauth.oauth.models import Client
from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD, StandingClock, both_databases
from tests.journey import Journey, form_token, register

NEW_PASSWORD = "another horse, another battery"


@pytest.fixture(autouse=True)
def _nothing_counted_yet(app: Flask) -> None:  # noqa: ARG001 -- the app binds the limiter
    limiter.reset()


@pytest.fixture
def browser(app: Flask, user: CurrentUser) -> FlaskClient:  # noqa: ARG001 -- the user must exist
    return signed_in(app, "One")


def signed_in(app: Flask, name: str, password: str = PASSWORD) -> FlaskClient:
    http = app.test_client()
    http.environ_base["HTTP_USER_AGENT"] = f"Browser {name}"
    assert log_in(http, password).status_code == 303
    return http


def log_in(http: FlaskClient, password: str = PASSWORD) -> TestResponse:
    form = {"username": "ada@example.com", "password": password}
    return post(http, "/login", form, page="/login")


def post(
    http: FlaskClient, path: str, form: dict[str, str], *, page: str = "/account"
) -> TestResponse:
    token = form_token(http.get(page).text)
    return http.post(path, data={"csrf_token": token, **form})


def is_signed_in(http: FlaskClient) -> bool:
    return http.get("/account").status_code == 200


class TestBrowsers:
    def test_each_is_shown_with_its_name_and_this_one_is_marked(
        self, app: Flask, browser: FlaskClient
    ) -> None:
        signed_in(app, "Two")
        page = browser.get("/account").text
        assert page.count("Browser One") == page.count("Browser Two") == 1
        assert page.index("Browser One") < page.index("(this browser)") < page.index("Browser Two")

    def test_one_is_ended_and_the_others_stay(self, app: Flask, browser: FlaskClient) -> None:
        second, third = signed_in(app, "Two"), signed_in(app, "Three")
        page = browser.get("/account").text.partition("Browser Two")[2]
        handle = page.partition('name="session" value="')[2].partition('"')[0]
        assert post(browser, "/account/sessions/end", {"session": handle}).status_code == 303
        assert [is_signed_in(http) for http in (browser, second, third)] == [True, False, True]

    @both_databases
    def test_all_others_are_ended(self, app: Flask, browser: FlaskClient) -> None:
        others = [signed_in(app, "Two"), signed_in(app, "Three")]
        assert post(browser, "/account/sessions/end-others", {}).status_code == 303
        assert [is_signed_in(http) for http in (browser, *others)] == [True, False, False]

    def test_another_persons_browsers_are_neither_shown_nor_ended(
        self, app: Flask, browser: FlaskClient, other_user: CurrentUser
    ) -> None:
        second, stranger = signed_in(app, "Two"), app.test_client()
        page = browser.get("/account").text
        handle = page.partition('name="session" value="')[2].partition('"')[0]
        form = {"username": str(other_user.email), "password": PASSWORD}
        post(stranger, "/login", form, page="/login")
        assert "Browser" not in stranger.get("/account").text
        post(stranger, "/account/sessions/end", {"session": handle})
        post(stranger, "/account/sessions/end-others", {})
        assert [is_signed_in(http) for http in (browser, second)] == [True, True]

    def test_the_page_has_neither_the_cookie_nor_its_digest(
        self, app: Flask, browser: FlaskClient
    ) -> None:
        signed_in(app, "Two")
        page = browser.get("/account").text
        with app.app_context():
            stored = db.session.scalars(select(Base.metadata.tables["browser_session"].c.digest))
            assert [d.hex() for d in stored if d.hex()[:16] in page] == []

    def test_last_seen_is_kept_to_five_minutes(
        self, browser: FlaskClient, clock: StandingClock
    ) -> None:
        clock.advance(299)
        assert 'last seen <time datetime="2026-03-01T12:00' in browser.get("/account").text
        clock.advance(1)
        browser.get("/account")
        assert 'last seen <time datetime="2026-03-01T12:05' in browser.get("/account").text


class TestPassword:
    def change(
        self, http: FlaskClient, current: str = PASSWORD, new: str = NEW_PASSWORD
    ) -> TestResponse:
        form = {"current_password": current, "new_password": new}
        return post(http, "/account/password", form, page="/account/password")

    @both_databases
    def test_the_new_one_opens_the_account_and_the_old_one_does_not(
        self, app: Flask, browser: FlaskClient
    ) -> None:
        assert self.change(browser).status_code == 303
        assert log_in(app.test_client(), PASSWORD).status_code == 400
        assert log_in(app.test_client(), NEW_PASSWORD).status_code == 303

    def test_every_other_browser_is_signed_out_and_this_one_gets_a_new_cookie(
        self, app: Flask, browser: FlaskClient
    ) -> None:
        other = signed_in(app, "Two")
        before = browser.get_cookie("session")
        self.change(browser)
        after = browser.get_cookie("session")
        assert [is_signed_in(browser), is_signed_in(other)] == [True, False]
        assert before is not None
        assert after is not None
        assert before.value != after.value

    @pytest.mark.parametrize(
        ("current", "new", "words"),
        [
            ("not it", NEW_PASSWORD, "That is not your present password."),
            ("", NEW_PASSWORD, "That is not your present password."),
            ("not it", "short", "That is not your present password."),
            (PASSWORD, "short", "Choose a password of 8 to 128 characters."),
            (PASSWORD, "x" * 129, "Choose a password of 8 to 128 characters."),
        ],
    )
    def test_what_is_wrong_is_said_once_and_nothing_changes(
        self, app: Flask, browser: FlaskClient, current: str, new: str, words: str
    ) -> None:
        other = signed_in(app, "Two")
        refused = self.change(browser, current, new)
        assert (refused.status_code, words in refused.text) == (400, True)
        assert [is_signed_in(browser), is_signed_in(other)] == [True, True]
        assert log_in(app.test_client()).status_code == 303

    def test_guesses_are_slowed_down_without_locking_the_owner_out(
        self, app: Flask, browser: FlaskClient
    ) -> None:
        """A thief with the cookie guesses from their address, the owner changes it from another."""
        statuses = [self.change(browser, f"guess {n}").status_code for n in range(11)]
        assert statuses == [400] * 10 + [429]
        assert int(self.change(browser).headers["Retry-After"]) >= 1
        owner = signed_in(app, "Two")
        owner.environ_base["REMOTE_ADDR"] = "192.0.2.7"
        assert self.change(owner).status_code == 303


class TestDelete:
    def delete(self, http: FlaskClient, password: str = PASSWORD) -> TestResponse:
        form = {"current_password": password}
        return post(http, "/account/delete", form, page="/account/delete")

    @both_databases
    def test_everything_of_the_person_is_gone(self, app: Flask, user: CurrentUser) -> None:
        journey = Journey(app.test_client(), register(app))
        token = journey.grant()["access_token"]
        answer = self.delete(journey.http)
        assert (answer.status_code, answer.location) == (303, "/")
        assert journey.call(token).status_code == 401
        assert rows_of(app, user) == {}
        assert log_in(app.test_client()).status_code == 400

    def test_the_client_and_another_persons_account_stay(
        self,
        app: Flask,
        user: CurrentUser,  # noqa: ARG002 -- the user must exist
        other_user: CurrentUser,
    ) -> None:
        journey = Journey(app.test_client(), register(app))
        journey.sign_in(str(other_user.email))
        token = journey.redeem(journey.code()).get_json()["access_token"]
        self.delete(signed_in(app, "One"))
        assert journey.call(token).status_code == 200
        with app.app_context():
            assert db.session.get(Client, journey.credentials.client_id) is not None

    def test_a_wrong_password_deletes_nothing(self, browser: FlaskClient) -> None:
        assert self.delete(browser, "not it").status_code == 400
        assert is_signed_in(browser)

    def test_guesses_share_the_limit_of_the_password_page(self, browser: FlaskClient) -> None:
        statuses = [self.delete(browser, f"guess {n}").status_code for n in range(11)]
        assert statuses == [400] * 10 + [429]
        form = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
        page = "/account/password"
        assert post(browser, "/account/password", form, page=page).status_code == 429


def rows_of(app: Flask, user: CurrentUser) -> dict[str, int]:
    """Return how many rows of which table name the user; the audit log has ids of its own."""
    with app.app_context():
        tables = [t for t in Base.metadata.sorted_tables if "user_id" in t.c]
        kept = [table for table in tables if table.name != "audit_event"]
        counts = {
            table.name: len(
                db.session.execute(select(table).where(table.c.user_id == user.id)).all()
            )
            for table in kept
        }
    return {name: count for name, count in counts.items() if count}


@pytest.mark.parametrize("path", ["/account/password", "/account/delete"])
def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).location.startswith("/login?next=")
