"""The pre-submission report: what a reviewer or a team lead reads before a plugin is handed in."""

from datetime import datetime

from plugin_oauth.host.review.registry import GROUPS
from plugin_oauth.host.review.rules import Level, Outcome
from plugin_oauth.host.review.run import Review
from plugin_oauth.host.review.text_report import list_ids
from plugin_oauth.host.standalone_page import render_page

# The words of the shared style sheet.
_MARKS = {Level.ERROR: "fail", Level.WARNING: "warn", Level.INFO: "skip"}
_HEADINGS = {
    Level.ERROR: "What to mend",
    Level.WARNING: "What to look at",
    Level.INFO: "To know",
}
_COUNTED = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "to know"}


def as_html(review: Review, began: datetime) -> str:
    """Return the review as a page that stands alone."""
    return render_page(
        "review.html",
        review=review,
        began=began,
        groups=GROUPS,
        levels=list(Level),
        marks=_MARKS,
        headings=_HEADINGS,
        counted=_COUNTED,
        verdict=_verdict(review),
        unjudged=sum(len(rules) for rules in review.not_checked.values()),
        list_ids=list_ids,
        state=_state,
    )


def _verdict(review: Review) -> str:
    if review.exit_status:
        return "Failed: a host would refuse it, or it opens a hole."
    if review.not_checked:
        return "Passed: no error in what could be checked."
    return "Passed: no error."


def _state(outcome: Outcome) -> tuple[str, str]:
    """Return the style of a rule's result, and a word for it."""
    if outcome.findings:
        worst = min(outcome.findings, key=lambda found: list(Level).index(found.level)).level
        return _MARKS[worst], str(worst)
    return ("skip", "not checked") if outcome.not_checked else ("ok", "passed")
