"""A run of the linter: rules judged in order, and what came of all of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plugin_oauth.host.review.rules import Finding, Level, Outcome, Rule, judge
from plugin_oauth.host.review.subject import Kind, Profile, Subject


@dataclass(frozen=True)
class Review:
    """All outcomes, in the order of the rules; `approach` says as whom the server was seen."""

    name: str
    kind: Kind
    profile: Profile
    approach: str
    outcomes: tuple[Outcome, ...]

    @property
    def findings(self) -> list[Finding]:
        return [finding for outcome in self.outcomes for finding in outcome.findings]

    @property
    def passed(self) -> list[Rule]:
        return [outcome.rule for outcome in self.outcomes if outcome.passed]

    @property
    def not_checked(self) -> dict[str, list[Rule]]:
        """Rules that were not (or not wholly) judged, by the reason."""
        reasons: dict[str, list[Rule]] = {}
        for outcome in self.outcomes:
            if outcome.not_checked:
                reasons.setdefault(outcome.not_checked, []).append(outcome.rule)
        return reasons

    def count(self, level: Level) -> int:
        return sum(finding.level is level for finding in self.findings)

    @property
    def exit_status(self) -> int:
        return 1 if self.count(Level.ERROR) else 0


def review(
    subject: Subject, rules: Iterable[Rule], *, tell: Callable[[Rule], None] = lambda _: None
) -> Review:
    """Judge the rules and return the review; each rule is told before it is judged.

    What the review made at the server is undone, also when it is interrupted.
    """
    outcomes = []
    try:
        for rule in rules:
            tell(rule)
            outcomes.append(judge(rule, subject))
    finally:
        subject.leave()
    return Review(
        subject.name, subject.kind, subject.profile, subject.account.words, tuple(outcomes)
    )
