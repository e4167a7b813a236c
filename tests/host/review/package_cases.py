"""Cases of a plugin package (P), and of its name among the words (C)."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from plugin_oauth.host.review.packages import Entry
from plugin_oauth.host.review.subject import Subject
from plugin_oauth.host.review.web import Web
from tests.host.fake_mcp import FakeMcp
from tests.host.fake_plugin import png, serve
from tests.host.faults import GONE
from tests.host.review.case import Case
from tests.host.review.documents import (
    INTERFACE,
    OPENAI,
    ORIGIN,
    TEST_CASES,
    having,
    plugin_package,
)
from tests.host.review.mcp_case import McpCase, lent

SHOT = "assets/one.png"
WITHOUT_URL = having("mcpServers", "shop", "url", value=GONE)
MANY_ENTRIES = tuple(Entry(str(number), 0) for number in range(5_000))
FORBIDDEN_FILES = {
    "../a": "leads out of the package",
    "/a": "leads out of the package",
    "a\\b": "some system reads otherwise",
    "hooks/a.sh": "must not be in a package",
    "server/.app.json": "must not be in a package",
    ".env": "may hold credentials",
    "certificates/server.KEY": "may hold credentials",
}


def at_url(rule: str, words: str, url: str) -> Case:
    """Return a case of a package whose server is at the URL."""
    change = having("mcpServers", "shop", "url", value=url)
    return Case(rule, "error", words, lambda: plugin_package(servers=change))


def packaged(rule: str, words: str, *path: str, value: object) -> Case:
    """Return a case of a package with one member of plugin.json changed."""
    return Case(rule, "error", words, lambda: plugin_package(plugin=having(*path, value=value)))


@dataclass(frozen=True)
class PackageCase(McpCase):
    """A case of a package whose MCP server is on this machine, reviewed with a token for it."""

    @contextmanager
    def open(self) -> Iterator[Subject]:
        with serve(FakeMcp()) as mcp:
            self.change(mcp)
            at = having("mcpServers", "shop", "url", value=f"{mcp.origin}/mcp")
            yield plugin_package(servers=at, fetcher=Web(), account=lent(mcp))


def packed(mcp: FakeMcp) -> None:
    """Have the tool that the package's test cases name, with the interface that it shows."""
    mcp.tools = copy.deepcopy(mcp.tools)
    mcp.tools[1]["name"] = "listItems"
    mcp.tools[1]["_meta"]["ui"] = {"resourceUri": "ui://shop/1"}


PACKAGE_CASES: list[Case] = [
    packaged("P001", "is not known here", "colour", value="red"),
    packaged("P001", "$schema is missing", "$schema", value=GONE),
    packaged("P001", "is 'a--b'", "name", value="a--b"),
    packaged("P001", "com.openai is a list, not an object", *OPENAI, value=[]),
    Case("P001", "error", "url is missing", lambda: plugin_package(servers=WITHOUT_URL)),
    at_url("P001", "not an absolute http or https URL", "shop.example/mcp"),
    at_url("P001", "without user information", "https://ada:secret@shop.example/mcp"),
    at_url("P001", "which has a fragment", "https://shop.example/mcp#tools"),
    at_url("P001", "http is for localhost only", "http://shop.example/mcp"),
    at_url("P001", "http is for localhost only", "http://shop.localhost/mcp"),
    packaged("P002", "name 'Shop.1' has not", "name", value="Shop.1"),
    packaged("P002", "name has 65 characters", "name", value="n" * 65),
    packaged("P002", "version '1.0' has not", "version", value="1.0"),
    packaged("P002", "version '01.0.0' has not", "version", value="01.0.0"),
    packaged("P003", "description has 1,025 characters", "description", value="d" * 1_025),
    packaged("P003", "displayName has 31 characters", *INTERFACE, "displayName", value="n" * 31),
    packaged("P003", "developerName has 0", *INTERFACE, "developerName", value=GONE),
    packaged("P003", "21 items", *INTERFACE, "capabilities", value=["a"] * 21),
    packaged("P003", "has 121 characters", *INTERFACE, "capabilities", value=["a" * 121]),
    packaged("P003", "4 items", *INTERFACE, "defaultPrompt", value=["a"] * 4),
    packaged("P003", "mentions somebody", *INTERFACE, "defaultPrompt", value=["Ask @shop"]),
    packaged("P004", "missing", *INTERFACE, "supportURL", value=GONE),
    packaged("P004", "not an https", *INTERFACE, "websiteURL", value="http://shop.example"),
    packaged("P004", "not an https", *INTERFACE, "websiteURL", value="https://a:b@shop.example"),
    packaged("P004", "1,024", *INTERFACE, "websiteURL", value=f"{ORIGIN}/{'a' * 1_024}"),
    packaged("P005", "0 negative test cases", *TEST_CASES, "negative", value=[]),
    packaged("P005", "prompt of a negative", *TEST_CASES, "negative", value=[{}] * 3),
    packaged("P005", "tools_triggered", *TEST_CASES, "positive", value=[{"prompt": "a"}] * 5),
    PackageCase("P005", "error", "'listItems', which a test case names, is no tool"),
    *(
        Case("P006", "error", words, partial(plugin_package, files={path: b""}))
        for path, words in FORBIDDEN_FILES.items()
    ),
    Case("P006", "error", "holds a cred", lambda: plugin_package(files={"a": b"ghp_" + b"a" * 36})),
    Case("P006", "error", "is a link", lambda: plugin_package(entries=(Entry("a", 0, True),))),
    Case("P006", "error", "twice", lambda: plugin_package(entries=(Entry("PLUGIN.json", 0),))),
    Case("P006", "error", "512 MiB", lambda: plugin_package(entries=(Entry("a", 2**30),))),
    Case("P006", "error", "100 MB are allowed", lambda: plugin_package(packed=100_000_001)),
    Case("P006", "error", "than 5,000 files", lambda: plugin_package(entries=MANY_ENTRIES)),
    PackageCase("P007", "error", "no tool of the server has a user interface"),
    packaged("P007", "'Fun', not one of", *INTERFACE, "category", value="Fun"),
    packaged("P007", "not #RRGGBB", *INTERFACE, "brandColor", value="teal"),
    packaged("P007", "1.1:1 to #ffffff", *INTERFACE, "brandColor", value="#ffff00"),
    packaged("P007", "to #212121", *INTERFACE, "brandColorDark", value="#333333"),
    packaged("P007", "not in the package", *INTERFACE, "screenshots", value=["two.png"]),
    packaged("P007", "no image", *INTERFACE, "screenshots", value=["mcp.json"]),
    Case("P007", "error", "706 x 399", lambda: plugin_package(files={SHOT: png(706, 399)})),
    packaged("C002", "ends with", *INTERFACE, "displayName", value="Shop MCP"),
]

KEPT_PACKAGE = PackageCase("", "", "", change=packed)
