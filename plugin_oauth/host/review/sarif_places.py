"""Where a finding is, as SARIF says it (2.1.0 sections 3.4 and 3.28 to 3.33)."""

import os.path
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from plugin_oauth.host.review.lines import find_line
from plugin_oauth.host.review.subject import Where

Nodes = Callable[[Path], yaml.Node | None]

_URI_CHARACTERS = "/:?#[]@!$&'()*+,;=%"  # RFC 3986 section 2


def as_location(where: Where, nodes: Nodes) -> dict[str, Any]:
    """Return the place: document, line where it is a file that `nodes` reads, and member."""
    place: dict[str, Any] = {"artifactLocation": {"uri": _reference(where.uri)}}
    if "://" not in where.uri and (root := nodes(Path(where.uri))):
        place["region"] = {"startLine": find_line(root, where.member)}
    location: dict[str, Any] = {"physicalLocation": place}
    if where.member:
        location["logicalLocations"] = [{"fullyQualifiedName": where.member, "kind": "member"}]
    return location


def _reference(uri: str) -> str:
    """Return an address as it is, and a file as code hosts look for it: from the working directory.

    What is outside of that has no name but its absolute one.
    """
    if "://" in uri:
        return quote(uri, safe=_URI_CHARACTERS)
    path = Path(os.path.abspath(uri))  # noqa: PTH100 - which resolves no link, unlike Path.resolve
    if path.is_relative_to(Path.cwd()):
        return quote(path.relative_to(Path.cwd()).as_posix())
    return path.as_uri()
