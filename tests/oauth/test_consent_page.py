"""The consent page: fit for strangers, a choice for each scope, and decided once."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from plugin_oauth.database import db
from plugin_oauth.oauth.models import Client, codes, consents, spent_ids
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey, form_fields, redirect_parameters, register
from tests.oauth.conftest import Stored

BOTH = "tasks.read tasks.write"


def page_of(journey: Journey, **changes: str | None) -> str:
    answer = journey.http.get(journey.authorize_url(**changes))
    assert answer.status_code == 200, answer.text
    return answer.text


def post(journey: Journey, form: dict[str, str], **changes: str | None) -> TestResponse:
    return journey.http.post(journey.authorize_url(**changes), data=form)


def allow_only(journey: Journey, *names: str) -> TestResponse:
    form = form_fields(page_of(journey))
    kept = {k: v for k, v in form.items() if not k.startswith("scope:") or k[6:] in names}
    return post(journey, kept | {"decision": "allow"})


def self_registered(app: Flask, **changes: Any) -> Journey:
    """The journey of a client that nobody has checked."""
    credentials = register(app, **changes)
    with app.app_context():
        found = Client.client_id == credentials.client_id
        db.session.execute(update(Client).where(found).values(is_verified=False))
        db.session.commit()
    return Journey(app.test_client(), credentials)


# Who asks, and where it leads.


@pytest.mark.requirement("rfc7591-5-self-asserted")
def test_a_name_that_nobody_checked_is_marked(app: Flask, user: CurrentUser) -> None:
    journey = self_registered(app, name="ChatGPT")
    journey.sign_in(str(user.email))
    assert "Nobody has checked this name." in page_of(journey)


def test_the_name_of_a_developers_client_is_not_marked(journey: Journey) -> None:
    journey.sign_in()
    assert "Nobody has checked this name." not in page_of(journey)


def test_a_self_registered_client_asks_each_time(app: Flask, user: CurrentUser) -> None:
    """ASVS 5.0 10.7.1: its own secret proves that it came back, not who it is."""
    journey = self_registered(app)
    journey.sign_in(str(user.email))
    journey.decide("allow")
    assert "You have allowed this before." in page_of(journey)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_program_on_ones_own_computer_is_warned_of(
    app: Flask, user: CurrentUser, host: str
) -> None:
    uri = f"http://{host}:8080/callback"
    journey = Journey(app.test_client(), register(app, redirect_uris=[uri]))
    journey.sign_in(str(user.email))
    page = page_of(journey, redirect_uri=uri)
    assert "a program on your own computer" in page


@pytest.mark.requirement("rfc6749-10.2-consent-shows")
def test_other_addresses_have_another_warning(journey: Journey) -> None:
    journey.sign_in()
    page = page_of(journey)
    assert '<strong class="redirect-host">client.example</strong>' in page
    assert "a program on your own computer" not in page


@pytest.mark.parametrize(
    ("grant_types", "lasts"),
    [
        pytest.param(["authorization_code", "refresh_token"], "90 days at most", id="kept"),
        pytest.param(["authorization_code"], "1 hour,", id="once"),
    ],
)
def test_the_page_says_how_long_it_lasts(
    app: Flask, user: CurrentUser, grant_types: list[str], lasts: str
) -> None:
    journey = Journey(app.test_client(), register(app, grant_types=grant_types))
    journey.sign_in(str(user.email))
    assert f"It lasts for {lasts}" in " ".join(page_of(journey).split())


# A choice for each scope.


def test_each_scope_is_a_box_that_is_ticked(journey: Journey) -> None:
    journey.sign_in()
    boxes = [name for name in form_fields(page_of(journey)) if name.startswith("scope:")]
    assert boxes == ["scope:tasks.read", "scope:tasks.write"]


@both_databases
def test_what_is_not_ticked_is_not_granted_and_not_remembered(
    journey: Journey, stored: Stored
) -> None:
    journey.sign_in()
    code = redirect_parameters(allow_only(journey, "tasks.read"))["code"]
    assert journey.redeem(code).get_json()["scope"] == "tasks.read"
    assert stored(consents)[0]["scope"] == "tasks.read"


def test_nothing_ticked_asks_again_and_the_form_still_counts(
    journey: Journey, stored: Stored
) -> None:
    journey.sign_in()
    form = form_fields(page_of(journey)) | {"decision": "allow"}
    answer = post(journey, {k: v for k, v in form.items() if not k.startswith("scope:")})
    assert (answer.status_code, "Choose at least one" in answer.text) == (400, True)
    assert stored(codes) == []
    assert "code" in redirect_parameters(post(journey, form))


def test_a_box_that_the_page_did_not_have_is_not_granted(journey: Journey) -> None:
    journey.sign_in()
    form = form_fields(page_of(journey, scope="tasks.read")) | {"decision": "allow"}
    form |= {"scope:tasks.write": "on", "scope:plugin.admin": "on"}
    code = redirect_parameters(post(journey, form, scope="tasks.read"))["code"]
    assert journey.redeem(code).get_json()["scope"] == "tasks.read"


def test_a_no_needs_no_box(journey: Journey) -> None:
    journey.sign_in()
    form = form_fields(page_of(journey)) | {"decision": "deny"}
    answer = post(journey, {k: v for k, v in form.items() if not k.startswith("scope:")})
    assert redirect_parameters(answer)["error"] == "access_denied"


# What is new since the last time.


def new_sentences(page: str) -> list[str]:
    return re.findall(r'<span>([^<]*?) <strong class="new">', page)


def test_the_first_time_nothing_is_marked_as_new(journey: Journey) -> None:
    journey.sign_in()
    page = page_of(journey)
    assert new_sentences(page) == []
    assert "before" not in page.partition("<fieldset")[2]


def test_a_second_authorization_shows_what_is_new(public_journey: Journey) -> None:
    public_journey.sign_in()
    public_journey.decide("allow", scope="tasks.read")
    page = page_of(public_journey, scope=BOTH)
    assert new_sentences(page) == ["Add, complete and delete your tasks."]
    assert "You have allowed some of this before" in page


def test_a_second_authorization_grants_what_it_asked_for_and_remembers_both(
    journey: Journey, stored: Stored
) -> None:
    journey.sign_in()
    journey.decide("allow", scope="tasks.read")
    answer = journey.redeem(journey.code(scope="tasks.write")).get_json()
    assert answer["scope"] == "tasks.write"
    assert stored(consents)[0]["scope"] == BOTH


def test_unticking_takes_back_what_was_remembered(journey: Journey, stored: Stored) -> None:
    """Otherwise the next request would get without asking what was just refused."""
    journey.sign_in()
    journey.decide("allow", scope="tasks.write")
    form = form_fields(page_of(journey, scope=BOTH)) | {"decision": "allow"}
    del form["scope:tasks.write"]
    post(journey, form, scope=BOTH)
    assert stored(consents)[0]["scope"] == "tasks.read"


def test_a_no_changes_nothing_that_was_remembered(journey: Journey, stored: Stored) -> None:
    journey.sign_in()
    journey.decide("allow", scope="tasks.read")
    journey.decide("deny", scope=BOTH)
    assert stored(consents)[0]["scope"] == "tasks.read"


# The handle: once, here, and for this.


@both_databases
def test_a_form_decides_once(journey: Journey, stored: Stored) -> None:
    journey.sign_in()
    form = form_fields(page_of(journey)) | {"decision": "allow"}
    assert post(journey, form).status_code == 303
    again = post(journey, form)
    assert (again.status_code, "This form was used before" in again.text) == (400, True)
    assert len(stored(codes)) == 1


def test_after_a_second_try_the_page_asks_in_earnest(journey: Journey) -> None:
    journey.sign_in()
    form = form_fields(page_of(journey)) | {"decision": "allow"}
    post(journey, form)
    fresh = form_fields(post(journey, form).text) | {"decision": "allow"}
    assert "code" in redirect_parameters(post(journey, fresh))


@pytest.mark.parametrize("handle", [None, "", "forged", "W10.forged", "\u00e9"])
def test_without_its_handle_a_form_decides_nothing(
    journey: Journey, stored: Stored, handle: str | None
) -> None:
    journey.sign_in()
    form = form_fields(page_of(journey)) | {"decision": "allow", "handle": handle or ""}
    if handle is None:
        del form["handle"]
    assert post(journey, form).status_code == 400
    assert stored(codes) == []


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"scope": "tasks.read"}, id="scope"),
        pytest.param({"state": "another"}, id="state"),
        pytest.param({"code_challenge": "A" * 43}, id="challenge"),
        pytest.param({"resource": "http://localhost:5003/mcp"}, id="resource"),
        pytest.param({"redirect_uri": None}, id="redirect URI"),
    ],
)
def test_the_form_of_one_request_decides_nothing_about_another(
    journey: Journey, stored: Stored, changes: dict[str, str | None]
) -> None:
    journey.sign_in()
    form = form_fields(page_of(journey)) | {"decision": "allow"}
    assert post(journey, form, **changes).status_code == 400
    assert stored(codes) == []


def test_the_form_of_one_client_decides_nothing_about_another(
    journey: Journey, other_journey: Journey, stored: Stored
) -> None:
    journey.sign_in()
    form = form_fields(page_of(journey)) | {"decision": "allow"}
    client_id = other_journey.credentials.client_id
    assert post(journey, form, client_id=client_id).status_code == 400
    assert stored(codes) == []


def test_the_form_of_another_browser_decides_nothing(
    app: Flask, journey: Journey, stored: Stored
) -> None:
    """The same person twice: a form planted in the other browser with that one's form token."""
    journey.sign_in()
    elsewhere = Journey(app.test_client(), journey.credentials)
    elsewhere.sign_in()
    planted = form_fields(page_of(journey))["handle"]
    form = form_fields(page_of(elsewhere)) | {"handle": planted, "decision": "allow"}
    assert post(elsewhere, form).status_code == 400
    assert stored(codes) == []


