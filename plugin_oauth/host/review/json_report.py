"""The findings as JSON."""

from typing import Any

from plugin_oauth.host.review.rules import Finding
from plugin_oauth.host.review.run import Review


def as_json(review: Review) -> dict[str, Any]:
    """Return the review; `findings` is the contract, the rest says what was looked at."""
    return {
        "findings": [_finding(finding) for finding in review.findings],
        "subject": review.name,
        "kind": review.kind,
        "profile": review.profile,
        "passed": [rule.id for rule in review.passed],
        "not_checked": [
            {"rule": rule.id, "reason": reason}
            for reason, rules in review.not_checked.items()
            for rule in rules
        ],
    }


def _finding(finding: Finding) -> dict[str, str]:
    shown = {
        "rule": finding.rule.id,
        "level": finding.level,
        "message": finding.message,
        "where": str(finding.where),
        "fix": finding.fix,
        "source": finding.rule.source,
        "uri": finding.where.uri,
    }
    return shown | ({"host_words": finding.host_words} if finding.host_words else {})
