"""The authorization endpoint: what is checked in which order, and where each error goes."""

import re
from urllib.parse import quote, urlencode, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from plugin_oauth.oauth.models import codes, consents
from plugin_oauth.oauth.pkce import make_challenge
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import CurrentUser
from tests.conftest import both_databases
from tests.journey import (
    REDIRECT_URI,
    Journey,
    form_fields,
    form_token,
    redirect_parameters,
    register,
)
from tests.oauth.conftest import Stored

ISSUER = "http://localhost:5003"
BOTH_SCOPES = "tasks.read tasks.write"
EVERYDAY = "tasks.read tasks.write notes.read notes.write"


def assert_page_and_no_redirect(answer: TestResponse) -> None:
    """An error that nobody but the person at the browser may see."""
    assert answer.status_code == 400
    assert answer.mimetype == "text/html"
    assert "Location" not in answer.headers


# Errors before the client and its redirect URI are proved.


@pytest.mark.requirement("rfc6749-4.1.2.1-no-redirect", "rfc9700-4.11.2-no-open-redirector")
@pytest.mark.parametrize(
    "client_id",
    [None, "", "unknown", "x" * 300, "client\u00e9", "' OR 1=1 --"],
    ids=["missing", "empty", "unknown", "too long", "not ASCII", "SQL"],
)
def test_a_request_of_no_known_client_gets_a_page(refused: Journey, client_id: str | None) -> None:
    answer = refused.http.get(refused.authorize_url(client_id=client_id))
    assert_page_and_no_redirect(answer)


WRONG_REDIRECT_URIS = {
    "another host": "https://evil.example/callback",
    "a prefix of it": "https://client.example/call",
    "more path": "https://client.example/callback/more",
    "trailing slash": "https://client.example/callback/",
    "upper-case host": "https://CLIENT.example/callback",
    "upper-case path": "https://client.example/Callback",
    "upper-case scheme": "HTTPS://client.example/callback",
    "another scheme": "http://client.example/callback",
    "default port": "https://client.example:443/callback",
    "another port": "https://client.example:8443/callback",
    "trailing dot": "https://client.example./callback",
    "subdomain": "https://evil.client.example/callback",
    "client as subdomain": "https://client.example.evil.example/callback",
    "user info": "https://user@client.example/callback",
    "client as user info": "https://client.example@evil.example/callback",
    "query": "https://client.example/callback?next=evil",
    "empty query": "https://client.example/callback?",
    "fragment": "https://client.example/callback#part",
    "empty fragment": "https://client.example/callback#",
    "encoded letter": "https://client.example/%63allback",
    "encoded slash": "https://client.example%2Fcallback",
    "dot segments": "https://client.example/x/../callback",
    "backslash": "https://client.example\\@evil.example/callback",
    "no scheme": "//client.example/callback",
    "javascript": "javascript:alert(1)//https://client.example/callback",
    "data": "data:text/html,https://client.example/callback",
    "leading blank": " https://client.example/callback",
    "trailing blank": "https://client.example/callback ",
    "tab": "https://client.example/call\tback",
    "line end": "https://client.example/callback\n",
    "header injection": "https://client.example/callback\r\nSet-Cookie: a=b",
    "not ASCII": "https://cli\u00e9nt.example/callback",
    "bad brackets": "https://[client.example/callback",
    "list of two": "https://client.example/callback https://evil.example/callback",
}


@pytest.mark.requirement("rfc8252-8.4-whole-uri-registered")
@pytest.mark.requirement("rfc9700-2.1-exact-redirect-uri", "rfc6749-4.1.2.1-no-redirect")
@pytest.mark.parametrize(
    "redirect_uri", WRONG_REDIRECT_URIS.values(), ids=WRONG_REDIRECT_URIS.keys()
)
def test_a_redirect_uri_that_differs_in_anything_gets_a_page(
    refused: Journey, redirect_uri: str
) -> None:
    answer = refused.http.get(refused.authorize_url(redirect_uri=redirect_uri))
    assert_page_and_no_redirect(answer)
    assert "evil" not in answer.text


