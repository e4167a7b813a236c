"""The findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the files."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from plugin_oauth import __version__
from plugin_oauth.host.review.rules import Finding, Level, Rule
from plugin_oauth.host.review.run import Review

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_URI_CHARACTERS = "/:?#[]@!$&'()*+,;=%"  # RFC 3986 section 2
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
        "results": [_result(finding, rules) for finding in review.findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.how},
        "help": {"text": f"{rule.fix}\n\nSource: {rule.source}"},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"appliesTo": rule.applies_to, "source": rule.source},
    }


def _result(finding: Finding, rules: Sequence[Rule]) -> dict[str, Any]:
    properties = {"fix": finding.fix}
    if finding.host_words:
        properties["hostWords"] = finding.host_words
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.level],
        "message": {"text": f"{finding.message}. {finding.fix}"},
        "locations": [_location(finding)],
        "properties": properties,
    }


def _location(finding: Finding) -> dict[str, Any]:
    # A file's name as a relative reference: what is no URI letter is escaped (section 3.4.3).
    where = finding.where
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(where.uri, safe="/:?#[]@!$&'()*+,;=%")}
        }
    }
    if where.member:
        location["logicalLocations"] = [{"fullyQualifiedName": where.member, "kind": "member"}]
    return location


def _notification(reason: str, rule: Rule, rules: Sequence[Rule]) -> dict[str, Any]:
    return {
        "level": "note",
        "message": {"text": f"{rule.id} was not checked: {reason}"},
        "associatedRule": {"id": rule.id, "index": rules.index(rule)},
    }
