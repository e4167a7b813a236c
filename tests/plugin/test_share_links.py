"""A share link shows its one item for a while, and is good for nothing else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from plugin_oauth.database import db
from plugin_oauth.plugin.share_links import find_owner, make_share_link
from plugin_oauth.users.models import CurrentUser, User
from tests.conftest import StandingClock, both_databases
from tests.oauth.test_statements import counted
from tests.plugin.conftest import Browser, Caller

LIFETIME = 3600


def shared(caller: Caller, title: str = "Buy milk") -> str:
    """Add a task and return its share link, as the API answers it."""
    answer = caller.call("POST", "/api/tasks", json={"title": title, "notes": "Two litres"})
    return str(answer.get_json()["preview_url"])


def assert_signs_in(answer: TestResponse, link: str) -> None:
    path = urlsplit(link).path
    wanted = f"/login?next={path.replace('/', '%2F')}"
    assert (answer.status_code, answer.location) == (303, wanted)


@both_databases
def test_whoever_has_the_link_sees_the_item_without_signing_in(
    client: FlaskClient, caller: Caller
) -> None:
    answer = client.get(shared(caller))
    assert answer.status_code == 200
    assert "<h1>Buy milk</h1>" in answer.text
    assert "Two litres" in answer.text


def test_the_shared_page_has_no_action_and_nothing_of_the_account(
    browser: Browser, caller: Caller
) -> None:
    """Not even for its owner, who is signed in: what is shared is what is seen."""
    page = browser.get(shared(caller)).text
    assert "<form" not in page
    assert "csrf_token" not in page
    assert "ada@example.com" not in page
    assert "/delete" not in page


def test_the_shared_page_is_kept_by_nobody_and_tells_nobody_of_itself(
    client: FlaskClient, caller: Caller
) -> None:
    answer = client.get(shared(caller))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "Set-Cookie" not in answer.headers


def test_the_shared_page_names_the_plain_address_only(client: FlaskClient, caller: Caller) -> None:
    link = shared(caller)
    page = client.get(link).text
    assert f'<meta property="og:url" content="{link.partition("?")[0]}">' in page
    assert link.partition("=")[2] not in page


@pytest.mark.requirement("share-link")
def test_a_link_ends(client: FlaskClient, caller: Caller, clock: StandingClock) -> None:
    link = shared(caller)
    clock.advance(LIFETIME - 1)
    assert client.get(link).status_code == 200
    clock.advance(1)
    assert_signs_in(client.get(link), link)


@pytest.mark.parametrize("seconds", [0, 1, 599])
def test_a_link_lasts_at_most_its_lifetime_and_most_of_it_at_least(
    client: FlaskClient, caller: Caller, clock: StandingClock, seconds: int
) -> None:
    clock.advance(seconds)
    link = shared(caller)
    clock.advance(LIFETIME * 5 / 6)
    assert client.get(link).status_code == 200
    clock.advance(LIFETIME / 6)
    assert client.get(link).status_code == 303


def test_a_repeated_call_answers_with_the_same_link(caller: Caller, clock: StandingClock) -> None:
    shared(caller)
    first = caller.call("GET", "/api/tasks").get_json()
    clock.advance(599)
    assert caller.call("GET", "/api/tasks").get_json() == first


def test_a_link_is_for_its_own_item_only(client: FlaskClient, caller: Caller) -> None:
    one, other = shared(caller), shared(caller)
    mixed = f"{other.partition('?')[0]}?{one.partition('?')[2]}"
    assert_signs_in(client.get(mixed), other)


def test_a_link_shows_another_persons_item_to_nobody(
    app: Flask, client: FlaskClient, other_caller: Caller, user: CurrentUser
) -> None:
    """Sealed by us for the wrong owner: the item is looked for among that owner's."""
    path = f"/tasks/{other_caller.add('Theirs')}"
    with app.app_context():
        link = str(make_share_link(path, user.id))
    answer = client.get(link)
    assert (answer.status_code, "Theirs" in answer.text) == (404, False)


@pytest.mark.requirement("share-link")
def test_a_link_opens_no_other_page_and_does_nothing(client: FlaskClient, caller: Caller) -> None:
    link = shared(caller)
    path, _, query = link.partition("?")
    assert client.get(f"{path}/delete?{query}").status_code == 303
    assert client.get(f"/tasks?{query}").status_code == 303
    assert client.post(f"{path}/complete?{query}").status_code == 400
    assert client.get(f"/api{urlsplit(link).path}/complete?{query}").status_code == 405
    assert client.get(f"/api/tasks?{query}").status_code == 401
    assert caller.titles() == ["Buy milk"]


def test_a_deleted_item_is_gone(client: FlaskClient, caller: Caller) -> None:
    link = shared(caller)
    caller.call("DELETE", f"/api{urlsplit(link).path}")
    answer = client.get(link)
    assert (answer.status_code, "Buy milk" in answer.text) == (404, False)


def test_a_closed_account_shows_nothing(
    app: Flask, client: FlaskClient, caller: Caller, clock: StandingClock, user: CurrentUser
) -> None:
    link = shared(caller)
    with app.app_context():
        db.session.get_one(User, user.id).disabled_at = clock()
        db.session.commit()
    assert_signs_in(client.get(link), link)


@pytest.mark.parametrize("value", ["", "x", "%00", "%ff", "ä", "=", "A" * 51, "A" * 4000])
def test_what_is_no_link_of_ours_leads_to_the_sign_in(
    client: FlaskClient, caller: Caller, value: str
) -> None:
    path = f"/tasks/{caller.add('x')}"
    answer = client.get(f"{path}?preview={value}")
    if answer.status_code != 400:  # what is not UTF-8 is refused before
        assert_signs_in(answer, path)


@given(position=st.integers(0, 37), bit=st.integers(0, 7))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_bit_that_is_changed_makes_a_link_worthless(
    app: Flask, user: CurrentUser, position: int, bit: int
) -> None:
    with app.app_context():
        value = str(make_share_link("/tasks/1", user.id)).partition("=")[2]
        sealed = bytearray(urlsafe_b64decode(value + "=="))
        assert find_owner("/tasks/1", value) == user
        sealed[position] ^= 1 << bit
        assert find_owner("/tasks/1", urlsafe_b64encode(sealed).decode()) is None


def test_a_forged_link_costs_no_statement(app: Flask, client: FlaskClient) -> None:
    with counted(app) as cost:
        assert (
            client.get("/tasks/00000000-0000-4000-8000-000000000000?preview=x").status_code == 303
        )
    assert cost.statements == []


def test_a_link_costs_two_statements(app: Flask, client: FlaskClient, caller: Caller) -> None:
    link = shared(caller)
    with counted(app) as cost:
        assert client.get(link).status_code == 200
    assert len(cost.statements) == 2


class TestWithoutShareLinks:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"SHARE_LINK_LIFETIME": 0}

    def test_none_is_given_out(self, caller: Caller) -> None:
        answer = caller.call("POST", "/api/tasks", json={"title": "x"}).get_json()
        assert (answer["preview_url"], answer["url"][:28]) == (None, "http://localhost:5003/tasks/")


class TestWithAnotherKey:
    def test_the_links_of_the_old_key_open_nothing(self, app: Flask, user: CurrentUser) -> None:
        with app.app_context():
            value = str(make_share_link("/tasks/1", user.id)).partition("=")[2]
            app.config["SECRET_KEY"] = "another secret key that is used in tests only"
            assert find_owner("/tasks/1", value) is None
