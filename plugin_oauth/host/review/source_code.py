"""The plugin's own source code: text files of a folder, searched line by line, all bounded."""

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from plugin_oauth.host.review.parts import Where
from plugin_oauth.host.target import BadTarget

_MOST_FILES = 5_000
_LONGEST_FILE = 1_000_000
_LONGEST_LINE = 2_000
# What others wrote, and what tries the plugin out.
_LEFT_OUT = {"node_modules", "site-packages", "venv", "vendor", "dist", "build", "test", "tests"}


def check_folder(folder: Path) -> None:
    """Raise BadTarget unless it is a folder."""
    if not folder.is_dir():
        raise BadTarget(f"{folder} is no folder of source code.")


def find_lines(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[Where, str]]:
    """Yield the places of lines that the pattern is found in, and what was found."""
    for path in islice(_files(folder), _MOST_FILES):
        for number, line in enumerate(_read(path).splitlines(), start=1):
            found = pattern.search(line[:_LONGEST_LINE])
            if found:
                name = path.relative_to(folder).as_posix()
                yield Where(name, str(path), f"line {number}"), found[0]


def _files(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if n not in _LEFT_OUT and not n.startswith("."))
        for name in sorted(names):
            path = Path(at) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _read(path: Path) -> str:
    """Return the text in a file, nothing if it is long or no text."""
    try:
        content = path.read_bytes() if path.stat().st_size <= _LONGEST_FILE else b""
    except OSError:
        return ""
    return "" if b"\0" in content else content.decode(errors="replace")
