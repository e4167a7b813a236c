"""docs/conformance.md: for each document, each clause with the tests that show it."""

from collections.abc import Mapping
from pathlib import Path

from tests.requirements import DOCUMENTS
from tests.requirements.manifest import Document, Requirement
from tests.requirements.marks import TESTS, collect_marks

PATH: Path = TESTS.parent / "docs" / "conformance.md"

HEAD = """\
<!-- Written by `python -m tests.requirements`; change tests/requirements/ or a test's marks. -->

# What is claimed, and which test shows it

Each row is a clause of a document that this server follows. Any test in it can be run by its name:
`python -m pytest tests/oauth/test_metadata.py::test_administration_is_not_advertised`. What is not
done has its reason in italics. The suite fails when a clause has no test, and when this page is not
what `python -m tests.requirements` writes.
"""


def render() -> str:
    """Return the page."""
    marks = collect_marks()
    return "\n".join([HEAD, *(_table(document, marks) for document in DOCUMENTS)])


def _table(document: Document, marks: Mapping[str, list[str]]) -> str:
    rows = [_row(requirement, marks) for requirement in document.requirements()]
    heading = f"## {document.title}\n\n| id | section | behaviour | shown by |\n|---|---|---|---|"
    return "\n".join([heading, *rows, ""])


def _row(requirement: Requirement, marks: Mapping[str, list[str]]) -> str:
    tests = "<br>".join(f"`{test}`" for test in marks.get(requirement.id, []))
    shown = f"*{requirement.deferred}*" if requirement.deferred else tests
    is_link = requirement.source.startswith("https://")
    section = f"[{requirement.section or 'page'}]({requirement.source})" if is_link else ""
    return f"| {requirement.id} | {section} | {requirement.behavior} | {shown} |"