LOOPBACK = ["http://localhost:1234/cb", "http://127.0.0.1/cb"]
WRONG_LOOPBACK_URIS = {
    "subdomain": "http://localhost.evil.example/cb",
    "numeric subdomain": "http://127.0.0.1.evil.example/cb",
    "user info": "http://localhost@evil.example/cb",
    "user info with port": "http://localhost:80@evil.example/cb",
    "user info numeric": "http://127.0.0.1:80@evil.example/cb",
    "backslash": "http://localhost\\.evil.example/cb",
    "fragment before the host": "http://localhost#.evil.example/cb",
    "upper case": "http://LOCALHOST:1234/cb",
    "another loopback address": "http://127.0.0.2/cb",
    "hexadecimal": "http://0x7f000001/cb",
    "decimal": "http://2130706433/cb",
    "IPv6, not registered": "http://[::1]:1234/cb",
    "https": "https://localhost:1234/cb",
    "another path": "http://localhost:1234/other",
    "no path": "http://localhost:1234",
    "empty port": "http://localhost:/cb",
    "six-digit port": "http://localhost:123456/cb",
    "signed port": "http://localhost:+80/cb",
    "Arabic digits": "http://localhost:\u0661\u0662/cb",
    "line end": "http://localhost:1234/cb\n",
    "query": "http://localhost:1234/cb?x=1",
}


@pytest.mark.requirement("rfc8252-7.3-loopback-port")
@pytest.mark.parametrize(
    "redirect_uri", WRONG_LOOPBACK_URIS.values(), ids=WRONG_LOOPBACK_URIS.keys()
)
def test_what_only_looks_like_loopback_gets_a_page(refusing_app: Flask, redirect_uri: str) -> None:
    native = register(refusing_app, redirect_uris=LOOPBACK)
    journey = Journey(refusing_app.test_client(), native)
    answer = journey.http.get(journey.authorize_url(redirect_uri=redirect_uri))
    assert_page_and_no_redirect(answer)
    assert "evil" not in answer.text


@pytest.mark.requirement("rfc6749-3.1-no-repeats")
@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_a_client_or_address_named_twice_gets_a_page(refused: Journey, name: str) -> None:
    twice = "&" + urlencode({name: refused.parameters[name]})
    assert_page_and_no_redirect(refused.http.get(refused.authorize_url() + twice))


@pytest.mark.requirement("rfc6749-3.1.2.3-redirect-uri-needed")
def test_a_client_with_two_redirect_uris_must_name_one(app: Flask) -> None:
    two = register(app, redirect_uris=[REDIRECT_URI, "https://client.example/other"])
    journey = Journey(app.test_client(), two)
    assert_page_and_no_redirect(journey.http.get(journey.authorize_url(redirect_uri=None)))


@pytest.mark.requirement("rfc6749-3.1.2.3-redirect-uri-needed")
def test_the_only_redirect_uri_is_the_default(journey: Journey) -> None:
    journey.sign_in()
    answer = journey.decide("allow", redirect_uri=None)
    assert answer.location.startswith(REDIRECT_URI + "?")


@pytest.mark.requirement("rfc6749-4.1.2.1-no-redirect")
def test_a_forged_decision_for_a_foreign_address_gets_a_page(journey: Journey) -> None:
    journey.sign_in()
    token = form_token(journey.http.get(journey.authorize_url()).text)
    url = journey.authorize_url(redirect_uri="https://evil.example/callback")
    answer = journey.http.post(url, data={"decision": "allow", "csrf_token": token})
    assert_page_and_no_redirect(answer)


BAD_BYTES = ["client_id=a%00b", "client_id=a&state=%00", "client_id=%ff", "x=%ed%a0%80", "a%00=b"]


