"""RP-Initiated Logout: a client signs its user out, a stranger nobody, and no one is led astray."""

from html import unescape
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.database import db
from plugin_oauth.oauth.id_token import read_hint
from plugin_oauth.oauth.signing_keys import rotate_keys
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey, form_token, register
from tests.oauth.published_keys import published

GONE = "https://client.example/signed-out"


@pytest.fixture
def journey(app: Flask, user: CurrentUser) -> Journey:
    """A client of the person that may send people to GONE."""
    assert user.email == "ada@example.com"
    return Journey(
        app.test_client(), register(app, post_logout_redirect_uris=[GONE]), {"scope": "openid"}
    )


def end_session(**parameters: str) -> str:
    return f"/end_session?{urlencode(parameters)}"


def is_signed_in(http: FlaskClient) -> bool:
    return http.get("/login").status_code == 303


@pytest.mark.requirement("oidc-logout-2-hint", "oidc-logout-3-redirect")
@both_databases
def test_with_the_persons_id_token_they_are_signed_out_and_sent_on(journey: Journey) -> None:
    hint = journey.grant()["id_token"]
    url = end_session(id_token_hint=hint, post_logout_redirect_uri=GONE, state="a b&c")
    answer = journey.http.get(url)
    assert (answer.status_code, answer.location) == (303, f"{GONE}?state=a+b%26c")
    assert not is_signed_in(journey.http)


@pytest.mark.requirement("oidc-logout-2-hint")
def test_an_old_id_token_signed_by_a_key_long_gone_will_do(
    app: Flask, journey: Journey, clock: StandingClock
) -> None:
    hint = journey.grant()["id_token"]
    with app.app_context():
        rotate_keys()
        db.session.commit()
    clock.advance(7 * 24 * 3600)
    assert len(published(journey.http)) == 2
    journey.http.get(end_session(id_token_hint=hint))
    assert not is_signed_in(journey.http)


WITHOUT_PROOF = [{}, {"post_logout_redirect_uri": GONE}, {"state": "x"}]


@pytest.mark.requirement("oidc-logout-2-asks")
@pytest.mark.parametrize("parameters", WITHOUT_PROOF)
def test_a_get_without_proof_only_asks(journey: Journey, parameters: dict[str, str]) -> None:
    journey.sign_in()
    named = {"client_id": journey.credentials.client_id} if parameters else {}
    page = journey.http.get(end_session(**parameters, **named))
    assert (page.status_code, "Sign out here as well?" in page.text) == (200, True)
    assert is_signed_in(journey.http)


@pytest.mark.requirement("oidc-logout-2-asks", "oidc-logout-3-redirect")
def test_who_is_asked_and_agrees_is_signed_out_and_sent_on(journey: Journey) -> None:
    journey.sign_in()
    client_id = journey.credentials.client_id
    page = journey.http.get(
        end_session(client_id=client_id, post_logout_redirect_uri=GONE, state="s")
    ).text
    action = page.partition('<form method="post" action="/logout?')[2].partition('"')[0]
    signed_out = journey.http.post(
        "/logout?" + action.replace("&amp;", "&"), data={"csrf_token": form_token(page)}
    )
    answer = journey.http.get(signed_out.location)
    assert (answer.location, is_signed_in(journey.http)) == (f"{GONE}?state=s", False)


def test_the_form_that_asks_may_lead_to_the_client(journey: Journey) -> None:
    journey.sign_in()
    policy = journey.http.get("/end_session").headers["Content-Security-Policy"]
    assert "form-action" not in policy


@pytest.mark.requirement("oidc-logout-2-asks")
def test_somebody_elses_id_token_proves_nothing(
    app: Flask, journey: Journey, other_user: CurrentUser
) -> None:
    """Otherwise anybody with an account could sign other people out with a link."""
    other = Journey(app.test_client(), journey.credentials, {"scope": "openid"})
    other.sign_in(str(other_user.email))
    hint = other.redeem(other.code()).get_json()["id_token"]
    journey.sign_in()
    page = journey.http.get(end_session(id_token_hint=hint, post_logout_redirect_uri=GONE))
    assert (page.status_code, is_signed_in(journey.http)) == (200, True)


def test_who_is_not_signed_in_is_only_sent_on(journey: Journey) -> None:
    client_id = journey.credentials.client_id
    answer = journey.http.get(end_session(client_id=client_id, post_logout_redirect_uri=GONE))
    assert answer.location == GONE


