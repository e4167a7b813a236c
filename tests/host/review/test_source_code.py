"""A plugin's source code is searched for lines that read the ephemeral id, and only there."""

from pathlib import Path

import pytest

from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.registry import find_rule
from plugin_oauth.host.review.rules import judge
from plugin_oauth.host.target import BadTarget
from tests.host.fake_plugin import FakePlugin


def found_in(plugin: FakePlugin, folder: Path) -> list[str]:
    """Return what R006 says of a plugin with this code."""
    subject = find_subject(plugin.origin, Options(source=folder))
    return [finding.message for finding in judge(find_rule("R006"), subject).findings]


@pytest.mark.parametrize(
    "line",
    [
        'user = request.headers["openai-ephemeral-user-id"]',
        "const user = req.headers['openai-ephemeral-user-id'];",
        'user = request.headers.get("OpenAI-Ephemeral-User-Id", "")',
        "user = req.header('openai-ephemeral-user-id')",
        'user = request.META["HTTP_OPENAI_EPHEMERAL_USER_ID"]',
        "def me(openai_ephemeral_user_id: str | None = Header(None)):",
        'c.Request.Header.Get("openai-ephemeral-user-id")',
    ],
)
def test_a_line_that_reads_the_header_is_named(
    plugin: FakePlugin, tmp_path: Path, line: str
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "views.py").write_text(f"import app\n{line}\n")
    (message,) = found_in(plugin, tmp_path)
    assert message.startswith("app/views.py: line 2 reads the header: ")


@pytest.mark.parametrize(
    "line",
    [
        'ALLOWED = ["content-type", "openai-ephemeral-user-id"]',
        'headers["access-control-allow-headers"] = "x, openai-ephemeral-user-id"',
        "# Nobody is known by openai-ephemeral-user-id.",
    ],
)
def test_a_line_that_only_lets_the_header_pass_is_not(
    plugin: FakePlugin, tmp_path: Path, line: str
) -> None:
    (tmp_path / "views.py").write_text(line)
    assert found_in(plugin, tmp_path) == []


def test_code_of_others_links_and_what_is_no_text_are_left_alone(
    plugin: FakePlugin, tmp_path: Path
) -> None:
    line = 'request.headers["openai-ephemeral-user-id"]'
    source = tmp_path / "source"
    for place in ("node_modules/a.js", ".git/a.py", "tests/a.py"):
        (source / place).parent.mkdir(parents=True)
        (source / place).write_text(line)
    (tmp_path / "outside.py").write_text(line)
    (source / "link.py").symlink_to(tmp_path / "outside.py")
    (source / "image.py").write_bytes(b"\0" + line.encode())
    (source / "long.py").write_text(line + " " * 1_000_000)
    assert found_in(plugin, source) == []


def test_a_folder_that_is_none_is_refused(plugin: FakePlugin, tmp_path: Path) -> None:
    with pytest.raises(BadTarget, match="is no folder of source code"):
        find_subject(plugin.origin, Options(source=tmp_path / "nothing"))
