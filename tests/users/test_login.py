"""Signing in: one answer and one cost for everything that is wrong."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Literal

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, update

from plugin_oauth.database import db
from plugin_oauth.users import passwords
from plugin_oauth.users.accounts import create_service_account
from plugin_oauth.users.models import CurrentUser, User
from tests.conftest import PASSWORD, both_databases
from tests.users.conftest import Browser

MESSAGE = "That e-mail and password do not belong together. Check both and try again."


def disable(app: Flask, user: CurrentUser) -> None:
    with app.app_context():
        values = {"disabled_at": datetime(2026, 3, 1, tzinfo=UTC)}
        db.session.execute(update(User).where(User.id == user.id).values(values))
        db.session.commit()


@both_databases
@pytest.mark.usefixtures("user")
def test_the_right_pair_signs_in(browser: Browser) -> None:
    answer = browser.sign_in()
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.is_signed_in


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@example.com", "not the password"),
        ("ada@example.com", ""),
        ("ada@example.com", PASSWORD.upper()),
        ("ada@example.com", PASSWORD + " "),
        ("ada@example.com", "x" * 5000),
        ("nobody@example.com", PASSWORD),
        ("", PASSWORD),
        ("a" * 5000, PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        ("%", PASSWORD),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(
    browser: Browser, email: str, password: str
) -> None:
    answer = browser.sign_in(email, password)
    assert answer.status_code == 400
    assert f'<div role="alert"><p class="message">{MESSAGE}</p></div>' in answer.text
    assert not browser.is_signed_in


@pytest.mark.usefixtures("user")
def test_an_unknown_email_and_a_wrong_password_get_the_same_page(browser: Browser) -> None:
    token = browser.form_token()
    known, unknown = (
        browser.http.post("/login", data={"username": e, "password": "x", "csrf_token": token})
        for e in ("ada@example.com", "eve@example.com")
    )
    pages = [re.sub('name="csrf_token" value="[^"]+"', "", page.text) for page in (known, unknown)]
    assert pages[0].replace("ada@", "eve@") == pages[1]
    assert known.headers.to_wsgi_list() == unknown.headers.to_wsgi_list()


def test_a_disabled_account_gets_the_same_answer_with_the_right_password(
    app: Flask, browser: Browser, user: CurrentUser
) -> None:
    disable(app, user)
    answer = browser.sign_in()
    assert answer.status_code == 400
    assert MESSAGE in answer.text


def test_a_disabled_account_is_out_at_once(app: Flask, browser: Browser, user: CurrentUser) -> None:
    browser.sign_in()
    assert browser.is_signed_in
    disable(app, user)
    assert not browser.is_signed_in


def test_nobody_signs_in_to_a_clients_own_account(app: Flask, browser: Browser) -> None:
    with app.app_context():
        create_service_account()
        db.session.commit()
    assert browser.sign_in("", "").status_code == 400
    assert browser.sign_in("None", "").status_code == 400


@pytest.mark.usefixtures("user")
def test_the_page_keeps_the_email_and_never_the_password(browser: Browser) -> None:
    page = browser.sign_in(password="a wrong password").text
    assert 'value="ada@example.com"' in page
    assert "a wrong password" not in page


class SlowHasher(PasswordHasher):
    """One that tries a password until somebody else is done."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.is_trying, self.others_are_done = threading.Event(), threading.Event()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2's name
        self.is_trying.set()
        assert self.others_are_done.wait(10)
        return super().verify(hash, password)


@both_databases
@pytest.mark.usefixtures("user")
def test_while_a_password_is_tried_others_can_write(
    browser: Browser, other_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SlowHasher()
    monkeypatch.setattr(passwords, "hasher", slow)
    with ThreadPoolExecutor(1) as pool:
        signing_in = pool.submit(browser.sign_in)
        assert slow.is_trying.wait(10)
        assert other_browser.sign_up("grace@example.com").status_code == 303
        slow.others_are_done.set()
        assert signing_in.result().status_code == 303


def test_a_hash_of_another_cost_is_made_anew_at_the_next_sign_in(
    app: Flask, browser: Browser, user: CurrentUser
) -> None:
    def stored() -> str | None:
        with app.app_context():
            return db.session.scalar(select(User.password_hash).where(User.id == user.id))

    before = stored()
    browser.sign_in()
    assert stored() == before
    browser.sign_out()
    with pytest.MonkeyPatch.context() as patch:
        dearer = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "hasher", dearer)
        browser.sign_in(password="not the password")
        assert stored() == before
        browser.sign_in()
        after = stored()
    assert after != before
    assert after is not None
    assert dearer.verify(after, PASSWORD)


class TestPasswords:
    """The one cost is in the checks of passwords, whatever hash stands there."""

    def test_the_password_of_the_hash_is_right(self) -> None:
        assert passwords.is_password("a password", passwords.hash_password("a password"))

    @pytest.mark.parametrize("tried", ["", "a passwore", "a password ", "a password\0", "x" * 129])
    def test_any_other_password_is_wrong(self, tried: str) -> None:
        assert not passwords.is_password(tried, passwords.hash_password("a password"))

    @pytest.mark.parametrize("stored", [None, "", "plain", "$argon2id$v=19$broken"])
    def test_without_a_usable_hash_every_password_is_wrong(self, stored: str | None) -> None:
        assert not passwords.is_password("plain", stored)

    def test_the_password_of_nobodys_hash_opens_nothing(self) -> None:
        """It stands in the source, for everybody to read."""
        nobodys = "nobody has this password, it only takes as long as a real one"
        assert not passwords.is_password(nobodys, None)

    def test_the_hash_that_stands_for_nobodys_costs_what_a_real_one_costs(self) -> None:
        real, nobodys = passwords.hash_password("a password"), passwords._nobodys_hash()
        assert nobodys.rsplit("$", 2)[0] == real.rsplit("$", 2)[0]

    def test_a_longer_password_is_not_the_one_it_begins_with(self) -> None:
        stored = passwords.hash_password("x" * 128)
        assert not passwords.is_password("x" * 129, stored)

    def test_a_hash_of_other_parameters_still_lets_its_password_in(self) -> None:
        """What was stored before the parameters were raised must not lock people out."""
        older = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash("a password")
        assert passwords.is_password("a password", older)
