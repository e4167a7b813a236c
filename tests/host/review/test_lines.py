"""Where a member of a JSON or YAML file stands."""

from pathlib import Path

import pytest

from plugin_oauth.host.documents import LONGEST_YAML
from plugin_oauth.host.review.lines import find_line, read_nodes

YAML = """\
openapi: 3.1.0
paths:
  /v1.0/items:
    get:
      parameters:
        - name: query
        - name: page
  /v1: {}
"""
JSON = '{\n\t"auth": {\n\t\t"type": "none"\n\t}\n}'


def line(folder: Path, text: str, member: str) -> int:
    path = folder / "document"
    path.write_text(text, encoding="utf-8")
    root = read_nodes(path)
    assert root
    return find_line(root, member)


@pytest.mark.parametrize(
    ("text", "member", "expected"),
    [
        (YAML, "", 1),
        (YAML, "paths./v1.0/items.get", 4),
        (YAML, "paths./v1.0/items.get.parameters.1.name", 7),
        (YAML, "paths./v1", 8),
        (YAML, "paths./v1.get", 8),
        (YAML, "info.description", 1),
        (JSON, "auth.type", 3),
        (JSON, "auth.scope", 2),
    ],
)
def test_a_member_is_found_or_else_what_it_is_missing_in(
    tmp_path: Path, text: str, member: str, expected: int
) -> None:
    assert line(tmp_path, text, member) == expected


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "a: b: c", "\0", "", "a" * (LONGEST_YAML + 1)], ids=len
)
def test_what_cannot_be_read_has_no_lines(tmp_path: Path, text: str) -> None:
    (tmp_path / "document").write_text(text)
    assert read_nodes(tmp_path / "document") is None
    assert read_nodes(tmp_path) is None


def test_a_document_that_contains_itself_ends(tmp_path: Path) -> None:
    assert line(tmp_path, "&a\nb: *a\n", "b.b.b.b") == 2
