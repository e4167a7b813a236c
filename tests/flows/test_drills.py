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
from plugin_oauth.plugin.verification_tokens import set_verification_token
from tests.flows.packages import write_package
from tests.live import live_app

# Drills that come down to who wins in the database.
RACES = ("code-replay", "refresh-parallel", "refresh-lost-answer", "refresh-replay", "denial")

# What a host sends anyway is no drill of it; nothing restarts a server in this process.
NOT_HERE = {"token-form", "token-json", "restart"}
# Public clients and those with a key have no secret.
NOT_OF_MCP = {"secret-wrong", "token-other-proof", "token-two-proofs"}
# A client that registers has no document of its own, and only ChatGPT's of 2026 has a key.
OF_KEYS = {"assertion-worthless", "assertion-repeated"}
OF_DOCUMENTS = {
    "document-of-another",
    "document-redirect-uri",
    "document-moved",
    "document-long",
    "document-slow",
}

# Seconds. The clock is put ahead by as much and no more, because the stand-in's assertions tell the
# time of the real one and live for a minute.
CODE_LIFETIME = 10


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
    with live_app(database_uri, clock=clock, AUTHORIZATION_CODE_LIFETIME=CODE_LIFETIME) as app:
        yield app


@pytest.fixture
def target(live: Flask, clock: AheadClock) -> Target:
    with live.app_context():
        demo = seed_demo()
        db.session.commit()
    return Target(
        url=live.config["BASE_URL"],
        **asdict(demo),
        code_lifetime=CODE_LIFETIME,
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
@pytest.mark.parametrize(
    ("profile", "not_of_it"),
    [("mcp-2025-11", OF_KEYS | OF_DOCUMENTS), ("mcp-2026", set()), ("claude", OF_KEYS)],
)
def test_our_app_passes_every_drill_of_an_mcp_host(
    target: Target, profile: str, not_of_it: set[str]
) -> None:
    story = PROFILES[profile].play(target, lambda _result: None)
    assert find_faults(story, NOT_HERE | NOT_OF_MCP | not_of_it) == []
    assert len([result for result in story.results if result.drill]) > 40


@pytest.mark.requirement("e2e-drills")
def test_our_app_passes_every_drill_of_the_directory(
    target: Target, live: Flask, tmp_path: Path
) -> None:
    with live.app_context():
        set_verification_token("openai-apps", "a-token-of-the-portal")
        db.session.commit()
    package = write_package(live, tmp_path)
    sent = replace(target, url=str(package), challenge_token="a-token-of-the-portal")
    story = PROFILES["package"].play(sent, lambda _result: None)
    assert find_faults(story, NOT_HERE | NOT_OF_MCP) == []
    assert len([result for result in story.results if result.drill]) > 40


@pytest.mark.parametrize("database_uri", ["postgresql"], indirect=True)
def test_our_app_passes_the_races_on_postgresql(target: Target) -> None:
    story = PROFILES["plugin"].choose_drills(RACES).play(target, lambda _result: None)
    assert find_faults(story, set()) == []
