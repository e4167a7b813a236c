"""The report as text."""

import io

import pytest
from rich.console import Console

from plugin_oauth.host.e2e import main_profile
from plugin_oauth.host.profiles import PROFILES
from tests.host.fake_plugin import FakePlugin
from tests.host.faults import instead

ESC = "\x1b"


def report(plugin: FakePlugin, console: Console) -> tuple[int, list[str]]:
    status = main_profile(PROFILES["plugin"], plugin.target, console)
    assert isinstance(console.file, io.StringIO)
    return status, console.file.getvalue().splitlines()


def test_a_good_run_ends_with_status_0_and_a_summary(plugin: FakePlugin) -> None:
    status, lines = report(plugin, Console(file=io.StringIO()))
    assert status == 0
    assert lines[-1] == "passed: 17 ok, 0 with warnings, 0 failed, 0 skipped"


def test_a_failure_is_explained_with_its_source_and_what_was_seen(plugin: FakePlugin) -> None:
    plugin.faults["/token"] = instead('{"error": "invalid_client"}', 401)
    status, lines = report(plugin, Console(file=io.StringIO()))
    start = next(number for number, line in enumerate(lines) if line.startswith("fail exchange "))
    assert status == 1
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


def test_no_color_is_respected(plugin: FakePlugin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    _, lines = report(plugin, Console(file=io.StringIO(), force_terminal=True, width=100))
    assert f"{ESC}[32m" not in "".join(lines)


def test_characters_that_a_terminal_lacks_do_not_end_the_run(plugin: FakePlugin) -> None:
    plugin.faults["/authorize"] = instead("<p>Größe 測試", 400, "text/html")
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert main_profile(PROFILES["plugin"], plugin.target, Console(file=file)) == 1
