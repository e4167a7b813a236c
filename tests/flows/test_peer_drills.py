"""Failure drills against servers that others wrote: what each lacks is named, and nothing else.

Not judged: ten refreshes at once, which is another race each time.
"""

import sys
from pathlib import Path

from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Mark
from plugin_oauth.host.target import Target
from tests.flows.test_peers import CLIENT, PERSON, peer, sdk_server
from tests.node_packages import FOLDER

__all__ = ["sdk_server"]

NOT_JUDGED = {"refresh-parallel"}


def find_lacks(profile: str, target: Target) -> set[str]:
    """Return the drills that failed or warned."""
    story = PROFILES[profile].play(target, lambda _result: None)
    lacks = {r.name for r in story.results if r.drill and r.mark in {Mark.FAIL, Mark.WARN}}
    return lacks - NOT_JUDGED


def test_oidc_provider_needs_a_scope_and_its_own_pages_are_for_development(
    node: str, tmp_path: Path
) -> None:
    with peer([node, str(FOLDER / "oidc_provider.mjs")], tmp_path) as target:
        assert find_lacks("action", target) == {"login-framing", "scope-missing", "scope-empty"}


def test_django_oauth_toolkit_keeps_tokens_alive_that_came_twice(tmp_path: Path) -> None:
    with peer([sys.executable, "-m", "tests.peers.django_toolkit"], tmp_path) as target:
        typed = Target(
            target.url,
            **CLIENT,
            **PERSON,
            authorization_url=f"{target.url}/o/authorize/",
            token_url=f"{target.url}/o/token/",
            scope="read",
        )
        lacks = find_lacks("action", typed)
    assert lacks == {
        "login-framing",
        "code-replay",
        "token-two-proofs",
        "scope-empty",
        "refresh-lost-answer",
        "refresh-replay",
        "access-token-made-up",
        "access-token-in-query",
    }


def test_the_sdk_in_memory_takes_any_resource_and_any_redirect_uri(sdk_server: Target) -> None:
    assert find_lacks("mcp-2025-11", sdk_server) == {
        "parameter-twice",
        "audience-foreign",
        "audience-foreign-token",
        "code-replay",
        "scope-empty",
        "refresh-lost-answer",
        "refresh-replay",
        "revoked-access-token",
        "revoke-unknown",
        "registration-bad-redirect",
    }
