"""The report as JSON: its shape stays, its secrets do not come out."""

import json
from typing import Any

import pytest

from plugin_oauth.host.report_json import render_json
from tests.host.fake_plugin import CLIENT, USER, FakePlugin
from tests.host.faults import instead
from tests.host.played import play_record


def document(plugin: FakePlugin) -> Any:
    return json.loads(render_json(play_record(plugin)))


def test_the_shape_is_the_documented_one(plugin: FakePlugin) -> None:
    run = document(plugin)
    (profile,) = run["profiles"]
    step = next(step for step in profile["steps"] if step["exchanges"])
    assert list(run) == ["format", "target", "began", "seconds", "passed", "profiles"]
    assert list(profile) == ["profile", "title", "passed", "counts", "steps"]
    assert list(step) == [
        "name",
        "mark",
        "sentence",
        "drill",
        "failure",
        "remarks",
        "blocked_by",
        "seconds",
        "exchanges",
    ]
    assert list(step["exchanges"][0]) == ["sender", "request", "response", "seconds"]


def test_a_run_is_told_with_its_target_and_time(plugin: FakePlugin) -> None:
    run = document(plugin)
    assert (run["format"], run["target"], run["passed"]) == (1, plugin.origin, True)
    assert run["began"] == "2026-03-01T12:00:00+00:00"


def test_a_failure_has_its_source_and_what_it_blocked(plugin: FakePlugin) -> None:
    plugin.faults["/token"] = instead('{"error": "invalid_client"}', 401)
    steps = {step["name"]: step for step in document(plugin)["profiles"][0]["steps"]}
    assert steps["exchange"]["failure"]["source"] == "RFC 6749 section 5.2"
    assert steps["refresh"]["blocked_by"] == "exchange"


@pytest.mark.requirement("e2e-masked")
def test_messages_are_whole_and_masked(plugin: FakePlugin) -> None:
    text = render_json(play_record(plugin))
    secrets = [CLIENT[1], USER[1], *plugin.tokens, *plugin.sessions, *plugin.developer_tokens]
    assert [secret for secret in secrets if secret in text] == []
    assert '"value": "Bearer ***"' in text
    assert '"value": "session=***; Secure; HttpOnly; Path=/; SameSite=Lax"' in text


def test_who_speaks_is_told(plugin: FakePlugin) -> None:
    steps = {step["name"]: step for step in document(plugin)["profiles"][0]["steps"]}
    assert {e["sender"] for e in steps["activate"]["exchanges"]} == {"browser"}
    assert {e["sender"] for e in steps["exchange"]["exchanges"]} == {"stand-in"}
