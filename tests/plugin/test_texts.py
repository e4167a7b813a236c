"""What whoever runs a plugin has to fill in is marked in one way, and found."""

from pathlib import Path

import pytest

from plugin_oauth.plugin import texts
from plugin_oauth.plugin.texts import TEXTS, find_gaps, render_text


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_text_has_gaps_and_they_are_found(path: Path) -> None:
    name = str(path.relative_to(Path(texts.__file__).parents[2]))
    assert [gap for found, gap in find_gaps() if found == name]


def test_a_gap_is_marked_and_a_text_without_one_has_no_mark(tmp_path: Path) -> None:
    text = tmp_path / "text.md"
    text.write_text("Of [[your *name*,\nor <company>]].")
    assert "<mark>[[your <em>name</em>,\nor &lt;company&gt;]]</mark>" in render_text(text)
    text.write_text("Of [a](/b).")
    assert "<mark>" not in render_text(text)


def test_a_gap_is_told_with_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "text.md").write_text("Of [[your name,\nor company]] and of [[others]].")
    monkeypatch.setattr(texts, "_ROOT", tmp_path)
    monkeypatch.setattr(texts, "TEXTS", (tmp_path / "text.md",))
    assert find_gaps() == [("text.md", "your name, or company"), ("text.md", "others")]