@pytest.mark.requirement("robust-bad-bytes")
@pytest.mark.parametrize("refusing_app", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("query", BAD_BYTES)
def test_bytes_that_cannot_be_stored_get_a_page(refusing_app: Flask, query: str) -> None:
    assert_page_and_no_redirect(refusing_app.test_client().get(f"/authorize?{query}"))


@pytest.mark.requirement("robust-size")
def test_a_query_over_16_kib_gets_a_page(refused: Journey) -> None:
    url = refused.authorize_url() + "&filler=" + "x" * 16384
    assert_page_and_no_redirect(refused.http.get(url))


# Errors that go home to the client.


@pytest.mark.requirement("rfc6749-4.1.2.1-error-redirect", "rfc9207-2-iss", "rfc6749-4.1.1-state")
@pytest.mark.requirement("rfc6749-3.1.1-response-type", "rfc9700-2.1.2-no-implicit-grant")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"response_type": None}, "invalid_request", id="no response type"),
        pytest.param({"response_type": ""}, "invalid_request", id="empty response type"),
        pytest.param({"response_type": "token"}, "unsupported_response_type", id="implicit"),
        pytest.param({"response_type": "code token"}, "unsupported_response_type", id="hybrid"),
        pytest.param({"response_type": "CODE"}, "unsupported_response_type", id="upper case"),
        pytest.param({"response_type": '"'}, "unsupported_response_type", id="a quote"),
        pytest.param({"response_type": "\u00e9"}, "unsupported_response_type", id="not ASCII"),
        pytest.param({"scope": "unknown"}, "invalid_scope", id="unknown scope"),
        pytest.param({"scope": "TASKS.READ"}, "invalid_scope", id="scope in upper case"),
        pytest.param({"scope": 'tasks.read "'}, "invalid_scope", id="scope with a quote"),
        pytest.param({"scope": "tasks.read\\"}, "invalid_scope", id="scope with a backslash"),
        pytest.param({"scope": "tasks.read\ttasks.write"}, "invalid_scope", id="scopes by tab"),
        pytest.param({"scope": "tasks.read  tasks.write"}, "invalid_scope", id="two blanks"),
        pytest.param({"scope": "tasks.read\n"}, "invalid_scope", id="scope with a line end"),
        pytest.param({"scope": "t\u00e2ches"}, "invalid_scope", id="scope not ASCII"),
    ],
)
def test_every_other_error_goes_home_with_state_and_issuer(
    refused: Journey, changes: dict[str, str | None], error: str
) -> None:
    answer = refused.http.get(refused.authorize_url(**changes))
    sent = redirect_parameters(answer)
    assert answer.location.startswith(REDIRECT_URI + "?")
    assert (sent["error"], sent["state"], sent["iss"]) == (error, "the state", ISSUER)
    # RFC 6749 section 4.1.2.1: the description is of these characters.
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", sent["error_description"])


CHALLENGE = make_challenge("x" * 43)


@pytest.mark.requirement("rfc8252-8.1-pkce")
@pytest.mark.requirement(
    "rfc7636-4.4.1-challenge-required", "rfc7636-4.2-s256-only", "rfc9700-2.1.1-pkce"
)
@pytest.mark.parametrize(
    ("challenge", "method"),
    [
        pytest.param(None, None, id="no PKCE at all"),
        pytest.param(None, "S256", id="a method alone"),
        pytest.param(CHALLENGE, None, id="no method, so plain"),
        pytest.param(CHALLENGE, "plain", id="plain"),
        pytest.param(CHALLENGE, "s256", id="lower case"),
        pytest.param(CHALLENGE, "S512", id="unknown method"),
        pytest.param(CHALLENGE[:-1], "S256", id="42 characters"),
        pytest.param(CHALLENGE + "A", "S256", id="44 characters"),
        pytest.param(CHALLENGE + "=", "S256", id="padded"),
        pytest.param(CHALLENGE + "\n", "S256", id="line end"),
        pytest.param(CHALLENGE[:-1] + ".", "S256", id="not base64url"),
    ],
)
def test_only_an_s256_challenge_is_taken(
    refused: Journey, challenge: str | None, method: str | None
) -> None:
    url = refused.authorize_url(code_challenge=challenge, code_challenge_method=method)
    sent = redirect_parameters(refused.http.get(url))
    assert (sent["error"], sent["state"]) == ("invalid_request", "the state")


@pytest.mark.requirement("rfc7636-4.2-s256-only")
def test_a_client_that_may_do_without_pkce_may_not_do_it_weakly(plugin_journey: Journey) -> None:
    url = plugin_journey.authorize_url(code_challenge="x" * 43, code_challenge_method="plain")
    assert redirect_parameters(plugin_journey.http.get(url))["error"] == "invalid_request"