def test_a_form_from_before_another_person_signed_in_decides_nothing(
    journey: Journey, other_user: CurrentUser, stored: Stored
) -> None:
    journey.sign_in()
    handle = form_fields(page_of(journey))["handle"]
    journey.http.delete_cookie("session")
    journey.sign_in(str(other_user.email))
    form = form_fields(page_of(journey)) | {"handle": handle, "decision": "allow"}
    assert post(journey, form).status_code == 400
    assert stored(codes) == []


@pytest.mark.parametrize(
    ("changes", "headers"),
    [
        pytest.param({"csrf_token": ""}, {}, id="no form token"),
        pytest.param({"csrf_token": "forged"}, {}, id="forged form token"),
        pytest.param({}, {"Sec-Fetch-Site": "cross-site"}, id="another site"),
        pytest.param({}, {"Origin": "https://evil.example"}, id="another origin"),
    ],
)
def test_the_handle_alone_decides_nothing(
    journey: Journey, stored: Stored, changes: dict[str, str], headers: dict[str, str]
) -> None:
    """Requests may be posted from anywhere, decisions may not."""
    journey.sign_in()
    form = form_fields(page_of(journey)) | {"decision": "allow"} | changes
    answer = journey.http.post(journey.authorize_url(), data=form, headers=headers)
    assert answer.status_code == 400
    assert stored(codes) == []


def test_a_form_is_good_for_half_an_hour(journey: Journey, clock: StandingClock) -> None:
    journey.sign_in()
    form = form_fields(page_of(journey)) | {"decision": "allow"}
    clock.advance(30 * 60)
    assert post(journey, form).status_code == 400


def test_showing_the_page_stores_nothing(journey: Journey, stored: Stored) -> None:
    journey.sign_in()
    for _ in range(3):
        page_of(journey)
    assert (stored(spent_ids), stored(codes), stored(consents)) == ([], [], [])
