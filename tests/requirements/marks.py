"""Which tests show which clauses, read off the marks in the tests without importing them."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent.parent


def marks_in(source: str) -> Iterator[tuple[str, str]]:
    """Yield a clause and the test that names it, `Class::test` for a method."""
    for owner in ast.walk(ast.parse(source)):
        if isinstance(owner, ast.Module | ast.ClassDef):
            prefix = f"{owner.name}::" if isinstance(owner, ast.ClassDef) else ""
            for node in owner.body:
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    yield from ((name, prefix + node.name) for name in _named(node))


def _named(test: ast.FunctionDef) -> Iterator[str]:
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith(".requirement"):
            yield from (ast.literal_eval(argument) for argument in mark.args)


def collect_marks() -> dict[str, list[str]]:
    """Return for each clause the tests that name it, as pytest writes them, in order."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for clause, test in marks_in(path.read_text()):
            node = f"{path.relative_to(TESTS.parent).as_posix()}::{test}"
            found.setdefault(clause, []).append(node)
    return found
