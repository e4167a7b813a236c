"""MCP hosts against our own app as its settings bend it: each is still led in, another way."""

from collections.abc import Callable
from typing import Any

import pytest

from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Story
from plugin_oauth.host.target import Target
from tests.conftest import PASSWORD, make_user
from tests.live import live_app

Play = Callable[..., Story]


@pytest.fixture
def play(database_uri: str) -> Play:
    """Play a profile against an app with these settings."""

    def play(profile: str, **settings: Any) -> Story:
        with live_app(database_uri, **settings) as app:
            make_user(app, "ada@example.com")
            url = app.config["BASE_URL"]
            target = Target(url, username="ada@example.com", password=PASSWORD)
            return PROFILES[profile].choose_drills([]).play(target, lambda _result: None)

    return play


def sentence(story: Story, step: str) -> str:
    return next(result.sentence for result in story.results if result.name == step)


def not_ok(story: Story) -> dict[str, str]:
    return {result.name: result.mark for result in story.results if result.mark != "ok"}


@pytest.mark.parametrize("profile", ["mcp-2025-11", "mcp-2026", "claude"])
def test_signed_access_tokens_are_as_good(play: Play, profile: str) -> None:
    assert not_ok(play(profile, ACCESS_TOKEN_FORMAT="jwt")) == {}


def test_without_iss_chatgpt_comes_back_to_a_callback_of_one_connection(play: Play) -> None:
    story = play("mcp-2026", ISS_PARAMETER=False)
    assert not_ok(story) == {}
    assert "https://chatgpt.com/connector/oauth/" in sentence(story, "register")


@pytest.mark.parametrize("profile", ["mcp-2026", "claude"])
def test_without_documents_a_host_registers(play: Play, profile: str) -> None:
    story = play(profile, CLIENT_ID_METADATA=False)
    assert not_ok(story) == {}
    assert "/register made the client" in sentence(story, "register")


def test_without_registration_a_document_is_enough(play: Play) -> None:
    assert not_ok(play("mcp-2026", DYNAMIC_REGISTRATION="off")) == {}


def test_the_host_of_2025_is_told_that_it_cannot_register(play: Play) -> None:
    story = play("mcp-2025-11", DYNAMIC_REGISTRATION="off")
    assert not_ok(story)["register"] == "fail"
    assert "call" not in {result.name for result in story.results if result.mark == "ok"}


@pytest.mark.parametrize("profile", ["mcp-2025-11", "mcp-2026", "claude"])
def test_a_server_that_is_open_at_first_is_signed_in_to_all_the_same(
    play: Play, profile: str
) -> None:
    story = play(profile, MCP_AUTH="mixed")
    assert not_ok(story) == {}
    assert "the server is open" in sentence(story, "challenge")
    assert "refused with 401" in sentence(story, "call-without-token")
