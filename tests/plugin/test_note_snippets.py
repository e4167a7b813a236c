"""The piece of a text that a search shows, and where the words stand in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin_oauth.plugin.notes.query import read_query
from plugin_oauth.plugin.notes.snippets import LENGTH, make_snippet
from plugin_oauth.plugin.notes.words import find_words, fold, make_sort_key

FILL = "nothing of it here " * 30


def highlighted(text: str, *terms: str) -> list[str]:
    snippet = make_snippet(text, terms)
    return [snippet.text[at.start : at.end] for at in snippet.highlights]


def test_the_piece_with_the_most_different_words_is_chosen() -> None:
    text = f"cat {FILL} dog {FILL} The cat chased the dog. {FILL} cat cat cat"
    assert highlighted(text, "cat", "dog") == ["cat", "dog"]


def test_a_word_is_marked_in_the_form_in_which_it_stands() -> None:
    assert highlighted("Cafés, a café; CAFE", "cafe") == ["Cafés", "café", "CAFE"]


@pytest.mark.parametrize("text", ["", "short", FILL])
def test_without_a_word_it_is_the_beginning(text: str) -> None:
    snippet = make_snippet(text, ["cat"])
    assert text.startswith(snippet.text)
    assert not snippet.highlights


def test_it_begins_and_ends_between_words() -> None:
    snippet = make_snippet(f"{FILL} cat {FILL}", ["cat"]).text
    assert set(snippet.split()) == {"nothing", "of", "it", "here", "cat"}


WORDS = st.lists(st.sampled_from(["cat", "dog", "x" * 300, "é", " ", "\n", "-"]), max_size=80)


@given(st.text() | WORDS.map(" ".join))
def test_highlights_are_words_inside_the_piece(text: str) -> None:
    terms = {word.term for word in find_words(text)} & {"cat", "dog", "e"}
    snippet = make_snippet(text, terms)
    assert snippet.text in text
    assert len(snippet.text) <= LENGTH
    for at in snippet.highlights:
        [word] = find_words(snippet.text[at.start : at.end])
        assert word.term in terms
    assert bool(snippet.highlights) == bool(terms)


@given(st.text())
def test_a_term_has_nothing_that_a_database_gives_a_meaning_to(text: str) -> None:
    for word in find_words(text):
        assert word.term.isascii()
        assert word.term[0].isalpha()
        assert word.term.isalnum()
        assert word.term == word.term.lower()


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Éß", "ess"), ("½", "12"), ("\N{LATIN SMALL LIGATURE FI}", "fi"), ("x" * 50, "x" * 40)],
)
def test_a_word_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_titles_are_ordered_without_regard_to_capitals_accents_and_signs() -> None:
    titles = ["b", "“Apple”", "Äpfel", "apples", "Zoo"]
    assert sorted(titles, key=make_sort_key) == ["Äpfel", "“Apple”", "apples", "b", "Zoo"]


@pytest.mark.parametrize(
    ("query", "phrases"),
    [
        ("cats dogs", (("cat",), ("dog",))),
        ("cats cat CAT", (("cat",),)),
        ('"cats dogs" cow', (("cat", "dog"), ("cow",))),
        ('cats "dogs', (("cat",), ("dog",))),
        ("os.path", (("os", "path"),)),
        ("what is a cat", (("cat",),)),
        ('"what is a cat"', (("what", "is", "a", "cat"),)),
        ("the of", (("the",), ("of",))),
        ("", ()),
        ("?!", ()),
    ],
)
def test_a_query_is_read_as_what_must_be_in_a_note(
    query: str, phrases: tuple[tuple[str, ...], ...]
) -> None:
    assert read_query(query) == phrases


def test_no_more_words_of_a_query_are_read_than_a_database_can_bear() -> None:
    query = " ".join(f"w{number}" for number in range(500))
    assert sum(map(len, read_query(query))) == 32
