"""The loop of a GPT with Actions: what it sends, and what it says of the answers."""

import re
from dataclasses import replace

import pytest
from werkzeug.datastructures import Authorization
from werkzeug.wrappers import Request

from plugin_oauth.host.action_loop import STEPS
from plugin_oauth.host.plugin_model import ACTION
from plugin_oauth.host.target import Target
from tests.host.fake_plugin import CLIENT, FORM, FakePlugin, Fault
from tests.host.faults import GONE, instead, page_instead, with_member
from tests.host.played import Played

SPEC = "/openapi.json"
METADATA = "/.well-known/oauth-authorization-server"


@pytest.fixture
def action(plugin: FakePlugin) -> FakePlugin:
    plugin.content_type, plugin.openapi_version = FORM, "3.1.0"
    return plugin


def play(action: FakePlugin, target: Target | None = None) -> Played:
    return Played(target or action.target, profile="action")


def token_requests(action: FakePlugin) -> list[Request]:
    return [request for request in action.requests if request.path == "/token"]


def test_an_api_that_is_right_passes_every_step(action: FakePlugin) -> None:
    played = play(action)
    assert [(result.name, result.mark) for result in played.told] == [
        (step.name, "ok") for step in STEPS
    ]


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("openapi", "3.0.3", "Input should be '3.1.1' or '3.1.0'"),
        ("paths", {f"/{n}": {"get": {}} for n in range(31)}, "a maximum of 30 operations"),
        ("components", GONE, "schemas subsection is not an object"),
    ],
)
def test_what_the_editor_refuses_is_told_in_its_words(
    action: FakePlugin, member: str, value: object, words: str
) -> None:
    action.faults[SPEC] = with_member(member, value=value)
    played = play(action)
    assert "openapi" in played.failed
    assert words in played.said("openapi")


def test_people_may_come_back_to_either_host_of_chatgpt(action: FakePlugin) -> None:
    play(action)
    asked = {r.args["redirect_uri"] for r in action.requests if r.path == "/authorize"}
    gpt = Target(action.origin).plugin_id(ACTION)
    assert re.fullmatch("g-[0-9a-f]{32}", gpt)
    assert asked == {
        f"https://chatgpt.com/aip/{gpt}/oauth/callback",
        f"https://chat.openai.com/aip/{gpt}/oauth/callback",
    }


def test_the_authorize_url_has_neither_pkce_nor_a_resource(action: FakePlugin) -> None:
    play(action)
    asked = next(r.args for r in action.requests if r.path == "/authorize")
    assert set(asked) == {"response_type", "client_id", "redirect_uri", "scope", "state"}


def test_the_code_is_exchanged_once_by_post_and_once_by_basic(action: FakePlugin) -> None:
    play(action)
    by_post, by_basic = token_requests(action)[:2]
    assert by_post.form["client_secret"] == CLIENT[1]
    assert by_post.authorization is None
    assert "client_secret" not in by_basic.form
    assert by_basic.authorization == Authorization(
        "basic", {"username": CLIENT[0], "password": CLIENT[1]}
    )


def test_a_server_that_takes_one_method_only_is_told_as_advice(action: FakePlugin) -> None:
    refuse = instead('{"error": "invalid_client"}', 401)
    action.faults["/token"] = lambda request, answer: (
        refuse(request, answer) if request.authorization else answer
    )
    played = play(action)
    assert played.story.passed
    assert "must be 'Default (POST request)'" in played.said("other-callback")


def test_a_callback_that_is_not_registered_is_named(action: FakePlugin) -> None:
    refuse = page_instead("<p>Unknown redirect URI", 400)
    action.faults["/authorize"] = lambda request, answer: (
        refuse(request, answer) if "chat.openai.com" in request.args["redirect_uri"] else answer
    )
    assert play(action).failed == ["other-callback"]


def test_calls_carry_the_headers_of_a_gpt(action: FakePlugin) -> None:
    play(action)
    call = next(request for request in action.requests if request.path == "/api/things")
    assert call.headers["openai-gpt-id"] == Target(action.origin).plugin_id(ACTION)
    assert "ChatGPT-User/1.0" in call.headers["user-agent"]
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-00", call.headers["traceparent"])
    assert "openai-subdivision-1-iso-code" not in call.headers


def test_the_oauth_urls_come_from_the_document_before_the_metadata(action: FakePlugin) -> None:
    flow = {
        "authorizationUrl": f"{action.origin}/authorize",
        "tokenUrl": f"{action.origin}/token",
        "scopes": {"things.read": "", "things.write": ""},
    }
    scheme = {"type": "oauth2", "flows": {"authorizationCode": flow}}
    action.faults = {
        SPEC: with_member(
            "components", value={"schemas": {}, "securitySchemes": {"oauth": scheme}}
        ),
        METADATA: with_member("authorization_endpoint", value="http://127.0.0.1:9/"),
    }
    assert play(action).story.passed
    asked = next(r.args for r in action.requests if r.path == "/authorize")
    assert asked["scope"] == "things.read things.write"


def test_the_oauth_urls_may_be_typed_in(action: FakePlugin) -> None:
    action.faults[METADATA] = instead("", 404)
    target = replace(
        action.target,
        authorization_url=f"{action.origin}/authorize",
        token_url=f"{action.origin}/token",
        scope="things.read",
    )
    played = play(action, target)
    skipped = [result.name for result in played.told if result.mark == "skip"]
    assert skipped == ["metadata", "revoke", "call-revoked", "refresh-revoked"]
    assert played.story.passed


def test_oauth_urls_that_are_nowhere_are_named(action: FakePlugin) -> None:
    action.faults[METADATA] = instead("", 404)
    played = play(action)
    assert played.failed == ["register"]
    assert "the Authorization URL is missing" in played.said("register")


def test_the_document_may_be_anywhere_on_its_host(action: FakePlugin) -> None:
    played = play(action, replace(action.target, url=f"{action.origin}{SPEC}"))
    assert played.story.passed


def test_a_client_of_its_own_is_used_where_it_has_one(action: FakePlugin) -> None:
    target = replace(
        action.target,
        client_id="another",
        action_client_id=CLIENT[0],
        action_client_secret=CLIENT[1],
    )
    assert play(action, target).story.passed


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (with_member("openapi", value="3.0.3"), "Input should be '3.1.1' or '3.1.0'"),
        (with_member("paths", value=GONE), "has no paths"),
        (
            with_member("servers", value=[{"url": "http://shop.example"}]),
            "http://shop.example is not https",
        ),
    ],
)
def test_a_document_that_the_editor_refuses_is_named(
    action: FakePlugin, fault: Fault, words: str
) -> None:
    action.faults[SPEC] = fault
    played = play(action)
    assert played.failed == ["openapi"]
    assert words in played.said("openapi")
