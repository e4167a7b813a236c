"""What a requirement is, and how a document's are written down: by section and name, a sentence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requirement:
    """One clause: its id, where it stands, what must be so, and why it is not yet if it is not."""

    id: str
    section: str
    source: str
    behavior: str
    deferred: str | None = None


@dataclass(frozen=True, slots=True)
class Deferred:
    """What a clause asks for, and why it is not done."""

    behavior: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document that we follow, with the clauses of it that concern this server.

    A clause is named by its section and a word of ours, `4.1.2-code-once`; where the document has
    no sections, by the word alone.
    """

    title: str
    id: str
    url: str
    clauses: Mapping[str, str | Deferred]
    anchor: str | None = "section-"

    def requirements(self) -> Iterator[Requirement]:
        """Yield the document's requirements; id and address follow from section and name."""
        for name, clause in self.clauses.items():
            section = "" if self.anchor is None else name.partition("-")[0]
            source = f"{self.url}#{self.anchor}{section}" if section else self.url
            said = clause if isinstance(clause, Deferred) else Deferred(clause, "")
            id_ = f"{self.id}-{name}" if self.id else name
            yield Requirement(id_, section, source, said.behavior, said.reason or None)


def rfc(number: int, title: str, clauses: Mapping[str, str | Deferred]) -> Document:
    """Return an RFC with its clauses."""
    url = f"https://www.rfc-editor.org/rfc/rfc{number}"
    return Document(f"RFC {number}, {title}", f"rfc{number}", url, clauses)


def openid(id_: str, page: str, title: str, clauses: Mapping[str, str | Deferred]) -> Document:
    """Return a specification of OpenID Connect with its clauses."""
    url = f"https://openid.net/specs/{page}.html"
    return Document(title, id_, url, clauses, anchor="rfc.section.")