@pytest.mark.requirement("rfc6749-3.1-no-repeats")
@pytest.mark.parametrize(
    "name",
    ["response_type", "scope", "state", "code_challenge", "code_challenge_method", "unknown"],
)
def test_a_repeated_parameter_is_refused(refused: Journey, name: str) -> None:
    url = refused.authorize_url(**{name: "first"}) + f"&{name}=second"
    sent = redirect_parameters(refused.http.get(url))
    assert (sent["error"], sent["iss"]) == ("invalid_request", ISSUER)


@pytest.mark.parametrize("state", ["s" * 4097, "{" * 1366, "\u20ac" * 456])
def test_a_state_over_4096_encoded_characters_is_refused(refused: Journey, state: str) -> None:
    sent = redirect_parameters(refused.http.get(refused.authorize_url(state=state)))
    assert (sent["error"], sent["state"]) == ("invalid_request", state)


@pytest.mark.requirement("rfc6749-4.1.2.1-unauthorized-client")
def test_a_client_without_the_code_grant_is_told_so(app: Flask) -> None:
    machine = register(app, grant_types=["client_credentials"], scope="tasks.read")
    journey = Journey(app.test_client(), machine)
    sent = redirect_parameters(journey.http.get(journey.authorize_url()))
    assert (sent["error"], sent["state"]) == ("unauthorized_client", "the state")
    implicit = redirect_parameters(journey.http.get(journey.authorize_url(response_type="token")))
    assert implicit["error"] == "unsupported_response_type", "what nobody may is told first"


FAULTS: tuple[tuple[dict[str, str | None], str], ...] = (
    ({"client_id": "unknown"}, "page"),
    ({"redirect_uri": "https://evil.example/callback"}, "page"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"scope": "unknown"}, "invalid_scope"),
)


@pytest.mark.parametrize("mended", range(len(FAULTS)))
def test_of_several_faults_the_first_in_the_order_is_named(refused: Journey, mended: int) -> None:
    changes: dict[str, str | None] = {}
    for fault, _ in FAULTS[mended:]:
        changes |= fault
    answer = refused.http.get(refused.authorize_url(**changes))
    named = "page" if answer.status_code == 400 else redirect_parameters(answer)["error"]
    assert named == FAULTS[mended][1]


@pytest.mark.requirement("rfc6749-4.1.1-state")
@pytest.mark.parametrize("state", [None, ""])
def test_no_state_is_sent_where_none_came(refused: Journey, state: str | None) -> None:
    sent = redirect_parameters(refused.http.get(refused.authorize_url(scope="no", state=state)))
    assert set(sent) == {"error", "error_description", "iss"}


@pytest.mark.requirement("rfc6749-4.1.1-state")
def test_the_state_comes_back_to_the_letter(journey: Journey) -> None:
    state = "\u00e9 &=+%20#\"'<>\\\u20ac" + "~" * 40
    journey.sign_in()
    assert redirect_parameters(journey.decide("allow", state=state))["state"] == state


@pytest.mark.requirement("rfc6749-3.1-unknown-ignored", "rfc6749-3.1-empty-is-omitted")
def test_unknown_and_empty_parameters_are_ignored(journey: Journey) -> None:
    journey.sign_in()
    answer = journey.decide("allow", nonce="n-0S6", prompt="", scope="")
    assert "code" in redirect_parameters(answer)


@pytest.mark.requirement("rfc9700-4.4.2-mix-up")
@pytest.mark.requirement("rfc9207-2-iss")
def test_success_carries_code_state_and_issuer_and_nothing_else(journey: Journey) -> None:
    journey.sign_in()
    sent = redirect_parameters(journey.decide("allow"))
    assert sent == {"code": sent["code"], "state": "the state", "iss": ISSUER}


@pytest.mark.parametrize("settings", [{"ISS_PARAMETER": False}])
@pytest.mark.parametrize("scope", [BOTH_SCOPES, "unknown"])
def test_the_issuer_can_be_left_out(journey: Journey, scope: str) -> None:
    journey.sign_in()
    assert "iss" not in redirect_parameters(journey.decide("allow", scope=scope))


