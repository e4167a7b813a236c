"""The stand-in against servers that others wrote, each in a mode that it supports.

What they lack of what a host asks is found and said rightly; nothing else is complained of.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from plugin_oauth.host.plugin_model import ACTION
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Story
from plugin_oauth.host.target import Target
from tests.node_packages import FOLDER
from tests.processes import free_port, serving

ROOT = Path(__file__).parents[2]
CLIENT: dict[str, Any] = {"client_id": "a-gpt", "client_secret": "a-secret-of-the-peer"}
PERSON: dict[str, Any] = {"username": "ada", "password": "correct horse battery"}


@contextmanager
def peer(command: Sequence[str], folder: Path) -> Iterator[Target]:
    """Give a target for the server, which is told what client and person to know."""
    port = free_port()
    url = f"http://localhost:{port}"
    redirect_uris = Target(url).redirect_uris(ACTION)
    environment = os.environ | {
        "PEER_CLIENT": json.dumps({**CLIENT, "redirect_uris": redirect_uris}),
        "PEER_PERSON": json.dumps(PERSON),
        "PEER_FOLDER": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    with serving(command, environment, port, folder / "log"):
        yield Target(url, **CLIENT, **PERSON)


def play(profile: str, target: Target) -> Story:
    return PROFILES[profile].choose_drills([]).play(target, lambda _result: None)


def not_ok(story: Story) -> dict[str, str]:
    return {result.name: result.mark for result in story.results if result.mark != "ok"}


def complaints(story: Story) -> list[str]:
    """Return the sentence of everything that failed or was warned of."""
    return [
        remark.sentence
        for result in story.results
        for remark in [*result.remarks, *([result.failure] if result.failure else [])]
        if remark.level != "info"
    ]


def test_oidc_provider_has_all_that_a_gpt_wants(node: str, tmp_path: Path) -> None:
    with peer([node, str(FOLDER / "oidc_provider.mjs")], tmp_path) as target:
        story = play("action", target)
    assert not_ok(story) == {}


def test_django_oauth_toolkit_refuses_without_a_challenge(tmp_path: Path) -> None:
    with peer([sys.executable, "-m", "tests.peers.django_toolkit"], tmp_path) as target:
        typed = Target(
            target.url,
            **CLIENT,
            **PERSON,
            authorization_url=f"{target.url}/o/authorize/",
            token_url=f"{target.url}/o/token/",
            scope="read",
        )
        story = play("action", typed)
    assert complaints(story) == ["the call is answered with 403, not refused with 401"]
    assert not_ok(story) == {
        "metadata": "skip",  # its issuer is /o, where a GPT does not look
        "call-without-token": "fail",
        "revoke": "skip",
        "call-revoked": "skip",
        "refresh-revoked": "skip",
    }


# The provider in memory asks nobody, and the SDK has public clients show a secret to revoke.
LACKS_OF_THE_SDK = [
    "the callback came without anybody logging in",
    "the revocation endpoint answers 400, not 200",
]
NOT_OK_AT_THE_SDK = {
    "activate": "fail",
    "revoke": "fail",
    "call-revoked": "skip",
    "refresh-revoked": "skip",
}


@pytest.fixture(scope="module")
def sdk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    command = [sys.executable, "-m", "tests.peers.mcp_sdk"]
    with peer(command, tmp_path_factory.mktemp("sdk")) as target:
        yield target


def test_the_sdk_serves_the_host_of_2025_in_a_session(sdk_server: Target) -> None:
    story = play("mcp-2025-11", sdk_server)
    assert complaints(story) == LACKS_OF_THE_SDK
    assert not_ok(story) == NOT_OK_AT_THE_SDK
    connect = next(result for result in story.results if result.name == "connect")
    assert connect.sentence == "initialize: 2025-11-25, a session"


def test_the_sdk_serves_the_host_of_2026_without_a_handshake_or_documents(
    sdk_server: Target,
) -> None:
    story = play("mcp-2026", sdk_server)
    assert complaints(story) == LACKS_OF_THE_SDK
    assert not_ok(story) == {**NOT_OK_AT_THE_SDK, "leave": "skip"}
    register = next(result for result in story.results if result.name == "register")
    assert "no client_id_metadata_document_supported" in register.remarks[0].sentence


def test_the_sdk_insists_on_the_port_of_a_native_program(sdk_server: Target) -> None:
    story = play("claude", sdk_server)
    assert not_ok(story) == {**NOT_OK_AT_THE_SDK, "other-port": "warn"}
