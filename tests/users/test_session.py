"""Browser sessions: the cookie, what the database keeps of it, and its ends."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plugin_oauth.database import db
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import BrowserSession, CurrentUser
from plugin_oauth.users.session import end_all_sessions
from tests.conftest import PASSWORD, StandingClock, both_databases
from tests.users.conftest import HTTPS, Browser, set_cookies

pytestmark = pytest.mark.usefixtures("user")

TWO_WEEKS = 14 * 24 * 3600


def sessions(app: Flask) -> list[BrowserSession]:
    with app.app_context():
        return list(db.session.scalars(select(BrowserSession)))


def status_with_cookie(browser: Browser, header: str) -> int:
    """Return how the page of tasks answers a browser that sends this cookie: 200 if signed in."""
    stranger = browser.http.application.test_client(use_cookies=False)
    return stranger.get("/tasks", headers={"Cookie": header}).status_code


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    cookie = set_cookies(browser.sign_in())["session"]
    value, *attributes = re.sub(r"Expires=[^;]+; ", "", cookie).split("; ")
    assert re.fullmatch(r"session=po_bs_[A-Za-z0-9_-]{43}", value)
    assert attributes == [f"Max-Age={TWO_WEEKS}", "HttpOnly", "Path=/", "SameSite=Lax"]


@pytest.mark.parametrize("settings", [HTTPS])
def test_on_https_the_cookie_is_pinned_to_this_origin(browser: Browser) -> None:
    cookies = set_cookies(browser.sign_in())
    cookie = re.sub(r"Expires=[^;]+; ", "", cookies["__Host-session"])
    assert cookie.split("; ")[1:] == [
        f"Max-Age={TWO_WEEKS}",
        "Secure",
        "HttpOnly",
        "Path=/",
        "SameSite=Lax",
    ]
    assert browser.is_signed_in


@pytest.mark.parametrize("settings", [HTTPS])
def test_on_https_the_cookie_of_forms_is_pinned_too(browser: Browser) -> None:
    (name,), (line,) = zip(*set_cookies(browser.http.get("/login")).items(), strict=True)
    assert name == "__Host-form"
    assert line.split("; ")[1:] == ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"]


@pytest.mark.parametrize("settings", [HTTPS])
def test_on_https_a_cookie_without_the_prefix_is_worth_nothing(browser: Browser) -> None:
    browser.sign_in()
    value = browser.cookie("__Host-session")
    assert status_with_cookie(browser, f"__Host-session={value}") == 200
    assert status_with_cookie(browser, f"session={value}") == 303


@both_databases
def test_only_a_digest_of_the_cookie_is_stored(app: Flask, browser: Browser) -> None:
    browser.sign_in()
    (stored,) = sessions(app)
    assert stored.digest == digest(str(browser.cookie()))
    assert b"po_bs_" not in stored.digest


def test_a_cookie_planted_before_the_sign_in_is_worth_nothing_after_it(
    browser: Browser, other_browser: Browser
) -> None:
    """Session fixation: the attacker knows the cookie that the victim had before."""
    planted = "po_bs_" + "A" * 43
    browser.http.set_cookie("session", planted)
    browser.sign_in()
    assert browser.cookie() != planted
    other_browser.http.set_cookie("session", planted)
    assert (browser.is_signed_in, other_browser.is_signed_in) == (True, False)


def test_every_sign_in_makes_a_new_cookie_and_ends_the_one_before(
    browser: Browser, other_browser: Browser
) -> None:
    browser.sign_in()
    first = str(browser.cookie())
    form = {"username": "ada@example.com", "password": PASSWORD}
    browser.submit("/login", form_on="/tasks", **form)
    other_browser.http.set_cookie("session", first)
    assert browser.cookie() != first
    assert (browser.is_signed_in, other_browser.is_signed_in) == (True, False)


def test_two_browsers_are_signed_in_side_by_side(browser: Browser, other_browser: Browser) -> None:
    browser.sign_in()
    other_browser.sign_in()
    browser.sign_out()
    assert (browser.is_signed_in, other_browser.is_signed_in) == (False, True)


@both_databases
@pytest.mark.parametrize("settings", [{"BROWSER_SESSION_LIFETIME": 600}])
def test_a_session_ends_by_the_clock_whatever_the_browser_does(
    browser: Browser, other_browser: Browser, clock: StandingClock
) -> None:
    browser.sign_in()
    other_browser.http.set_cookie("session", str(browser.cookie()))
    clock.advance(599)
    assert other_browser.is_signed_in
    clock.advance(1)
    assert not other_browser.is_signed_in


@both_databases
def test_a_session_keeps_when_the_person_proved_themselves(
    app: Flask, browser: Browser, clock: StandingClock
) -> None:
    browser.sign_in()
    signed_in_at = clock.time
    clock.advance(60)
    assert browser.is_signed_in
    (stored,) = sessions(app)
    assert stored.auth_time == signed_in_at
    assert stored.expires_at == signed_in_at + timedelta(seconds=TWO_WEEKS)


@both_databases
def test_signing_out_ends_the_session_in_the_database(
    browser: Browser, other_browser: Browser
) -> None:
    """A copy of the cookie, taken before, opens nothing after."""
    browser.sign_in()
    other_browser.http.set_cookie("session", str(browser.cookie()))
    answer = browser.sign_out()
    assert (answer.status_code, browser.cookie()) == (303, None)
    assert not other_browser.is_signed_in


def test_signing_out_twice_is_no_error(browser: Browser) -> None:
    browser.sign_in()
    browser.sign_out()
    answer = browser.submit("/logout", form_on="/login")
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_get_signs_nobody_out(browser: Browser) -> None:
    """Else a picture on any page could."""
    browser.sign_in()
    assert browser.http.get("/logout").status_code == 405
    assert browser.is_signed_in


def test_all_sessions_of_one_person_can_be_ended(
    app: Flask, browser: Browser, user: CurrentUser, other_user: CurrentUser
) -> None:
    browser.sign_in()
    other = Browser(app.test_client())
    other.sign_in(str(other_user.email))
    with app.app_context():
        end_all_sessions(user.id)
        db.session.commit()
    assert (browser.is_signed_in, other.is_signed_in) == (False, True)


@both_databases
def test_a_cookie_nobody_gave_out_signs_nobody_in(browser: Browser) -> None:
    for cookie in ("", "x", "po_bs_", "po_bs_" + "A" * 43, "x" * 8000, "\xff\xfe", "a\0b"):
        assert status_with_cookie(browser, f"session={cookie}") == 303, cookie


@both_databases
def test_no_name_of_a_browser_keeps_a_person_out(browser: Browser) -> None:
    form = {"username": "ada@example.com", "password": PASSWORD}
    for name in ("", "x" * 5000, "\xff\xfe", "with\0NUL", "ünï-cödé"):
        token = {"csrf_token": browser.form_token("/legal" if browser.is_signed_in else "/login")}
        answer = browser.http.post("/login", data=form | token, headers={"User-Agent": name})
        assert answer.status_code == 303, name


@pytest.mark.usefixtures("other_user")
def test_who_is_shown_is_who_signed_in_last(browser: Browser) -> None:
    browser.sign_in()
    browser.sign_out()
    browser.sign_in("grace@example.com")
    page = browser.http.get("/").text
    assert "signed in as <strong>grace@example.com</strong>" in page
    assert "ada@example.com" not in page