@pytest.mark.requirement("rfc9700-4.12-303", "rfc9700-4.2.4-no-referrer")
def test_redirects_to_the_client_are_303_and_kept_by_nobody(journey: Journey) -> None:
    journey.sign_in()
    for answer in (journey.decide("allow"), journey.decide("allow", scope="unknown")):
        assert answer.status_code == 303
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.requirement("rfc6749-3.1.2-query-kept")
def test_the_query_of_a_redirect_uri_is_kept(app: Flask, user: CurrentUser) -> None:
    uri = "https://client.example/cb?tenant=7"
    journey = Journey(app.test_client(), register(app, redirect_uris=[uri]))
    journey.sign_in(str(user.email))
    assert journey.decide("allow", redirect_uri=uri).location.startswith(f"{uri}&code=")


@pytest.mark.requirement("rfc8252-7.3-loopback-port")
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_loopback_client_comes_back_on_the_port_it_has(
    app: Flask, user: CurrentUser, host: str
) -> None:
    journey = Journey(app.test_client(), register(app, redirect_uris=[f"http://{host}:1234/cb"]))
    journey.sign_in(str(user.email))
    location = journey.decide("allow", redirect_uri=f"http://{host}:49152/cb").location
    assert location.startswith(f"http://{host}:49152/cb?code=")


@pytest.mark.requirement("rfc9700-2.6-no-cors-at-authorize")
def test_scripts_of_other_origins_cannot_read_the_endpoint(refused: Journey) -> None:
    headers = {"Origin": "https://evil.example"}
    answer = refused.http.get(refused.authorize_url(), headers=headers)
    assert "Access-Control-Allow-Origin" not in answer.headers


# The person: login, then the question.


@pytest.mark.requirement("rfc6749-3.1-authenticates-the-user")
@pytest.mark.parametrize("state", ["a b&c=d/\u00e9", "s" * 4096, "{" * 1365, "\u20ac" * 455])
def test_the_request_survives_the_login(journey: Journey, state: str) -> None:
    url = journey.authorize_url(state=state)
    to_login = journey.http.get(url)
    assert to_login.status_code == 303
    token = form_token(journey.http.get(to_login.location).text)
    form = {"username": "ada@example.com", "csrf_token": token}
    form["password"] = "correct horse battery staple"
    assert journey.http.post(to_login.location, data=form).location == url


def consent_page(journey: Journey, **changes: str | None) -> str:
    answer = journey.http.get(journey.authorize_url(**changes))
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.requirement("rfc6749-10.2-consent-shows")
def test_the_consent_page_shows_who_asks_for_what_and_where_it_leads(journey: Journey) -> None:
    journey.sign_in()
    page = consent_page(journey)
    shown = ["A client", "client.example", "ada@example.com", "See your tasks."]
    assert [text for text in shown if text not in page] == []
    assert re.findall(r'name="decision" value="(\w+)"', page) == ["allow", "deny"]


@pytest.mark.requirement("rfc6749-10.2-consent-shows")
def test_the_consent_page_has_a_sentence_for_each_scope_and_no_other(journey: Journey) -> None:
    journey.sign_in()
    scopes = consent_page(journey, scope="tasks.write").partition('class="scopes"')[2]
    sentences = re.findall(r"<span>(.*?)</span>", scopes.partition("</fieldset>")[0])
    assert sentences == ["Add, complete and delete your tasks."]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_a_clients_name_is_text_and_never_markup(app: Flask, user: CurrentUser, name: str) -> None:
    journey = Journey(app.test_client(), register(app, name=name))
    journey.sign_in(str(user.email))
    page = consent_page(journey)
    assert name not in page
    assert "&lt;" in page


@pytest.mark.requirement("rfc6749-10.13-no-framing")
def test_the_consent_page_is_framed_by_nobody_and_leads_away(journey: Journey) -> None:
    journey.sign_in()
    headers = journey.http.get(journey.authorize_url()).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert "form-action" not in headers["Content-Security-Policy"]


@pytest.mark.requirement("rfc6749-4.1.2.1-access-denied")
def test_a_no_goes_home_and_nothing_is_stored(journey: Journey, stored: Stored) -> None:
    journey.sign_in()
    sent = redirect_parameters(journey.decide("deny"))
    assert (sent["error"], sent["state"], sent["iss"]) == ("access_denied", "the state", ISSUER)
    assert stored(codes) == []
    assert stored(consents) == []


@both_databases
@pytest.mark.requirement("rfc6819-5.1.4.1.3-digests-only")
def test_of_a_code_the_database_has_the_digest_only(journey: Journey, stored: Stored) -> None:
    journey.sign_in()
    code = journey.code()
    (row,) = stored(codes)
    assert row["digest"] == digest(code)
    assert [name for name, value in row.items() if code in str(value)] == []


