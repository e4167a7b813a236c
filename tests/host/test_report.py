"""The report as text."""

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from plugin_oauth.host.e2e import play_profiles
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.record import Record
from plugin_oauth.host.report import NAME_WIDTH, TextReport, render_text
from tests.host.fake_plugin import FakePlugin
from tests.host.faults import instead

ESC = "\x1b"
BEGAN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def record(plugin: FakePlugin, console: Console) -> Record:
    return play_profiles(
        {"plugin": PROFILES["plugin"].choose_drills([])},
        plugin.target,
        TextReport(console),
        began=BEGAN,
    )


def report(plugin: FakePlugin, console: Console) -> tuple[bool, list[str]]:
    passed = record(plugin, console).passed
    assert isinstance(console.file, io.StringIO)
    return passed, console.file.getvalue().splitlines()


def test_a_good_run_passes_and_ends_with_a_summary(plugin: FakePlugin) -> None:
    passed, lines = report(plugin, Console(file=io.StringIO()))
    assert passed
    assert lines[-1] == "passed: 17 ok, 0 with warnings, 0 failed, 0 skipped"


def test_a_failure_is_explained_with_its_source_and_what_was_seen(plugin: FakePlugin) -> None:
    plugin.faults["/token"] = instead('{"error": "invalid_client"}', 401)
    passed, lines = report(plugin, Console(file=io.StringIO()))
    start = next(number for number, line in enumerate(lines) if line.startswith("fail exchange "))
    assert not passed
    assert [line.split()[0] for line in lines[start + 1 : start + 5]] == [
        "see",
        "ChatGPT",
        "sent:",
        "got:",
    ]


def test_a_pipe_gets_plain_lines_of_any_length(plugin: FakePlugin) -> None:
    _, lines = report(plugin, Console(file=io.StringIO(), width=40))
    assert ESC not in "".join(lines)
    assert max(len(line) for line in lines) > 100


def test_a_terminal_gets_colour_and_lines_that_fit(plugin: FakePlugin) -> None:
    console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=100)
    _, lines = report(plugin, console)
    assert f"{ESC}[32mok" in "".join(lines)


def test_a_terminal_shows_the_step_that_is_being_played(plugin: FakePlugin) -> None:
    _, lines = report(plugin, Console(file=io.StringIO(), force_terminal=True, width=100))
    assert "refresh (12 of 17)" in "".join(lines)


def test_the_text_can_be_had_afterwards_as_it_was_printed(plugin: FakePlugin) -> None:
    console = Console(file=io.StringIO())
    played = record(plugin, console)
    assert isinstance(console.file, io.StringIO)
    assert render_text(played) == console.file.getvalue()


def test_no_color_is_respected(plugin: FakePlugin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    _, lines = report(plugin, Console(file=io.StringIO(), force_terminal=True, width=100))
    assert f"{ESC}[32m" not in "".join(lines)


def test_characters_that_a_terminal_lacks_do_not_end_the_run(plugin: FakePlugin) -> None:
    plugin.faults["/authorize"] = instead("<p>Größe 測試", 400, "text/html")
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert not record(plugin, Console(file=file)).passed


def test_every_step_has_room_for_its_name() -> None:
    names = {step.name for profile in PROFILES.values() for step in profile.steps}
    assert [name for name in names if len(name) >= NAME_WIDTH] == []
