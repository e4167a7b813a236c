"""A person makes, sees once and revokes API keys (PLUGIN_AUTH=user_http)."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.audit import list_events
from plugin_oauth.plugin.http_keys.api_keys import list_api_keys
from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD, both_databases
from tests.plugin.conftest import Browser
from tests.test_kept_secrets import everything_stored

PATH = "/account/api-keys"
KEY = re.compile(r"po_ak_[A-Za-z0-9_-]{43}")
READ = {"name": "ChatGPT", "scope": "tasks.read"}


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"PLUGIN_AUTH": "user_http"}


def make_key(browser: Browser, **fields: str) -> str:
    """Make a key as a person does and return it, read off the page."""
    made = browser.post(PATH, PATH, **(READ | fields))
    assert (made.status_code, made.location) == (303, PATH), made.text
    return str(KEY.findall(browser.get(PATH).text)[0])


@both_databases
def test_a_key_that_was_made_opens_what_was_ticked_and_nothing_else(browser: Browser) -> None:
    headers = {"Authorization": f"Bearer {make_key(browser)}"}
    assert browser.http.get("/api/tasks", headers=headers).status_code == 200
    assert browser.http.post("/api/tasks", json={"title": "x"}, headers=headers).status_code == 403


def test_a_key_is_shown_once(browser: Browser) -> None:
    key = make_key(browser)
    assert key not in browser.get(PATH).text


def test_a_key_is_in_no_address_no_cookie_and_no_table(app: Flask, browser: Browser) -> None:
    made = browser.post(PATH, PATH, **READ)
    cookies = " ".join(made.headers.getlist("Set-Cookie"))
    key = KEY.findall(browser.get(PATH).text)[0]
    assert key not in made.location + cookies + made.text
    assert key not in everything_stored(app)


def test_what_travels_in_the_cookie_is_worth_nothing_in_another_session(
    app: Flask, browser: Browser
) -> None:
    browser.post(PATH, PATH, **READ)
    travelling = browser.http.get_cookie("form")
    other = Browser(app.test_client())
    other.post("/login", "/login", username="ada@example.com", password=PASSWORD)
    assert travelling is not None
    other.http.set_cookie("form", travelling.value)
    page = other.get(PATH)
    assert page.status_code == 200
    assert not KEY.search(page.text)


def test_the_page_says_what_a_key_may_do_and_when_it_was_used(browser: Browser) -> None:
    key = make_key(browser)
    assert "never used" in browser.get(PATH).text
    browser.http.get("/api/tasks", headers={"Authorization": f"Bearer {key}"})
    page = browser.get(PATH).text
    assert "last used" in page
    assert "See your tasks." in page


@both_databases
def test_a_revoked_key_ends_at_once_and_is_gone_from_the_page(
    app: Flask, browser: Browser, user: CurrentUser
) -> None:
    key = make_key(browser)
    with app.app_context():
        key_id = str(list_api_keys(user.id)[0].id)
    assert browser.post(f"{PATH}/revoke", PATH, key=key_id).status_code == 303
    headers = {"Authorization": f"Bearer {key}"}
    assert browser.http.get("/api/tasks", headers=headers).status_code == 401
    assert "You have no key yet." in browser.get(PATH).text


def test_another_persons_key_cannot_be_seen_or_revoked(
    app: Flask, browser: Browser, user: CurrentUser, other_user: CurrentUser
) -> None:
    make_key(browser, name="Mine alone")
    with app.app_context():
        key_id = str(list_api_keys(user.id)[0].id)
    other = Browser(app.test_client())
    other.post("/login", "/login", username=str(other_user.email), password=PASSWORD)
    assert "Mine alone" not in other.get(PATH).text
    other.post(f"{PATH}/revoke", PATH, key=key_id)
    assert "Mine alone" in browser.get(PATH).text


@pytest.mark.parametrize("key", ["", "no id", "00000000-0000-4000-8000-000000000000"])
def test_revoking_what_is_not_there_is_nothing_to_be_told_about(browser: Browser, key: str) -> None:
    answer = browser.post(f"{PATH}/revoke", PATH, key=key)
    assert (answer.status_code, answer.location) == (303, PATH)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Give it a name of 1 to 100 characters."),
        ({"name": " "}, "Give it a name of 1 to 100 characters."),
        ({"name": "n" * 101}, "Give it a name of 1 to 100 characters."),
        ({"scope": "plugin.admin"}, "There is no scope plugin.admin."),
        ({"scope": "openid"}, "There is no scope openid."),
    ],
)
def test_a_key_that_cannot_be_is_refused_in_words(
    browser: Browser, changes: dict[str, str], sentence: str
) -> None:
    answer = browser.post(PATH, PATH, **(READ | changes))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_key_that_may_nothing_is_refused(browser: Browser) -> None:
    answer = browser.post(PATH, PATH, name="ChatGPT")
    assert "Choose at least one thing that it may do." in answer.text


def test_a_name_is_text_and_never_markup(browser: Browser) -> None:
    make_key(browser, name="<script>alert(1)</script>")
    assert "<script>alert" not in browser.get(PATH).text


def test_making_and_revoking_are_in_the_audit_log(
    app: Flask, browser: Browser, user: CurrentUser
) -> None:
    make_key(browser)
    with app.app_context():
        key_id = str(list_api_keys(user.id)[0].id)
    browser.post(f"{PATH}/revoke", PATH, key=key_id)
    with app.app_context():
        found = {event.event for event in list_events(10) if event.user_id == user.id}
    assert {"api_key_created", "api_key_revoked"} <= found


@pytest.mark.parametrize("path", [PATH, f"{PATH}/revoke"])
def test_a_post_without_the_form_is_refused(browser: Browser, path: str) -> None:
    assert browser.http.post(path, data=READ).status_code == 400


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, method: str) -> None:
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)[0]
    answer = client.open(PATH, method=method, data={"csrf_token": token})
    assert answer.status_code == 303
    assert answer.location.startswith("/login")


def test_the_account_leads_there_and_the_privacy_page_names_them(browser: Browser) -> None:
    assert f'href="{PATH}"' in browser.get("/account").text
    assert "Your API keys" in browser.get("/privacy").text


class TestInAnotherForm:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"PLUGIN_AUTH": "oauth"}

    def test_there_is_no_page_and_nothing_leads_there(self, browser: Browser) -> None:
        assert browser.get(PATH).status_code == 404
        assert PATH not in browser.get("/account").text
