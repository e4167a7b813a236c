"""The plugin package that a run begins with: read for the server it names."""

from collections.abc import Iterator
from pathlib import Path

from plugin_oauth.host.documents import Document
from plugin_oauth.host.domains import check_named
from plugin_oauth.host.remarks import Failure, Remark, info
from plugin_oauth.host.review.inputs import read_entry_object
from plugin_oauth.host.review.package_address import find_server
from plugin_oauth.host.review.packages import PLUGIN, SERVERS, Package, find_package
from plugin_oauth.host.review.remarks import package_remarks
from plugin_oauth.host.review.sources import SUBMISSION
from plugin_oauth.host.target import BadTarget, check_url
from plugin_oauth.host.urls import Url, read_url

# Valid documents, a name, and files that may be in it; the listing matters to a reviewer only.
RULES = ("P001", "P002", "P006")


def check_location(location: str) -> None:
    """Raise BadTarget unless it is a ZIP or a folder that is there, or the URL of a ZIP."""
    if "://" in location:
        check_url(location)
    else:
        load_package(location)


def load_package(location: str) -> Package:
    """Return the package at a path; raises BadTarget."""
    package = find_package(Path(location))
    if package is None:
        raise BadTarget(f"There is no package at {location!r}: give a ZIP, a folder or a URL.")
    return package


def read_documents(package: Package) -> dict[str, Document]:
    """Return plugin.json and mcp.json; raises Failure."""
    return {name: read_entry_object(package, name) for name in (PLUGIN, SERVERS)}


def check_package(package: Package, documents: dict[str, Document]) -> Iterator[Remark]:
    """Yield what the linter's rules say of it, as far as they matter to a run."""
    return package_remarks(package, documents, *RULES)


def check_server_url(server: Url, location: str) -> Iterator[Remark]:
    """Raise Failure for a server on an inner network, or one a download may not have us go to."""
    if "://" in location:
        check_named("the server", server, read_url(location))
    if server.is_loopback:
        yield info("the server is on this machine: it can be tried, not submitted", SUBMISSION)
    elif not server.is_public:
        raise Failure(f"the server at {server.text} is not public https", SUBMISSION)


def is_for_loopback(location: str) -> bool:
    """Return whether a package at hand is of a server on this machine."""
    try:
        return find_server(read_documents(load_package(location))[SERVERS]).is_loopback
    except (Failure, BadTarget):
        return False
