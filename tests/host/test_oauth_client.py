"""Token requests: what the host says about the answers, for a code and for a refresh token."""

import pytest

from tests.host.fake_plugin import FORM, FakePlugin, Fault
from tests.host.faults import (
    GONE,
    instead,
    page_instead,
    redirect_to,
    when_sent,
    with_header,
    with_member,
)
from tests.host.played import Played, play_with_fault

# What fails the exchange of the code, and ends what needs tokens.
FATAL = [
    pytest.param(
        instead('{"error": "unsupported_grant_type"}', 400),
        "refuses a JSON body (400 unsupported_grant_type)",
        id="forms only",
    ),
    pytest.param(
        instead('{"error": "invalid_client"}', 401), "does not know this client id", id="secret"
    ),
    pytest.param(instead("<h1>Oops", 500, "text/html"), "500 without an error code", id="crash"),
    pytest.param(redirect_to("/token/"), "redirects a token request", id="redirect"),
    pytest.param(page_instead("<p>Shop"), "but a web page", id="html"),
    pytest.param(
        with_member("access_token", value=GONE), "access_token is missing", id="no access token"
    ),
    pytest.param(with_member("access_token", value=7), "access_token is missing", id="number"),
    pytest.param(
        with_member("access_token", value="a\r\nb"), "cannot be sent", id="header injection"
    ),
]

# What fails the step, though tokens were given.
LIVEABLE = [
    pytest.param(with_member("token_type", value="mac"), "token_type is 'mac'", id="token_type"),
    pytest.param(
        with_member("token_type", value=GONE), "token_type is missing", id="no token_type"
    ),
    pytest.param(with_member("expires_in", value="3600"), "not an integer", id="text"),
    pytest.param(with_member("expires_in", value=True), "not an integer", id="bool"),
    pytest.param(with_header("cache-control", ""), "no Cache-Control: no-store", id="cached"),
]


@pytest.mark.parametrize(("fault", "words"), FATAL)
def test_an_exchange_without_a_usable_token_is_named(
    plugin: FakePlugin, fault: Fault, words: str
) -> None:
    played = play_with_fault(plugin, "/token", when_sent("authorization_code", fault))
    assert played.failed == ["exchange"]
    assert words in played.said("exchange")
    assert "Couldn't log in with Fake." in played.said("exchange")


@pytest.mark.parametrize(("fault", "words"), LIVEABLE)
def test_an_exchange_that_breaks_a_rule_fails_but_the_run_goes_on(
    plugin: FakePlugin, fault: Fault, words: str
) -> None:
    played = play_with_fault(plugin, "/token", when_sent("authorization_code", fault))
    assert played.failed == ["exchange"]
    assert words in played.said("exchange")
    assert played["call"].mark == "ok"


def test_a_missing_refresh_token_is_a_warning_and_the_access_token_is_revoked(
    plugin: FakePlugin,
) -> None:
    played = play_with_fault(
        plugin, "/token", when_sent("authorization_code", with_member("refresh_token", value=GONE))
    )
    assert played["exchange"].mark == "warn"
    assert played["refresh"].sentence == "the code exchange gave no refresh token"
    assert played["call-revoked"].mark == "ok"


def test_a_refresh_that_is_refused_is_named(plugin: FakePlugin) -> None:
    fault = when_sent('"refresh_token"', instead('{"error": "invalid_grant"}', 400))
    played = play_with_fault(plugin, "/token", fault)
    assert played.failed[0] == "refresh"
    assert "answers 400 invalid_grant" in played.said("refresh")


def test_a_refresh_without_a_new_refresh_token_keeps_the_old_one(plugin: FakePlugin) -> None:
    fault = when_sent('"refresh_token"', with_member("refresh_token", value=GONE))
    played = play_with_fault(plugin, "/token", fault)
    assert "stays the same" in played["refresh"].sentence


def test_the_token_request_is_as_the_plugin_docs_say(plugin: FakePlugin) -> None:
    plugin.content_type = FORM
    Played(plugin.target)
    exchange = next(r for r in plugin.requests if r.form.get("grant_type") == "authorization_code")
    assert sorted(exchange.form) == [
        "client_id",
        "client_secret",
        "code",
        "grant_type",
        "redirect_uri",
    ]
    assert exchange.form["redirect_uri"] == plugin.callback
