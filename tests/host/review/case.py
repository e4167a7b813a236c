"""A case: a subject that breaks one rule, by one change; and what several tables of cases use."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from plugin_oauth.host.review.inputs import find_subject
from plugin_oauth.host.review.subject import Subject
from tests.host.fake_plugin import FakePlugin, Fault, serve
from tests.host.faults import instead, with_member
from tests.host.review.documents import gpt_document, having

MANIFEST_PATH = "/.well-known/ai-plugin.json"
SPEC_PATH = "/openapi.json"
ELSEWHERE = "https://elsewhere.example"
TEXT = {"type": "string"}
HTML = instead("<p>", 200, "text/html")
FOR_EVERYBODY = with_member("paths", "/things", "get", "security", value=[])


@dataclass(frozen=True)
class Case:
    """A subject that breaks a rule: at which level, and words of the sentence."""

    rule: str
    level: str
    words: str
    subject: Callable[[], Subject] | None = None
    faults: dict[str, Fault] | None = None

    @contextmanager
    def open(self) -> Iterator[Subject]:
        """Yield the subject; a plugin with a fault listens meanwhile."""
        if self.subject:
            yield self.subject()
            return
        with serve(FakePlugin()) as plugin:
            plugin.origin = plugin.origin.replace("127.0.0.1", "localhost")
            plugin.faults = self.faults or {}
            yield find_subject(plugin.origin)


def served(rule: str, level: str, words: str, path: str, fault: Fault) -> Case:
    """Return a case of a plugin on this machine that answers one path wrongly."""
    return Case(rule, level, words, faults={path: fault})


def spec(rule: str, level: str, words: str, *path: str | int, value: object) -> Case:
    """Return a case of a GPT's OpenAPI document with one member changed."""
    return Case(rule, level, words, lambda: gpt_document(spec=having(*path, value=value)))
