"""The findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the files."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from plugin_oauth import __version__
from plugin_oauth.host.review.lines import read_nodes
from plugin_oauth.host.review.rules import Finding, Level, Rule
from plugin_oauth.host.review.run import Review
from plugin_oauth.host.review.sarif_places import as_location

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "ruleAndMember/v1"

# Section 3.27.10: there is no "info".
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}


def as_sarif(review: Review) -> dict[str, Any]:
    """Return the log of one run. A rule that was not judged is a notification, not a result."""
    rules = [outcome.rule for outcome in review.outcomes]
    driver = {
        "name": "plugin-oauth lint",
        "semanticVersion": __version__,
        "rules": [_descriptor(rule) for rule in rules],
    }
    notifications = [
        _notification(reason, rule, rules)
        for reason, unjudged in review.not_checked.items()
        for rule in unjudged
    ]
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "columnKind": "unicodeCodePoints",
        "results": list(_results(review, rules)),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.how},
        "help": {"text": f"{rule.fix}\n\nSource: {rule.source}"},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"tags": [rule.applies_to], "source": rule.source},
    }


def _results(review: Review, rules: Sequence[Rule]) -> Iterator[dict[str, Any]]:
    nodes = cache(read_nodes)  # of this report: a file may change until the next
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in review.findings:
        identity = (finding.rule.id, finding.where.uri, finding.where.member)
        seen[identity] += 1
        location = as_location(finding.where, nodes)
        yield _result(finding, rules, location, seen[identity])


def _result(
    finding: Finding, rules: Sequence[Rule], location: dict[str, Any], nth: int
) -> dict[str, Any]:
    properties = {"fix": finding.fix}
    if finding.host_words:
        properties["hostWords"] = finding.host_words
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.level],
        "message": {"text": _without_links(f"{finding.message}. {finding.fix}")},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding, nth)},
        "properties": properties,
    }


def _fingerprint(finding: Finding, nth: int) -> str:
    """Return what stays the same from run to run, whatever the values are and the lines.

    Without the address (section 3.27.17): who compares runs adds it.
    """
    identity = f"{finding.rule.id}\n{finding.where.member}".encode()
    return f"{sha256(identity).hexdigest()}:{nth}"


def _notification(reason: str, rule: Rule, rules: Sequence[Rule]) -> dict[str, Any]:
    return {
        "level": "note",
        "message": {"text": _without_links(f"{rule.id} was not checked: {reason}")},
        "associatedRule": {"id": rule.id, "index": rules.index(rule)},
    }


def _without_links(text: str) -> str:
    """Return a message in which nothing is a link: `[words](address)` is one (section 3.11.6).

    A document quotes what a stranger wrote, and a code host would show it as our advice.
    """
    return text.replace("](", "] (")
