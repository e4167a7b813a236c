"""prompt, max_age and login_hint: what a client may ask of the login and of the pages."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from plugin_oauth.oauth.models import codes
from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD, StandingClock
from tests.journey import Journey, form_fields, form_token, redirect_parameters, register
from tests.oauth.conftest import Stored


def open_url(journey: Journey, **changes: str | None) -> TestResponse:
    return journey.http.get(journey.authorize_url(**changes))


def is_login(answer: TestResponse) -> bool:
    return answer.status_code == 303 and urlsplit(answer.location).path == "/login"


def is_consent(answer: TestResponse) -> bool:
    return answer.status_code == 200 and 'value="allow"' in answer.text


def log_in_again(
    journey: Journey, to_login: TestResponse, email: str = "ada@example.com"
) -> TestResponse:
    """Fill in the form of the login page that the redirect leads to; return the page after it."""
    page = journey.http.get(to_login.location)
    assert page.status_code == 200, page.location
    form = {"username": email, "password": PASSWORD, "csrf_token": form_token(page.text)}
    return journey.http.get(journey.http.post(to_login.location, data=form).location)


@pytest.mark.requirement("oidc-core-3.1.2.1-prompt-none")
@pytest.mark.parametrize(
    ("prompt", "max_age"),
    [
        pytest.param("unknown", None, id="unknown"),
        pytest.param("login create", None, id="one unknown"),
        pytest.param("none login", None, id="none with others"),
        pytest.param("none consent", None, id="none with consent"),
        pytest.param(None, "-1", id="negative"),
        pytest.param(None, "soon", id="no number"),
        pytest.param(None, "1.5", id="no whole number"),
        pytest.param(None, "\u0661", id="no ASCII digit"),
        pytest.param(None, "9" * 30, id="beyond all time"),
    ],
)
def test_what_cannot_be_meant_is_invalid_request(
    journey: Journey, prompt: str | None, max_age: str | None
) -> None:
    sent = redirect_parameters(open_url(journey, prompt=prompt, max_age=max_age))
    assert (sent["error"], sent["state"]) == ("invalid_request", "the state")


@pytest.mark.requirement("oidc-core-3.1.2.1-prompt-none", "oidc-core-3.1.2.6-errors")
def test_none_without_a_session_is_login_required(journey: Journey) -> None:
    sent = redirect_parameters(open_url(journey, prompt="none"))
    assert (sent["error"], sent["state"]) == ("login_required", "the state")
    assert sent["iss"] == "http://localhost:5003"


def test_none_with_an_old_login_is_login_required(journey: Journey, clock: StandingClock) -> None:
    journey.sign_in()
    journey.decide("allow")
    clock.advance(61)
    sent = redirect_parameters(open_url(journey, prompt="none", max_age="60"))
    assert sent["error"] == "login_required"


@pytest.mark.requirement("oidc-core-3.1.2.6-errors")
def test_none_without_consent_is_consent_required(journey: Journey) -> None:
    journey.sign_in()
    sent = redirect_parameters(open_url(journey, prompt="none"))
    assert (sent["error"], sent["state"]) == ("consent_required", "the state")


@pytest.mark.requirement("oidc-core-3.1.2.6-errors")
def test_none_is_interaction_required_where_the_person_is_always_asked(
    public_journey: Journey,
) -> None:
    public_journey.sign_in()
    public_journey.decide("allow")
    sent = redirect_parameters(open_url(public_journey, prompt="none"))
    assert sent["error"] == "interaction_required"


@pytest.mark.requirement("oidc-core-3.1.2.1-prompt-none")
def test_none_gives_a_code_where_nothing_is_left_to_ask(journey: Journey) -> None:
    journey.sign_in()
    journey.decide("allow")
    assert "code" in redirect_parameters(open_url(journey, prompt="none"))


@pytest.mark.requirement("oidc-core-3.1.2.1-prompt-login")
def test_login_asks_for_the_password_again_and_is_then_content(
    journey: Journey, stored: Stored, clock: StandingClock
) -> None:
    journey.sign_in()
    journey.decide("allow")
    clock.advance(3600)
    to_login = open_url(journey, prompt="login")
    assert is_login(to_login)
    assert "code" in redirect_parameters(log_in_again(journey, to_login))
    assert stored(codes)[-1]["auth_time"] == clock()


@pytest.mark.requirement("oidc-core-3.1.2.1-prompt-login")
def test_going_back_without_signing_in_again_does_not_help(
    journey: Journey, clock: StandingClock
) -> None:
    journey.sign_in()
    journey.decide("allow")
    clock.advance(1)
    to_login = open_url(journey, prompt="login")
    clock.advance(1)
    comes_back = parse_qs(urlsplit(to_login.location).query)["next"][0]
    assert is_login(journey.http.get(comes_back))


def test_the_mark_of_one_request_is_worth_nothing_for_another(
    journey: Journey, clock: StandingClock
) -> None:
    journey.sign_in()
    journey.decide("allow")
    clock.advance(1)
    to_login = open_url(journey, prompt="login")
    log_in_again(journey, to_login)
    comes_back = parse_qs(urlsplit(to_login.location).query)["next"][0]
    assert is_login(journey.http.get(comes_back.replace("state=the+state", "state=other")))


def test_a_forged_mark_is_worth_nothing(journey: Journey) -> None:
    journey.sign_in()
    assert is_login(open_url(journey, prompt="login", signed_in_since="2000-01-01"))


def test_a_decision_cannot_go_round_the_second_login(
    journey: Journey, stored: Stored, clock: StandingClock
) -> None:
    journey.sign_in()
    form = form_fields(open_url(journey).text)
    clock.advance(1)
    url = journey.authorize_url(prompt="login")
    assert is_login(journey.http.post(url, data=form | {"decision": "allow"}))
    assert stored(codes) == []


@pytest.mark.requirement("oidc-core-3.1.2.1-max-age")
@pytest.mark.parametrize(("age", "again"), [(60, False), (61, True)])
def test_max_age_asks_for_the_password_again_when_the_login_is_older(
    journey: Journey, clock: StandingClock, age: int, again: bool
) -> None:
    journey.sign_in()
    clock.advance(age)
    assert is_login(open_url(journey, max_age="60")) is again


def test_after_a_second_login_even_max_age_0_is_content(
    journey: Journey, clock: StandingClock
) -> None:
    journey.sign_in()
    clock.advance(1)
    to_login = open_url(journey, max_age="0")
    page = journey.http.get(to_login.location)
    clock.advance(5)
    assert page.status_code == 200
    assert is_consent(log_in_again(journey, to_login))


def test_the_consent_page_may_stay_open_longer_than_max_age(
    journey: Journey, clock: StandingClock
) -> None:
    journey.sign_in()
    url = journey.authorize_url(max_age="60")
    form = form_fields(journey.http.get(url).text)
    clock.advance(120)
    answer = journey.http.post(url, data=form | {"decision": "allow"})
    assert "code" in redirect_parameters(answer)


@pytest.mark.requirement("oidc-core-3.1.2.1-prompt-consent")
@pytest.mark.parametrize("prompt", ["consent", "select_account"])
def test_the_person_is_asked_again_although_all_was_allowed(journey: Journey, prompt: str) -> None:
    journey.sign_in()
    journey.decide("allow")
    page = open_url(journey, prompt=prompt)
    assert is_consent(page)
    assert "Log in as somebody else" in page.text


def test_prompts_add_up(journey: Journey, clock: StandingClock) -> None:
    journey.sign_in()
    journey.decide("allow")
    clock.advance(1)
    to_login = open_url(journey, prompt="login consent")
    assert is_login(to_login)
    assert is_consent(log_in_again(journey, to_login))


def test_another_person_may_sign_in_when_asked_again(
    journey: Journey, other_user: CurrentUser, clock: StandingClock
) -> None:
    journey.sign_in()
    clock.advance(1)
    page = log_in_again(journey, open_url(journey, prompt="login"), str(other_user.email))
    assert "grace@example.com" in page.text


@pytest.mark.requirement("oidc-core-3.1.2.1-login-hint")
def test_a_hint_fills_in_the_login_form(journey: Journey) -> None:
    to_login = open_url(journey, login_hint="ada@example.com")
    assert 'value="ada@example.com"' in journey.http.get(to_login.location).text


@pytest.mark.requirement("oidc-core-3.1.2.1-login-hint")
def test_a_hint_is_text_and_never_markup(journey: Journey) -> None:
    to_login = open_url(journey, login_hint='"><script>alert(1)</script>')
    assert "<script>" not in journey.http.get(to_login.location).text


def test_a_second_login_begins_with_the_name_of_the_first(
    journey: Journey, clock: StandingClock
) -> None:
    journey.sign_in()
    clock.advance(1)
    to_login = open_url(journey, prompt="login")
    assert 'value="ada@example.com"' in journey.http.get(to_login.location).text


@pytest.mark.requirement("oidc-core-3.1.2.1-post")
def test_a_posted_request_becomes_its_own_get(journey: Journey) -> None:
    """OpenID Connect Core section 3.1.2.1; from another site, so without cookies or form token."""
    elsewhere = {"Origin": "https://client.example", "Sec-Fetch-Site": "cross-site"}
    answer = journey.http.post("/authorize", data=journey.parameters, headers=elsewhere)
    assert (answer.status_code, answer.location) == (303, journey.authorize_url())


def test_a_posted_request_alone_decides_nothing(journey: Journey, stored: Stored) -> None:
    journey.sign_in()
    answer = journey.http.post("/authorize", data=journey.parameters, follow_redirects=True)
    assert is_consent(answer)
    assert stored(codes) == []


def test_a_posted_request_without_a_body_is_its_query(journey: Journey) -> None:
    url = journey.authorize_url(resource="http://localhost:5003/api")
    assert journey.http.post(url).location == url


@pytest.mark.parametrize("name", ["decision", "handle", "scope:tasks.read"])
def test_a_decision_in_the_address_is_none(app: Flask, user: CurrentUser, name: str) -> None:
    journey = Journey(app.test_client(), register(app))
    journey.sign_in(str(user.email))
    assert is_consent(journey.http.get(f"{journey.authorize_url()}&{name}=allow"))