@pytest.mark.requirement("consent-remembered")
def test_a_confidential_client_that_was_allowed_need_not_ask_again(journey: Journey) -> None:
    journey.sign_in()
    journey.decide("allow")
    again = journey.http.get(journey.authorize_url())
    less = journey.http.get(journey.authorize_url(scope="tasks.read"))
    assert "code" in redirect_parameters(again)
    assert "code" in redirect_parameters(less)


@pytest.mark.requirement("rfc8252-8.6-public-clients-always-ask")
def test_a_public_client_asks_each_time(public_journey: Journey) -> None:
    public_journey.sign_in()
    public_journey.decide("allow")
    assert "You have allowed this before." in consent_page(public_journey)


@pytest.mark.requirement("consent-remembered")
def test_a_new_scope_is_asked_for(journey: Journey) -> None:
    journey.sign_in()
    journey.decide("allow", scope="tasks.read")
    assert "allowed this before" not in consent_page(journey, scope=BOTH_SCOPES)


def test_what_was_allowed_step_by_step_is_remembered_together(journey: Journey) -> None:
    journey.sign_in()
    journey.decide("allow", scope="tasks.read")
    journey.decide("allow", scope="tasks.write")
    assert "code" in redirect_parameters(journey.http.get(journey.authorize_url()))


def test_consent_is_one_persons_to_one_client(
    journey: Journey, other_journey: Journey, other_user: CurrentUser
) -> None:
    journey.sign_in()
    journey.decide("allow")
    other_journey.sign_in()
    assert "allowed this before" not in consent_page(other_journey)
    journey.http.delete_cookie("session")
    journey.sign_in(str(other_user.email))
    assert "allowed this before" not in consent_page(journey)


def test_a_person_can_log_in_as_somebody_else_and_come_back(
    journey: Journey, other_user: CurrentUser
) -> None:
    journey.sign_in()
    page = consent_page(journey)
    found = re.search(r'action="(/logout\?next=[^"]+)"', page)
    assert found
    comes_back = journey.http.post(found[1], data={"csrf_token": form_token(page)})
    assert comes_back.location == journey.authorize_url()
    assert urlsplit(journey.http.get(comes_back.location).location).path == "/login"
    journey.sign_in(str(other_user.email))
    assert "grace@example.com" in consent_page(journey)


@pytest.mark.requirement("rfc6749-10.12-csrf")
@pytest.mark.parametrize(
    ("form", "headers"),
    [
        pytest.param({}, {}, id="missing"),
        pytest.param({"csrf_token": ""}, {}, id="empty"),
        pytest.param({"csrf_token": "forged"}, {}, id="forged"),
        pytest.param({"csrf_token": "REAL"}, {"Sec-Fetch-Site": "cross-site"}, id="another site"),
        pytest.param({"csrf_token": "REAL"}, {"Origin": "https://evil.example"}, id="Origin"),
    ],
)
def test_a_forged_decision_is_refused_and_nothing_is_stored(
    journey: Journey, stored: Stored, form: dict[str, str], headers: dict[str, str]
) -> None:
    journey.sign_in()
    real = form_token(consent_page(journey))
    form = {name: value.replace("REAL", real) for name, value in form.items()}
    url = journey.authorize_url()
    answer = journey.http.post(url, data={"decision": "allow"} | form, headers=headers)
    assert_page_and_no_redirect(answer)
    assert stored(codes) == []


@pytest.mark.requirement("rfc6749-10.12-csrf")
def test_the_form_token_of_another_browser_is_refused(
    journey: Journey, other_journey: Journey, stored: Stored
) -> None:
    journey.sign_in()
    other_journey.sign_in()
    token = form_token(consent_page(other_journey))
    form = {"decision": "allow", "csrf_token": token}
    assert_page_and_no_redirect(journey.http.post(journey.authorize_url(), data=form))
    assert stored(codes) == []


@pytest.mark.requirement("rfc6749-10.12-csrf")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_decision_in_the_body_of_a_get_is_none(
    journey: Journey, stored: Stored, method: str
) -> None:
    journey.sign_in()
    url, form = journey.authorize_url(), {"decision": "allow"}
    answer = journey.http.open(url, method=method, data=form)
    assert answer.status_code == 200
    assert stored(codes) == []


