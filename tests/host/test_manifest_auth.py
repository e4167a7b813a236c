"""Plugins that let people in by a token that somebody pastes, or without any."""

from dataclasses import replace
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.target import BadTarget, Target
from tests.host.fake_plugin import FakePlugin, answer_json
from tests.host.faults import with_header, with_member
from tests.host.played import Played

TOKEN = "a-token-that-was-pasted"
MANIFEST = "/.well-known/ai-plugin.json"
API = "/api/things"

VERIFIED = ["place-token", "verify-token", "restore"]
SIGNED_IN = ["refresh", "call-again", "revoke", "call-revoked", "refresh-revoked"]


def let_in(plugin: FakePlugin, authorization: str, **auth: Any) -> None:
    """Make it a plugin of this auth block, whose API wants just this header."""

    def check(request: Request, answer: Response) -> Response:
        if request.headers.get("authorization", "") == authorization:
            return answer_json({"things": []})
        answer.headers["www-authenticate"] = auth.get("authorization_type", "bearer").title()
        return answer

    block = {"verification_tokens": plugin.verification_tokens, **auth}
    plugin.faults |= {MANIFEST: with_member("auth", value=block), API: check}


def token_target(plugin: FakePlugin) -> Target:
    return replace(plugin.target, token=TOKEN)


@pytest.mark.parametrize("scheme", ["Bearer", "Basic"])
def test_a_token_of_the_service_goes_with_every_call(plugin: FakePlugin, scheme: str) -> None:
    auth = {"type": "service_http", "authorization_type": scheme.lower()}
    let_in(plugin, f"{scheme} {TOKEN}", **auth)
    played = Played(token_target(plugin))
    assert [r.name for r in played.told if r.mark == "skip"] == SIGNED_IN
    assert played.failed == []
    assert plugin.verification_tokens == {"another-host": "kept"}


def test_a_token_that_the_user_pastes_goes_with_every_call(plugin: FakePlugin) -> None:
    let_in(plugin, f"Bearer {TOKEN}", type="user_http", authorization_type="bearer")
    played = Played(token_target(plugin))
    assert {r.name for r in played.told if r.mark == "skip"} == {*VERIFIED, *SIGNED_IN}
    assert played["call-without-token"].mark == "ok"
    assert played.failed == []


def test_a_plugin_for_everybody_is_called_without_a_token(plugin: FakePlugin) -> None:
    let_in(plugin, "", type="none")
    played = Played(Target(plugin.origin))
    skipped = {r.name for r in played.told if r.mark == "skip"}
    assert skipped == {"call-without-token", *VERIFIED, *SIGNED_IN}
    assert played["call"].mark == "ok"


def test_a_token_that_is_needed_and_not_given_is_asked_for(plugin: FakePlugin) -> None:
    let_in(plugin, "", type="user_http", authorization_type="bearer")
    with pytest.raises(BadTarget, match="A token is needed"):
        Played(plugin.target)


def test_the_token_is_not_shown(plugin: FakePlugin) -> None:
    let_in(plugin, "", type="user_http", authorization_type="bearer")
    plugin.faults[API] = lambda request, _answer: Response(
        f"You sent {request.headers.get('authorization')}", 403
    )
    told = repr(Played(token_target(plugin)).told)
    assert "You sent Bearer ***" in told
    assert TOKEN not in told


def test_a_challenge_of_another_scheme_is_named(plugin: FakePlugin) -> None:
    let_in(plugin, f"Bearer {TOKEN}", type="user_http", authorization_type="bearer")
    plugin.faults[API] = with_header("www-authenticate", "Basic")
    played = Played(token_target(plugin))
    assert "no WWW-Authenticate: Bearer challenge" in played.said("call-without-token")
