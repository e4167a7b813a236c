"""The verification token: placed, seen in the manifest, and taken back."""

from dataclasses import replace

import pytest

from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Result
from tests.host.fake_plugin import FakePlugin, Fault
from tests.host.faults import GONE, instead, only, page_instead, with_member
from tests.host.played import Played, play_with_fault

MANIFEST = "/.well-known/ai-plugin.json"
VERIFICATION = "/developer/verification-tokens/openai"


@pytest.mark.parametrize("before", [{}, {"openai": "of the real ChatGPT"}])
def test_a_run_leaves_the_manifest_as_it_was(plugin: FakePlugin, before: dict[str, str]) -> None:
    plugin.verification_tokens = dict(before)
    played = Played(plugin.target)
    assert played["verify-token"].mark == "ok"
    assert plugin.verification_tokens == before


def test_the_manifest_is_restored_after_a_later_step_failed(plugin: FakePlugin) -> None:
    played = play_with_fault(plugin, "/authorize", page_instead("<p>Down", 503))
    assert played["restore"].mark == "ok"
    assert "openai" not in plugin.verification_tokens


def test_the_manifest_is_restored_when_the_answer_to_the_placing_is_lost(
    plugin: FakePlugin,
) -> None:
    played = play_with_fault(plugin, VERIFICATION, only("PUT", instead("", 502)))
    assert played.failed == ["place-token"]
    assert "openai" not in plugin.verification_tokens


def test_the_manifest_is_restored_when_the_run_is_interrupted(plugin: FakePlugin) -> None:
    def interrupt(result: Result) -> None:
        if result.name == "verify-token":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        PROFILES["plugin"].choose_drills([]).play(plugin.target, interrupt)
    assert "openai" not in plugin.verification_tokens


def test_a_restore_that_fails_is_told(plugin: FakePlugin) -> None:
    played = play_with_fault(plugin, VERIFICATION, only("DELETE", instead("", 500)))
    assert played.failed == ["restore"]


def test_without_a_developer_the_command_is_named(plugin: FakePlugin) -> None:
    target = replace(plugin.target, developer_client_id="", developer_client_secret="")
    played = Played(target)
    command = f"plugin-oauth verification-token set openai {target.verification_token}"
    assert command in played["verify-token"].sentence
    assert played.story.passed


def test_without_a_developer_a_token_already_in_the_manifest_is_seen(plugin: FakePlugin) -> None:
    target = replace(plugin.target, developer_client_id="", developer_client_secret="")
    plugin.verification_tokens["openai"] = target.verification_token
    assert Played(target)["verify-token"].mark == "ok"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            with_member("auth", "verification_tokens", "openai", value="another"),
            'Please add the "openai" token to your manifest file.',
        ),
        (with_member("auth", "verification_tokens", value=GONE), "Error creating plugin."),
        (with_member("auth", "verification_tokens", value=["x"]), "Error creating plugin."),
    ],
)
def test_a_placed_token_that_the_manifest_does_not_show_is_named(
    plugin: FakePlugin, fault: Fault, words: str
) -> None:
    played = play_with_fault(plugin, MANIFEST, fault)
    assert played.failed == ["verify-token"]
    assert words in played.said("verify-token")


def test_a_developer_who_is_refused_is_named(plugin: FakePlugin) -> None:
    target = replace(plugin.target, developer_client_secret="not the secret")
    played = Played(target)
    assert "/token answers 401" in played.said("place-token")
