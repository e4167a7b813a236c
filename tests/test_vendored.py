"""Files that others wrote are what their list says: unchanged, each with its licence."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

import plugin_oauth

LISTS = sorted(Path(plugin_oauth.__file__).parent.rglob("vendor/README.md"))


@pytest.mark.parametrize("listed", LISTS, ids=lambda path: path.parent.parent.name)
def test_every_file_is_listed_and_unchanged(listed: Path) -> None:
    rows = re.findall(
        r"^\| `(\S+)` \|.*\| .*\(`(\S+)`\) \| `([0-9a-f]{64})` \|$", listed.read_text(), re.M
    )
    assert {"README.md", *(name for name, _, _ in rows), *(licence for _, licence, _ in rows)} == {
        path.name for path in listed.parent.iterdir()
    }
    for name, _, digest in rows:
        assert sha256((listed.parent / name).read_bytes()).hexdigest() == digest


def test_there_are_such_lists() -> None:
    assert [path.parent.parent.name for path in LISTS] == ["review", "static"]
