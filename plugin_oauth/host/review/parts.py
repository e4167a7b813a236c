"""What is under review: its kind, its documents, each with its name, and places in them."""

from dataclasses import dataclass
from enum import StrEnum

from plugin_oauth.host.documents import Document
from plugin_oauth.host.urls import Url, read_url


class Kind(StrEnum):
    """What the URL or file turned out to be."""

    PLUGIN = "plugin"
    MANIFEST = "manifest"
    OPENAPI = "OpenAPI document"
    MCP = "MCP server"
    PACKAGE = "plugin package"


class Profile(StrEnum):
    """Whose limits count: OpenAI's of May 2023, the tightest, or those of today."""

    STRICT_2023 = "strict-2023"
    CURRENT = "current"


@dataclass(frozen=True)
class Where:
    """A place: a document by its short name and address, and the member in it."""

    document: str
    uri: str
    member: str = ""

    def __str__(self) -> str:
        return f"{self.document}: {self.member}" if self.member else self.document


@dataclass(frozen=True)
class Part:
    """A document under review. `url` is None for a file of this machine."""

    name: str
    uri: str
    document: Document
    url: Url | None = None

    def at(self, *path: object) -> Where:
        """Return the place of a member."""
        return Where(self.name, self.uri, ".".join(str(step) for step in path))

    def text(self, name: str) -> str:
        """Return a top-level text, empty if there is none."""
        value = self.document.get(name)
        return value if isinstance(value, str) else ""

    def block(self, name: str) -> Document:
        """Return a top-level object, empty if there is none."""
        value = self.document.get(name)
        return value if isinstance(value, dict) else {}


def find_url(value: object) -> Url | None:
    """Return a member of a document as a URL, None if it is none."""
    try:
        return read_url(value) if isinstance(value, str) else None
    except ValueError:
        return None