def test_without_an_address_to_go_to_a_page_says_that_it_is_done(journey: Journey) -> None:
    hint = journey.grant()["id_token"]
    page = journey.http.get(end_session(id_token_hint=hint))
    assert (page.status_code, "You are signed out" in page.text) == (200, True)
    assert "ada@example.com" not in page.text


@pytest.mark.requirement("oidc-logout-2-get-and-post")
@pytest.mark.parametrize("sent", ["registered", "page"])
def test_a_post_from_another_site_becomes_the_same_question(journey: Journey, sent: str) -> None:
    journey.sign_in()
    headers = {"Origin": "https://client.example", "Sec-Fetch-Site": "cross-site"}
    named = {"client_id": journey.credentials.client_id} if sent == "registered" else {}
    answer = journey.http.post("/end_session", data=named, headers=headers)
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/end_session")
    assert "Sign out here as well?" in journey.http.get(answer.location).text


BAD = {
    "address not registered": {"post_logout_redirect_uri": "https://evil.example/"},
    "address but for a slash": {"post_logout_redirect_uri": f"{GONE}/"},
    "a redirect URI of the sign-in": {
        "post_logout_redirect_uri": "https://client.example/callback"
    },
    "unknown client": {"client_id": "nobody"},
    "hint that is none": {"id_token_hint": "garbage"},
    "hint without a signature": {"id_token_hint": "eyJhbGciOiJub25lIn0.e30."},
    "state without end": {"state": "s" * 1025},
}


@pytest.mark.requirement("oidc-logout-4-errors", "oidc-logout-3-registered")
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_request_is_a_page_and_signs_nobody_out(
    journey: Journey, bad: dict[str, str]
) -> None:
    hint = journey.grant()["id_token"]
    answer = journey.http.get(end_session(**({"id_token_hint": hint} | bad)))
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert is_signed_in(journey.http)
    assert "evil.example" not in answer.text


@pytest.mark.requirement("oidc-logout-3-registered")
def test_an_address_without_a_client_leads_nowhere(journey: Journey) -> None:
    assert journey.http.get(end_session(post_logout_redirect_uri=GONE)).status_code == 400


@pytest.mark.requirement("oidc-logout-2-client-id")
def test_a_hint_for_another_client_than_the_named_one_is_refused(
    app: Flask, journey: Journey
) -> None:
    hint = journey.grant()["id_token"]
    other = register(app).client_id
    answer = journey.http.get(end_session(id_token_hint=hint, client_id=other))
    assert (answer.status_code, is_signed_in(journey.http)) == (400, True)


def test_a_request_that_is_not_ascii_is_asked_about_and_led_on(journey: Journey) -> None:
    """Some clients write a state into the address as it is: UTF-8, nothing encoded."""
    journey.sign_in()
    client_id = journey.credentials.client_id
    query = f"client_id={client_id}&post_logout_redirect_uri={GONE}&state=\u00e9".encode()
    page = journey.http.get(
        "/end_session", environ_overrides={"QUERY_STRING": query.decode("latin-1")}
    )
    assert page.status_code == 200
    action = unescape(page.text.partition("<main")[2].partition('action="')[2].partition('"')[0])
    signed_out = journey.http.post(action, data={"csrf_token": form_token(page.text)})
    answer = journey.http.get(signed_out.location)
    assert (answer.status_code, answer.location) == (303, f"{GONE}?state=%C3%A9")


@pytest.mark.requirement("oidc-logout-4-errors")
@pytest.mark.parametrize("name", ["id_token_hint", "client_id", "state"])
def test_a_parameter_sent_twice_is_refused(journey: Journey, name: str) -> None:
    journey.sign_in()
    assert journey.http.get(f"/end_session?{name}=a&{name}=a").status_code == 400


@pytest.mark.requirement("rfc9068-5-no-confusion")
@pytest.mark.parametrize("settings", [{"ACCESS_TOKEN_FORMAT": "jwt"}])
def test_an_access_token_is_no_hint(app: Flask, journey: Journey) -> None:
    """Resource servers hold access tokens: they must not be able to sign people out."""
    access_token = journey.grant()["access_token"]
    answer = journey.http.get(end_session(id_token_hint=access_token))
    assert (answer.status_code, is_signed_in(journey.http)) == (400, True)
    with app.app_context():
        assert read_hint(access_token) is None
