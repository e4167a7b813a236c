"""API calls: with a token, without one, and with a revoked one."""

from dataclasses import replace
from threading import Event

import pytest
from httpx import Headers
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.actions import process_call_response
from plugin_oauth.host.plugin_model import PLUGIN
from plugin_oauth.host.urls import read_url
from plugin_oauth.host.wire import Answer
from tests.host.fake_plugin import FakePlugin, Fault
from tests.host.faults import (
    GONE,
    instead,
    page_instead,
    redirect_to,
    with_header,
    with_member,
    with_token,
)
from tests.host.played import Played, play_with_fault

API = "/api/things"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param(instead("{}", 403), "answered with 403", id="forbidden"),
        pytest.param(redirect_to("/api/things/"), "redirects of API calls", id="redirect"),
        pytest.param(page_instead("<p>Shop"), "is text/html, not JSON", id="html"),
        pytest.param(instead("{"), "not JSON", id="half"),
        pytest.param(instead("[" * 90_000), "not JSON", id="deep"),
        pytest.param(instead(f'"{"x" * 99_998}"'), "has 100,000 characters", id="oversized"),
        pytest.param(instead("x" * 2_000_000), "must stay below 100,000", id="huge"),
    ],
)
def test_an_answer_that_chatgpt_could_not_use_is_named(
    plugin: FakePlugin, fault: Fault, words: str
) -> None:
    played = play_with_fault(plugin, API, with_token(fault))
    assert played.failed[:2] == ["call", "call-again"]
    assert words in played.said("call")


def test_an_answer_just_below_the_limit_is_good(plugin: FakePlugin) -> None:
    played = play_with_fault(plugin, API, with_token(instead(f'"{"ü" * 99_997}"')))
    assert played["call"].mark == "ok"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (instead("{}"), "answered with 200, not refused with 401"),
        (with_header("www-authenticate", ""), "no WWW-Authenticate: Bearer"),
        (with_header("www-authenticate", 'Basic realm="Bearer"'), "no WWW-Authenticate: Bearer"),
    ],
)
def test_an_api_that_does_not_challenge_is_named(
    plugin: FakePlugin, fault: Fault, words: str
) -> None:
    def without_token(request: Request, answer: Response) -> Response:
        return answer if request.authorization else fault(request, answer)

    played = play_with_fault(plugin, API, without_token)
    assert played.failed == ["call-without-token"]
    assert words in played.said("call-without-token")


def test_a_refusal_without_json_is_a_warning(plugin: FakePlugin) -> None:
    played = play_with_fault(plugin, API, with_header("content-type", "text/plain"))
    assert played["call-without-token"].mark == "warn"


def test_a_call_that_takes_too_long_is_named(plugin: FakePlugin) -> None:
    over = Event()

    def hang(_request: Request, answer: Response) -> Response:
        over.wait(30)
        return answer

    plugin.faults[API] = with_token(hang)
    played = Played(plugin.target, replace(PLUGIN, call_seconds=0.3))
    over.set()
    assert "was not answered within 0.3 s" in played.said("call")


def test_a_slow_answer_is_a_warning() -> None:
    headers = Headers({"content-type": "application/json"})
    answer = Answer(read_url("http://localhost"), 200, headers, "{}", cut=False, seconds=31)
    assert [remark.level for remark in process_call_response(answer, PLUGIN)] == ["warn"]


def test_nothing_is_called_where_every_operation_needs_arguments(plugin: FakePlugin) -> None:
    fault = with_member("paths", "/things", "get", value=GONE)
    played = play_with_fault(plugin, "/openapi.json", fault)
    assert played["choose"].mark == "skip"
    assert played["call"].sentence == "not without choose, which was skipped"


class Undying(set[str]):
    """Grants that nothing revokes."""

    def discard(self, element: object) -> None:
        """Keep it."""


def test_tokens_that_outlive_their_revocation_are_named(plugin: FakePlugin) -> None:
    plugin.grants = Undying()
    played = Played(plugin.target)
    assert played.failed == ["call-revoked", "refresh-revoked"]
    assert "the access token still works" in played.said("call-revoked")


def test_a_refusal_that_does_not_say_invalid_token_is_a_warning(plugin: FakePlugin) -> None:
    played = play_with_fault(plugin, API, with_header("www-authenticate", "Bearer"))
    assert played["call-revoked"].mark == "warn"


def test_a_refusal_that_does_not_say_invalid_grant_is_a_warning(plugin: FakePlugin) -> None:
    played = play_with_fault(plugin, "/token", with_member("error", value="invalid_token"))
    assert played["refresh-revoked"].mark == "warn"


def test_a_revocation_that_is_refused_is_named(plugin: FakePlugin) -> None:
    played = play_with_fault(plugin, "/revoke", instead('{"error": "invalid_client"}', 401))
    assert played.failed == ["revoke"]
