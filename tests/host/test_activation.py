"""Logging in: what stops a person's browser, and what stops the callback."""

from dataclasses import replace

import pytest

from tests.host.fake_plugin import USER, FakePlugin, Fault
from tests.host.faults import (
    on_page,
    only,
    page_instead,
    redirect_to,
    with_header,
    with_location,
    with_member,
)
from tests.host.played import Played, play_with_fault

LOGIN_FORM = "<form method={} action='{}'><input name=username><input name=password></form>"


@pytest.mark.parametrize(
    ("path", "fault", "words"),
    [
        pytest.param(
            "/authorize",
            page_instead("<p>Unknown client", 400),
            "The page says: Unknown client",
            id="client refused",
        ),
        pytest.param(
            "/authorize", on_page(page_instead("<p>Shop")), "nor a consent form", id="no consent"
        ),
        pytest.param("/login", page_instead("<p>Shop"), "neither a login form", id="no login"),
        pytest.param("/login", page_instead("<![x["), "neither a login form", id="broken markup"),
        pytest.param(
            "/login",
            page_instead(LOGIN_FORM.format("get", "")),
            "not sent by POST",
            id="password in the URL",
        ),
        pytest.param(
            "/login",
            page_instead(LOGIN_FORM.format("post", "//elsewhere.example/")),
            "the sign-in leads to http://elsewhere.example",
            id="password to another origin",
        ),
        pytest.param(
            "/login",
            page_instead(LOGIN_FORM.format("post", "http://[")),
            "leads nowhere",
            id="password to nowhere",
        ),
        pytest.param(
            "/login",
            only("POST", redirect_to("/authorize", 307)),
            "password included",
            id="password sent on",
        ),
        pytest.param("/login", redirect_to("/login"), "redirects without end", id="circle"),
        pytest.param(
            "/login",
            redirect_to("http://elsewhere.example/login"),
            "the sign-in leads to http://elsewhere.example",
            id="login elsewhere",
        ),
        pytest.param(
            "/authorize",
            with_header("content-security-policy", "form-action 'self'"),
            "does not allow https://chat.openai.com: Chromium stops there",
            id="form-action",
        ),
        pytest.param(
            "/authorize",
            with_location("chat.openai.com/aip", "chat.openai.com/other"),
            "the sign-in leads to https://chat.openai.com",
            id="another callback",
        ),
        pytest.param(
            "/authorize",
            with_location("state=", "stale="),
            "Missing `state` param in response from OAuth provider",
            id="no state",
        ),
        pytest.param(
            "/authorize",
            with_location("state=", "state=x"),
            "state is not the one that was sent",
            id="another state",
        ),
        pytest.param(
            "/authorize",
            with_location("code=", "error=server_error&error_description=Out+of+order&x="),
            "server_error: Out of order",
            id="error",
        ),
        pytest.param("/authorize", with_location("code=", "kode="), "has no code", id="no code"),
        pytest.param(
            "/authorize", with_location("code=", "code=x&code="), "has code twice", id="two codes"
        ),
    ],
)
def test_what_stops_the_login_is_named(
    plugin: FakePlugin, path: str, fault: Fault, words: str
) -> None:
    played = play_with_fault(plugin, path, fault)
    assert played.failed == ["activate"]
    assert words in played.said("activate")


def test_a_refusal_is_quoted_without_what_stands_around_it(plugin: FakePlugin) -> None:
    page = page_instead("<nav>Home</nav><main>Unknown client</main><footer>Legal", 400)
    said = play_with_fault(plugin, "/authorize", page).said("activate")
    assert said.startswith(f"{plugin.origin}/authorize answers 400 instead of")
    assert said.strip().endswith("The page says: Unknown client")


def test_a_wrong_password_is_told_in_the_words_of_the_page(plugin: FakePlugin) -> None:
    played = Played(replace(plugin.target, password="not the password"))
    assert "the page says: Fake That did not work." in played.said("activate")


def test_a_code_for_a_browser_that_nobody_logged_in_with_is_a_failure(plugin: FakePlugin) -> None:
    plugin.asks_login = False
    played = Played(plugin.target)
    assert played.failed == ["activate"]
    assert "without anybody logging in" in played.said("activate")


def test_a_consent_that_is_not_asked_for_is_told(plugin: FakePlugin) -> None:
    plugin.asks_consent = False
    played = Played(plugin.target)
    assert played.story.passed
    assert "no consent page was shown" in played.said("activate")


def test_the_issuer_of_the_callback_is_told(plugin: FakePlugin) -> None:
    played = play_with_fault(
        plugin, "/authorize", with_location("code=", "iss=http%3A%2F%2Fx&code=")
    )
    assert "names its issuer, http://x" in played.said("activate")
    assert played.story.passed


@pytest.mark.parametrize(("policy", "origin"), [("no-referrer", "null"), ("same-origin", "own")])
def test_forms_are_posted_with_the_origin_a_browser_sends(
    plugin: FakePlugin, policy: str, origin: str
) -> None:
    play_with_fault(plugin, "/login", with_header("referrer-policy", policy))
    post = next(r for r in plugin.requests if (r.method, r.path) == ("POST", "/login"))
    assert post.headers["origin"] == (plugin.origin if origin == "own" else "null")
    assert post.headers["sec-fetch-site"] == "same-origin"


def test_the_password_is_sent_to_the_login_form_only(plugin: FakePlugin) -> None:
    Played(plugin.target)
    holders = {request.path for request in plugin.requests if USER[1] in request.form.values()}
    assert holders == {"/login"}


def test_the_callback_is_never_requested(plugin: FakePlugin) -> None:
    plugin.own_callback = f"{plugin.origin}/callback"
    played = Played(replace(plugin.target, callback=plugin.own_callback))
    assert played.story.passed
    assert "/callback" not in {request.path for request in plugin.requests}


def test_long_redirects_are_followed_whole(plugin: FakePlugin) -> None:
    scope = " ".join(["things.read"] * 100)
    fault = with_member("auth", "scope", value=scope)
    assert play_with_fault(plugin, "/.well-known/ai-plugin.json", fault).story.passed
