"""Every clause that is claimed has a test, every test names clauses that are; the page agrees."""

from collections import Counter

from tests.requirements import REQUIREMENTS
from tests.requirements.conformance import PATH, render
from tests.requirements.marks import collect_marks, marks_in

NAMED = set(collect_marks())
CLAIMED = {requirement.id for requirement in REQUIREMENTS if requirement.deferred is None}


def test_every_clause_that_is_claimed_has_a_test() -> None:
    assert sorted(CLAIMED - NAMED) == []


def test_every_clause_that_a_test_names_is_in_the_manifest_and_not_deferred() -> None:
    assert sorted(NAMED - CLAIMED) == []


def test_every_clause_is_there_once() -> None:
    counted = Counter(requirement.id for requirement in REQUIREMENTS)
    assert [name for name, count in counted.items() if count > 1] == []


def test_every_clause_is_a_sentence_with_a_source() -> None:
    texts = [(r.source, r.behavior, r.deferred or "A reason.") for r in REQUIREMENTS]
    odd = [t for t in texts if not t[0] or not t[1].endswith(".") or not t[2].endswith(".")]
    assert odd == []


def test_an_id_and_an_address_say_the_section() -> None:
    by_id = {requirement.id: requirement for requirement in REQUIREMENTS}
    code_once = by_id["rfc6749-4.1.2-code-once"]
    assert code_once.section == "4.1.2"
    assert code_once.source == "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2"


def test_marks_are_found_on_tests_alone() -> None:
    marked = '@pytest.mark.requirement("a", "b")\ndef {}(): ...'
    assert list(marks_in(marked.format("test_x"))) == [("a", "test_x"), ("b", "test_x")]
    assert list(marks_in(marked.format("helper"))) == []


def test_a_mark_in_a_class_names_the_class() -> None:
    marked = 'class TestOff:\n    @pytest.mark.requirement("a")\n    def test_x(self): ...'
    assert list(marks_in(marked)) == [("a", "TestOff::test_x")]


def test_the_page_is_what_is_generated() -> None:
    assert PATH.read_text() == render(), "Run `python -m tests.requirements`."
