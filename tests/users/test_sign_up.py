"""Signing up: who gets an account, and what is kept of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from plugin_oauth.database import db
from plugin_oauth.users.models import User
from tests.conftest import PASSWORD, both_databases
from tests.users.conftest import Browser


def stored(app: Flask) -> list[User]:
    with app.app_context():
        return list(db.session.scalars(select(User)))


@both_databases
def test_a_new_account_is_signed_in_at_once(app: Flask, browser: Browser) -> None:
    answer = browser.sign_up("ada@example.com")
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.is_signed_in
    assert [user.email for user in stored(app)] == ["ada@example.com"]


def test_an_account_may_sign_in_later_and_administers_nothing(
    app: Flask, browser: Browser, other_browser: Browser
) -> None:
    browser.sign_up("ada@example.com")
    other_browser.sign_in()
    assert other_browser.is_signed_in
    assert [user.is_admin for user in stored(app)] == [False]


def test_only_an_argon2id_hash_of_the_password_is_stored(app: Flask, browser: Browser) -> None:
    browser.sign_up("ada@example.com")
    assert [str(user.password_hash)[:10] for user in stored(app)] == ["$argon2id$"]


@pytest.mark.parametrize(
    "email",
    [
        "",
        " ",
        "ada",
        "ada@",
        "@example.com",
        "ada@example@com",
        "a da@example.com",
        "ada@exam\nple.com",
        "ada\x01@example.com",
        "ada\u200b@example.com",
        "<ada@example.com>",
        "ada@example.com, grace@example.com",
        "a" * 243 + "@example.com",
    ],
)
def test_what_is_no_email_is_refused_in_words(app: Flask, browser: Browser, email: str) -> None:
    answer = browser.sign_up(email)
    assert answer.status_code == 400
    assert "Enter an e-mail address, like ada@example.com." in answer.text
    assert stored(app) == []


@both_databases
def test_the_longest_email_is_taken(app: Flask, browser: Browser) -> None:
    email = "a" * 242 + "@example.com"
    assert browser.sign_up(email).status_code == 303
    assert [user.email for user in stored(app)] == [email]


@pytest.mark.parametrize("password", ["", "short-7", "x" * 129])
def test_a_password_of_the_wrong_length_is_refused_in_words(
    app: Flask, browser: Browser, password: str
) -> None:
    answer = browser.sign_up("ada@example.com", password)
    assert answer.status_code == 400
    assert "Choose a password of 8 to 128 characters." in answer.text
    assert stored(app) == []


@pytest.mark.parametrize("password", ["8 signs!", "x" * 128, "пароль-и-ключ", "  blanks stay  "])
def test_any_password_of_the_right_length_works_to_the_letter(
    browser: Browser, other_browser: Browser, password: str
) -> None:
    assert browser.sign_up("ada@example.com", password).status_code == 303
    assert other_browser.sign_in(password=password).status_code == 303
    other_browser.sign_out()
    assert other_browser.sign_in(password=password.strip() + "x").status_code == 400


@both_databases
@pytest.mark.parametrize("again", ["ada@example.com", "ADA@Example.COM", " ada@example.com "])
def test_an_email_has_one_account_however_it_is_written(
    app: Flask, browser: Browser, other_browser: Browser, again: str
) -> None:
    browser.sign_up("ada@example.com")
    answer = other_browser.sign_up(again)
    assert answer.status_code == 400
    assert "There is an account with this e-mail already." in answer.text
    assert (len(stored(app)), other_browser.is_signed_in) == (1, False)


def test_the_email_is_compared_without_regard_to_case(
    browser: Browser, other_browser: Browser
) -> None:
    browser.sign_up("Ada@Example.com")
    assert other_browser.sign_in("aDA@eXAMPLE.com ").status_code == 303


def test_a_refused_form_keeps_the_email_and_never_the_password(browser: Browser) -> None:
    page = browser.sign_up('"><script>@example.com', "secret7").text
    assert 'value="&#34;&gt;&lt;script&gt;@example.com"' in page
    assert "secret7" not in page


def test_whoever_is_signed_in_needs_no_second_account(browser: Browser) -> None:
    browser.sign_up("ada@example.com")
    answer = browser.http.get("/signup?next=/tasks")
    assert (answer.status_code, answer.location) == (303, "/tasks")


def test_the_page_asks_for_a_new_password_by_its_name(browser: Browser) -> None:
    page = browser.http.get("/signup").text
    assert 'autocomplete="new-password"' in page
    assert PASSWORD not in page
