"""Rules judged inside a played run, on documents that are at hand: findings as a step's remarks."""

from collections.abc import Iterator, Mapping

from plugin_oauth.host.documents import Document
from plugin_oauth.host.remarks import Level as RemarkLevel
from plugin_oauth.host.remarks import Remark
from plugin_oauth.host.review.packages import Package
from plugin_oauth.host.review.registry import find_rule
from plugin_oauth.host.review.rules import Level, judge
from plugin_oauth.host.review.subject import Kind, Loader, Part, Subject
from plugin_oauth.host.urls import Url

_LEVELS = {
    Level.ERROR: RemarkLevel.FAIL,
    Level.WARNING: RemarkLevel.WARN,
    Level.INFO: RemarkLevel.INFO,
}


def manifest_remarks(manifest: Document, url: Url, *rules: str) -> Iterator[Remark]:
    """Yield what the rules say of a manifest that was found at the URL."""
    loader = _at_hand("ai-plugin.json", manifest, url)
    return _remarks(Subject(url.text, Kind.PLUGIN, {"manifest": loader}, url=url), rules)


def spec_remarks(
    spec: Document, url: Url, *rules: str, is_for_gpt: bool = False
) -> Iterator[Remark]:
    """Yield what the rules say of an OpenAPI document that was found at the URL."""
    subject = Subject(url.text, Kind.OPENAPI, {"spec": _at_hand("openapi", spec, url)}, url=url)
    if is_for_gpt:
        subject.settings = Part("settings", "", {})
    return _remarks(subject, rules)


def package_remarks(
    package: Package, documents: Mapping[str, Document], *rules: str
) -> Iterator[Remark]:
    """Yield what the rules say of a package and of its documents, by their names in it."""
    loaders = {name: _in_package(name, document) for name, document in documents.items()}
    return _remarks(Subject("the package", Kind.PACKAGE, loaders, package=package), rules)


def _in_package(name: str, document: Document) -> Loader:
    return lambda _: Part(name, name, document)


def _at_hand(name: str, document: Document, url: Url) -> Loader:
    return lambda _: Part(name, url.text, document, url)


def _remarks(subject: Subject, rules: tuple[str, ...]) -> Iterator[Remark]:
    for rule in map(find_rule, rules):
        for finding in judge(rule, subject).findings:
            level = _LEVELS[finding.level]
            yield Remark(level, finding.message, rule.source, finding.host_words)
