"""The loop as a whole."""

from dataclasses import replace

import pytest
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.plugin_loop import STEPS
from tests.host.fake_plugin import CLIENT, FORM, JSON, USER, FakePlugin
from tests.host.faults import page_instead
from tests.host.played import Played


@pytest.mark.parametrize("content_type", [JSON, FORM])
def test_a_plugin_that_is_right_passes_every_step(plugin: FakePlugin, content_type: str) -> None:
    plugin.content_type = content_type
    played = Played(plugin.target)
    assert [(result.name, result.mark) for result in played.told] == [
        (step.name, "ok") for step in STEPS
    ]
    assert played.story.passed


def test_steps_that_need_a_failed_one_are_skipped_and_name_it(plugin: FakePlugin) -> None:
    plugin.faults["/authorize"] = page_instead("<p>Down for repairs", 503)
    played = Played(plugin.target)
    assert played.failed == ["activate"]
    assert played["refresh"].sentence == "not without activate, which failed"


def test_steps_that_need_none_of_it_go_on_after_a_failure(plugin: FakePlugin) -> None:
    plugin.faults["/authorize"] = page_instead("<p>Down for repairs", 503)
    played = Played(plugin.target)
    assert played["call-without-token"].mark == "ok"


def test_a_server_that_is_not_there_is_one_failure(plugin: FakePlugin) -> None:
    target = replace(plugin.target, url="http://127.0.0.1:9")
    played = Played(target)
    assert played.failed == ["manifest"]
    assert "found no server" in played.said("manifest")


def test_every_call_tells_the_plugin_about_the_conversation(plugin: FakePlugin) -> None:
    Played(plugin.target)
    calls = [request for request in plugin.requests if request.path == "/api/things"]
    assert {call.headers["openai-subdivision-1-iso-code"] for call in calls} == {"US-CA"}
    assert len({call.headers["openai-conversation-id"] for call in calls}) == 1
    assert {call.headers["user-agent"] for call in calls} == {"Python/3.9 aiohttp/3.8.5"}


def test_no_secret_of_a_run_is_in_what_it_tells(plugin: FakePlugin) -> None:
    def echo(request: Request, answer: Response) -> Response:
        sent = f"You sent {request.headers.get('authorization')}"
        return Response(sent, 403, mimetype="text/html") if request.authorization else answer

    plugin.faults["/api/things"] = echo
    told = repr(Played(plugin.target).told)
    secrets = [CLIENT[1], USER[1], *plugin.tokens, *plugin.sessions, *plugin.developer_tokens]
    assert "You sent Bearer ***" in told
    assert [secret for secret in secrets if secret in told] == []
