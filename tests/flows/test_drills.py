"""Our own app passes every failure drill of every host, on loopback."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from plugin_oauth.database import db
from plugin_oauth.demo import seed_demo
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Mark, Story
from plugin_oauth.host.target import Target
from plugin_oauth.users.accounts import create_user
from tests.conftest import PASSWORD
from tests.live import live_app

SECOND_USER = "grace@example.com"

# Drills that come down to who wins in the database.
RACES = ("code-replay", "refresh-parallel", "refresh-lost-answer", "refresh-replay", "denial")

# What a host sends anyway is no drill of it; nothing restarts a server in this process.
NOT_HERE = {"token-form", "token-json", "restart"}
# Public clients and those with a key have no secret. Assertions tell the time of the real clock, so
# no code can grow old meanwhile.
NOT_OF_MCP = {"secret-wrong", "token-other-proof", "token-two-proofs", "code-expired"}


class AheadClock:
    """The real time, and as much more as somebody waited."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> AheadClock:
    return AheadClock()


@pytest.fixture
def live(
    database_uri: str, clock: AheadClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    monkeypatch.setenv("PLUGIN_OAUTH_INSTANCE_PATH", str(tmp_path))
    with live_app(database_uri, clock=clock) as app:
        yield app


@pytest.fixture
def target(live: Flask, clock: AheadClock) -> Target:
    with live.app_context():
        demo = seed_demo()
        create_user(SECOND_USER, PASSWORD)
        db.session.commit()
    return Target(
        url=live.config["BASE_URL"],
        **asdict(demo),
        second_username=SECOND_USER,
        second_password=PASSWORD,
        code_lifetime=live.config["AUTHORIZATION_CODE_LIFETIME"],
        wait=clock.advance,
    )


def find_faults(story: Story, skipped: set[str]) -> list[tuple[str, object]]:
    """Return what was not ok, apart from what may be skipped here."""
    bad = [result for result in story.results if result.mark is not Mark.OK]
    return [
        (r.name, r.failure or r.sentence)
        for r in bad
        if not (r.mark is Mark.SKIP and r.name in skipped)
    ]


@pytest.mark.requirement("e2e-drills")
@pytest.mark.parametrize("profile", ["plugin-2023-06", "plugin-2023-09", "action"])
def test_our_app_passes_every_drill(target: Target, profile: str) -> None:
    story = PROFILES[profile].play(target, lambda _result: None)
    assert find_faults(story, NOT_HERE) == []
    assert len([result for result in story.results if result.drill]) > 40


@pytest.mark.requirement("e2e-drills")
@pytest.mark.parametrize("profile", ["mcp-2025-11", "mcp-2026", "claude"])
def test_our_app_passes_every_drill_of_an_mcp_host(target: Target, profile: str) -> None:
    story = PROFILES[profile].play(replace(target, code_lifetime=0), lambda _result: None)
    assert find_faults(story, NOT_HERE | NOT_OF_MCP) == []
    assert len([result for result in story.results if result.drill]) > 40


@pytest.mark.parametrize("database_uri", ["postgresql"], indirect=True)
def test_our_app_passes_the_races_on_postgresql(target: Target) -> None:
    story = PROFILES["plugin"].choose_drills(RACES).play(target, lambda _result: None)
    assert find_faults(story, set()) == []
