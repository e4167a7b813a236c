"""Every clause that is claimed has a test, and every test names clauses that are."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.requirements import REQUIREMENTS

TESTS = Path(__file__).parent


def named_in(source: str) -> Iterator[str]:
    """Yield the ids in the requirement marks of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith(".requirement"):
                    yield from (ast.literal_eval(argument) for argument in mark.args)


NAMED = {name for path in TESTS.rglob("test_*.py") for name in named_in(path.read_text())}
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


def test_marks_are_found_on_tests_alone() -> None:
    marked = '@pytest.mark.requirement("a", "b")\ndef {}(): ...'
    assert list(named_in(marked.format("test_x"))) == ["a", "b"]
    assert list(named_in(marked.format("helper"))) == []
