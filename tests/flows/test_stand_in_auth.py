"""The stand-in against our own app in its other forms: tokens that are pasted, none, a package."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Story
from plugin_oauth.host.target import Target
from tests.conftest import PASSWORD, both_databases, make_user
from tests.flows.packages import write_package
from tests.live import live_app
from tests.plugin.credentials import FORMS, Form

SIGNED_IN = {"refresh", "call-again", "revoke", "call-revoked", "refresh-revoked"}
PLACED = {"place-token", "verify-token", "restore"}


def play(profile: str, target: Target) -> Story:
    return PROFILES[profile].choose_drills([]).play(target, lambda _result: None)


def marked(story: Story, mark: str) -> set[str]:
    return {result.name for result in story.results if result.mark == mark}


@both_databases
@pytest.mark.parametrize("form", FORMS[1:], ids=lambda form: f"{form.name}-{form.scheme}")
def test_a_token_that_is_pasted_opens_the_api(database_uri: str, form: Form) -> None:
    with live_app(database_uri, **form.settings) as app:
        header = form.credential(app, "ada", "tasks.read notes.read").headers["Authorization"]
        story = play("plugin", Target(app.config["BASE_URL"], token=header.split()[1]))
    assert marked(story, "fail") | marked(story, "warn") == set()
    assert marked(story, "skip") == SIGNED_IN | PLACED
    assert "call" in marked(story, "ok")


@both_databases
def test_a_plugin_for_everybody_needs_nothing(database_uri: str) -> None:
    with live_app(database_uri, PLUGIN_AUTH="none") as app:
        story = play("plugin", Target(app.config["BASE_URL"]))
    assert marked(story, "fail") | marked(story, "warn") == set()
    assert marked(story, "skip") == SIGNED_IN | PLACED | {"call-without-token"}


@pytest.fixture
def live(database_uri: str) -> Iterator[Flask]:
    with live_app(database_uri) as app:
        yield app


@both_databases
def test_the_package_we_build_leads_to_a_server_that_passes(live: Flask, tmp_path: Path) -> None:
    make_user(live, "ada@example.com")
    package = write_package(live, tmp_path)
    story = play("package", Target(str(package), username="ada@example.com", password=PASSWORD))
    assert marked(story, "fail") | marked(story, "warn") == set()
    assert marked(story, "skip") == {"domain-challenge"}
