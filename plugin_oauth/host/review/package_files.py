"""The files of a package: sizes, paths, and what must not be in it."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from plugin_oauth.host.review.packages import (
    MOST_ENTRIES,
    MOST_PACKED,
    MOST_UNPACKED,
    SERVERS,
    Entry,
    Package,
    read_all_texts,
)
from plugin_oauth.host.review.rules import Fault
from plugin_oauth.host.review.subject import Where

# Bytes searched for secrets, in all.
_MOST_SEARCHED = 2_000_000

_FORBIDDEN = re.compile(r"^(?:apps|hooks)/|(?:^|/)(?:\.app\.json|hooks\.json)$")
_PRIVATE = re.compile(
    r"(?:^|/)(?:\.env(?:\.[^/]*)?|\.git|\.npmrc|\.pypirc|\.netrc|id_(?:rsa|ed25519)"
    r"|credentials(?:\.[^/]*)?|[^/]*\.(?:pem|key|p12|pfx))(?:/|$)",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"-----BEGIN (?:[A-Z]{1,12} )?PRIVATE KEY-----"
    r"|\bsk-[A-Za-z0-9_-]{20}|\bgh[pousr]_[A-Za-z0-9]{30}|\bAKIA[0-9A-Z]{16}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10}|\beyJ[\w-]{10,150}\.eyJ[\w-]{10}"
)
_HEADER_WITH_SECRET = re.compile(r"\"(?:authorization|x-api-key|cookie)\"\s*:", re.IGNORECASE)


def size_faults(package: Package, root: Where) -> Iterator[Fault]:
    """Yield what is larger than the portal takes."""
    unpacked = sum(entry.size for entry in package.entries)
    if package.packed > MOST_PACKED:
        yield Fault(f"the ZIP has {package.packed:,} bytes, 100 MB are allowed", root)
    if len(package.entries) > MOST_ENTRIES:
        yield Fault(f"the package has more than {MOST_ENTRIES:,} files", root)
    if unpacked > MOST_UNPACKED:
        yield Fault(f"unpacked it has {unpacked:,} bytes, 512 MiB are allowed", root)


def path_faults(package: Package, root: Where) -> Iterator[Fault]:
    """Yield paths that lead elsewhere, meet each other, or name what must not be inside."""
    seen: set[str] = set()
    for entry in package.entries:
        where = Where(_shown(entry.path), f"{root.uri}/{_shown(entry.path)}")
        complaint = _complain_of(entry)
        if entry.path.lower() in seen:
            complaint = "is there twice (capitals do not count)"
        seen.add(entry.path.lower())
        if complaint:
            yield Fault(f"{_shown(entry.path)} {complaint}", where)


def content_faults(package: Package, root: Where) -> Iterator[Fault]:
    """Yield files that hold a key or a token; what it is is not shown."""
    for path, text in read_all_texts(package, _MOST_SEARCHED).items():
        has_header = path == SERVERS and _HEADER_WITH_SECRET.search(text)
        if has_header or _SECRET.search(text):
            where = Where(_shown(path), f"{root.uri}/{_shown(path)}")
            yield Fault(f"{_shown(path)} holds a credential", where)


def _complain_of(entry: Entry) -> str:
    path = entry.path
    if entry.is_link:
        return "is a link"
    if "\\" in path or not path.isprintable() or ":" in path:
        return "has a character that some system reads otherwise"
    if path.startswith("/") or ".." in PurePosixPath(path).parts:
        return "leads out of the package"
    if _FORBIDDEN.search(path):
        return "must not be in a package"
    return "may hold credentials" if _PRIVATE.search(path) else ""


def _shown(path: str) -> str:
    """Return a path that can be written: on disk and in a ZIP it may be no text at all."""
    return path.encode(errors="replace").decode()
