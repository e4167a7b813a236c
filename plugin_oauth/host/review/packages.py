"""A plugin package: a ZIP or a folder, its entries listed and its documents read, all bounded."""

import io
import lzma
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.sources import AGENT_PLUGINS, SUBMISSION_ERRORS
from plugin_oauth.host.target import BadTarget
from plugin_oauth.host.wire import MOST_BYTES

PLUGIN, SERVERS = "plugin.json", "mcp.json"

MOST_ENTRIES = 5_000
MOST_PACKED = 100_000_000
MOST_UNPACKED = 512 * 1024 * 1024

# Bytes of the end of a ZIP, with its comment and what ZIP64 puts in front of it, and of a list of
# 5,000 entries. ZIP64 has another length of the list elsewhere, and a package has no use for it.
_LONGEST_END = 20 + 22 + 65_535
_LONGEST_LIST = MOST_ENTRIES * 512
_END, _ZIP64 = re.compile(b"PK\5\6"), b"PK\6\7"

# What a damaged or encrypted archive makes zipfile raise.
_UNREADABLE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError),
    *(OSError, EOFError, RuntimeError, ValueError),
)


@dataclass(frozen=True)
class Entry:
    """A file of the package, by its path in it; bytes as they will be unpacked."""

    path: str
    size: int
    is_link: bool = False


@dataclass(frozen=True)
class Package:
    """All entries (one more than allowed at most), and how one is read."""

    entries: tuple[Entry, ...]
    packed: int
    read_entry: Callable[[str], bytes]

    def find(self, path: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.path == path), None)

    def read(self, path: str) -> bytes:
        """Return the beginning of an entry, up to the limit of documents; raises Failure."""
        entry = self.find(path)
        if entry is None or entry.is_link:
            raise Failure(f"{path} is not in the package", AGENT_PLUGINS)
        return self.read_found(entry)

    def read_found(self, entry: Entry) -> bytes:
        """Return the same of an entry that was found."""
        path = entry.path
        try:
            return self.read_entry(path)
        except _UNREADABLE as error:
            raise Failure(f"{path} cannot be read: {error}", SUBMISSION_ERRORS) from None


def find_package(path: Path) -> Package | None:
    """Return the package in a folder, a ZIP, or around a plugin.json; None if it is none."""
    if path.is_dir() and (path / PLUGIN).is_file():
        entries = tuple(islice(_walk(path), MOST_ENTRIES + 1))
        return Package(entries, 0, lambda name: _beginning(path / name))
    if path.name == PLUGIN and path.is_file():
        beside = [path, path.with_name(SERVERS)]
        files = (Entry(file.name, file.stat().st_size) for file in beside if file.is_file())
        return Package(tuple(files), 0, lambda name: _beginning(path.with_name(name)))
    if path.suffix.lower() == ".zip" or (path.is_file() and zipfile.is_zipfile(path)):
        return _archive(path)
    return None


def _walk(root: Path) -> Iterator[Entry]:
    for folder, names, files in os.walk(root):
        names.sort()
        links = [name for name in names if (Path(folder) / name).is_symlink()]
        for name in (*sorted(files), *links):
            path = Path(folder) / name
            found = path.lstat()
            is_link = stat.S_ISLNK(found.st_mode)
            if is_link or stat.S_ISREG(found.st_mode):  # a pipe would never end
                yield Entry(path.relative_to(root).as_posix(), found.st_size, is_link)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _archive(path: Path) -> Package:
    try:
        packed = path.stat().st_size
        if packed > MOST_PACKED:
            return Package((), packed, lambda _: b"")
        return _open_archive(path, packed)
    except FileNotFoundError:
        raise BadTarget(f"There is no file {path}.") from None
    except _UNREADABLE as error:
        raise BadTarget(f"{path} cannot be read as a ZIP: {error}.") from None


def read_download(content: bytes) -> Package:
    """Return the package in a ZIP that was downloaded; raises Failure."""
    try:
        return _open_archive(io.BytesIO(content), len(content))
    except _UNREADABLE as error:
        raise Failure(f"the download is no ZIP: {error}", SUBMISSION_ERRORS) from None


def _open_archive(file: Path | IO[bytes], packed: int) -> Package:
    if not _lists_few(file):
        raise ValueError(f"it lists more files than the {MOST_ENTRIES:,} of a package")
    # Left open for the run: opening reads the whole list of entries.
    archive = zipfile.ZipFile(file)
    entries = tuple(
        Entry(info.filename, info.file_size, stat.S_ISLNK(info.external_attr >> 16))
        for info in archive.infolist()[: MOST_ENTRIES + 1]
        if not info.is_dir()
    )
    return Package(entries, packed, lambda name: _read_from(archive, name))


def _lists_few(file: Path | IO[bytes]) -> bool:
    """Return whether the list of entries can be read whole (APPNOTE section 4.3.16).

    Which end counts, if there seem to be several, is zipfile's matter: none may have a long list.
    """
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return _lists_few(opened)
    size = file.seek(0, os.SEEK_END)
    file.seek(size - min(size, _LONGEST_END))
    end = file.read()
    return all(
        end[at - 20 : at - 16] != _ZIP64
        and int.from_bytes(end[at + 12 : at + 16], "little") <= _LONGEST_LIST
        for at in (found.start() for found in _END.finditer(end))
    )


def _read_from(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        return entry.read(MOST_BYTES + 1)


def read_all_texts(package: Package, most: int) -> Mapping[str, str]:
    """Return the texts of the first entries, up to so many bytes in all."""
    texts: dict[str, str] = {}
    left = most
    for entry in package.entries:
        if entry.is_link or entry.size > left:
            continue
        try:
            content = package.read_found(entry)
        except Failure:
            continue
        left -= len(content)
        if b"\0" not in content:
            texts[entry.path] = content.decode(errors="replace")
    return texts
