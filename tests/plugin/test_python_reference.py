"""The language reference of Python as notes: whole, short enough, and with its licence."""

from pydoc_data.topics import topics

import pytest

from plugin_oauth.plugin.markdown import render_markdown
from plugin_oauth.plugin.notes.python_reference import read_reference
from plugin_oauth.plugin.notes.schemas import NewNote

NOTES = dict(read_reference())


def test_every_text_is_there_once_with_its_source_and_licence() -> None:
    titles = {text.strip().partition("\n")[0] for text in topics.values()}
    assert {title.partition(" (")[0] for title in NOTES} == {t.partition(" (")[0] for t in titles}
    assert len(NOTES) == len(list(read_reference()))
    assert all("Source: the documentation of Python" in text for text in NOTES.values())
    assert all("PSF License Version 2" in text for text in NOTES.values())


@pytest.mark.parametrize("title", NOTES)
def test_each_can_be_stored_as_a_note(title: str) -> None:
    assert NewNote().load({"title": title, "text": NOTES[title]})


def test_examples_are_shown_as_code_and_special_names_with_their_lines() -> None:
    html = str(render_markdown(NOTES['The "assert" statement']))
    assert "<pre><code>if __debug__:\n" in html
    assert "<code>__debug__</code>" in html