@pytest.mark.parametrize("decision", ["", "ALLOW", "yes"])
def test_anything_but_allow_or_deny_asks_again(
    journey: Journey, stored: Stored, decision: str
) -> None:
    journey.sign_in()
    answer = journey.decide(decision)
    assert 'value="allow"' in answer.text
    assert stored(codes) == []


def test_a_head_request_makes_no_code(journey: Journey, stored: Stored) -> None:
    journey.sign_in()
    journey.decide("allow")
    journey.http.head(journey.authorize_url())
    assert len(stored(codes)) == 1


# Scope: what is granted in the end.


@pytest.mark.requirement("rfc6749-3.3-default", "rfc6749-3.3-granted-scope-is-told")
@pytest.mark.parametrize(
    ("registered", "requested", "granted"),
    [
        pytest.param("", None, EVERYDAY, id="missing: the default"),
        pytest.param("", "", EVERYDAY, id="empty: the default"),
        pytest.param("tasks.read", None, "tasks.read", id="missing: what is registered"),
        pytest.param("tasks.read", "tasks.write", "tasks.write", id="registered is no cap"),
        pytest.param("", "tasks.read profile address", "tasks.read", id="unknown ones drop out"),
        pytest.param("", "tasks.write tasks.read", "tasks.write tasks.read", id="order is kept"),
        pytest.param("", "tasks.read tasks.read", "tasks.read", id="each once"),
        pytest.param("", "tasks.read plugin.admin", "tasks.read", id="admin is not for all"),
    ],
)
def test_the_scope_that_is_granted(
    app: Flask, user: CurrentUser, registered: str, requested: str | None, granted: str
) -> None:
    journey = Journey(app.test_client(), register(app, scope=registered))
    journey.sign_in(str(user.email))
    answer = journey.redeem(journey.code(scope=requested)).get_json()
    assert answer["scope"] == granted


ADMINISTRATION = "Change the plugin&#39;s verification tokens"


@pytest.mark.requirement("admin-scope")
@pytest.mark.parametrize(
    ("email", "registered", "granted"),
    [
        pytest.param("admin@example.com", "tasks.read plugin.admin", True, id="both"),
        pytest.param("admin@example.com", "tasks.read", False, id="the client may not"),
        pytest.param("ada@example.com", "tasks.read plugin.admin", False, id="the person may not"),
        pytest.param("ada@example.com", "tasks.read", False, id="neither"),
    ],
)
@pytest.mark.usefixtures("user", "admin")
def test_administration_needs_an_administrator_and_a_client_registered_for_it(
    app: Flask, email: str, registered: str, granted: bool
) -> None:
    journey = Journey(app.test_client(), register(app, scope=registered))
    journey.sign_in(email)
    asked = "tasks.read plugin.admin"
    assert (ADMINISTRATION in consent_page(journey, scope=asked)) is granted
    answer = journey.redeem(journey.code(scope=asked)).get_json()
    assert answer["scope"] == (asked if granted else "tasks.read")


@pytest.mark.requirement("admin-scope")
def test_administration_alone_is_refused_to_everybody_else(app: Flask, user: CurrentUser) -> None:
    journey = Journey(app.test_client(), register(app, scope="plugin.admin"))
    journey.sign_in(str(user.email))
    sent = redirect_parameters(journey.http.get(journey.authorize_url(scope="plugin.admin")))
    assert (sent["error"], sent["state"], sent["iss"]) == ("invalid_scope", "the state", ISSUER)


def test_the_parameters_of_a_posted_decision_are_those_of_its_address(journey: Journey) -> None:
    """A form cannot smuggle in another address or client beside the query that was checked."""
    journey.sign_in()
    url = journey.authorize_url()
    form = form_fields(consent_page(journey)) | {"decision": "allow"}
    form |= {"redirect_uri": "https://evil.example/", "client_id": "unknown", "state": "evil"}
    answer = journey.http.post(url, data=form)
    assert answer.location.startswith(f"{REDIRECT_URI}?code=")
    assert f"state={quote('the state').replace('%20', '+')}" in answer.location
