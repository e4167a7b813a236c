"""The stand-in for ChatGPT goes the whole way against our own app, nothing failed or left out."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from flask import Flask

from plugin_oauth.database import db
from plugin_oauth.demo import seed_demo
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Mark
from plugin_oauth.host.target import Target
from tests.conftest import both_databases
from tests.live import live_app


@pytest.fixture
def live(database_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("PLUGIN_OAUTH_INSTANCE_PATH", str(tmp_path))
    with live_app(database_uri) as app:
        yield app


@pytest.fixture
def target(live: Flask) -> Target:
    """What the demo's accounts make of our app."""
    with live.app_context():
        demo = seed_demo()
        db.session.commit()
    return Target(url=live.config["BASE_URL"], **asdict(demo))


@both_databases
@pytest.mark.parametrize("profile", ["plugin-2023-06", "plugin-2023-09", "action"])
def test_every_step_is_ok(target: Target, profile: str) -> None:
    story = PROFILES[profile].choose_drills([]).play(target, lambda _result: None)
    assert [(r.name, r.mark, r.failure) for r in story.results if r.mark is not Mark.OK] == []
    assert story.passed


@both_databases
@pytest.mark.parametrize("profile", ["mcp-2025-11", "mcp-2026", "claude"])
def test_every_step_of_an_mcp_host_is_ok(target: Target, profile: str) -> None:
    """It makes itself known: nothing is needed but somebody who signs in."""
    person = Target(target.url, username=target.username, password=target.password)
    story = PROFILES[profile].choose_drills([]).play(person, lambda _result: None)
    assert [(r.name, r.mark, r.failure) for r in story.results if r.mark is not Mark.OK] == []


def test_it_leaves_the_manifest_as_it_was_and_may_come_again(target: Target, live: Flask) -> None:
    before = live.test_client().get("/.well-known/ai-plugin.json").json
    for _ in range(2):
        assert PROFILES["plugin"].play(target, lambda _result: None).passed
    assert live.test_client().get("/.well-known/ai-plugin.json").json == before


def test_a_wrong_password_is_a_failed_step_that_says_so(target: Target) -> None:
    wrong = replace(target, password="a wrong password")
    story = PROFILES["plugin"].choose_drills([]).play(wrong, lambda _result: None)
    assert [result.name for result in story.results if result.mark is Mark.FAIL] == ["activate"]
