"""The app surface (MCP Apps, 2026-01-26): one small page by which a host shows items as a card.

A host that has no place for it shows the text of the result. The page needs nothing from anywhere:
its policy allows no address at all. The address has a digest of the page in it, because hosts keep
what they have read for an hour.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask

Json = dict[str, Any]

MEDIA_TYPE = "text/html;profile=mcp-app"
PAGE = (Path(__file__).parent / "static" / "items.html").read_text(encoding="utf-8")
URI = f"ui://items/{sha256(PAGE.encode()).hexdigest()[:12]}.html"

# At most 64 characters each (OpenAI, "Apps SDK reference").
INVOKING = "Looking it up"
INVOKED = "Found it"


@dataclass(frozen=True)
class ItemsPage:
    """The page as a resource. `origin` is where a host may give it an origin of its own."""

    origin: str
    uri: str = URI

    def definition(self) -> Json:
        return {
            "uri": self.uri,
            "name": "items",
            "title": "Items as a card",
            "mimeType": MEDIA_TYPE,
            "_meta": self._meta,
        }

    def read(self) -> Json:
        return {"uri": self.uri, "mimeType": MEDIA_TYPE, "text": PAGE, "_meta": self._meta}

    @property
    def _meta(self) -> Json:
        nowhere: Json = {"connectDomains": [], "resourceDomains": [], "frameDomains": []}
        return {"ui": {"csp": nowhere, "domain": self.origin, "prefersBorder": True}}


def items_page(app: Flask) -> ItemsPage:
    return ItemsPage(app.config["BASE_URL"])


def shown_by(uri: str) -> Json:
    """Return the `_meta` of a tool whose result the page shows; hosts of two ages read it."""
    return {
        "ui": {"resourceUri": uri},
        "openai/outputTemplate": uri,
        "openai/toolInvocation/invoking": INVOKING,
        "openai/toolInvocation/invoked": INVOKED,
    }
