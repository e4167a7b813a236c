"""A rule of the linter: what it demands, where that is written, and the check that judges it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

from plugin_oauth.host.remarks import Failure, Remark
from plugin_oauth.host.remarks import Level as RemarkLevel
from plugin_oauth.host.review.subject import NotChecked, Subject, Where

# Of one rule; who has more has the same fault everywhere.
MOST_FINDINGS = 50
LONGEST_TEXT = 500


class Level(StrEnum):
    """How much a finding matters: only an error makes a run fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


_LEVELS = {
    RemarkLevel.FAIL: Level.ERROR,
    RemarkLevel.WARN: Level.WARNING,
    RemarkLevel.INFO: Level.INFO,
}


@dataclass(frozen=True)
class Fault:
    """What a check found. `level` and `fix` replace the rule's own where a case needs that.

    `host_words` is the exact message of the host, where one is known.
    """

    message: str
    where: Where
    level: Level | None = None
    fix: str = ""
    host_words: str = ""


# A check yields faults as it goes; it raises NotChecked when it cannot (or can no longer) judge.
Check = Callable[[Subject], Iterator[Fault]]


@dataclass(frozen=True)
class Rule:
    """One rule. Its id is stable: never another meaning, never used again.

    `lesser` is the level of the lesser cases, where a rule has two. A `public_only` rule concerns
    public hosts; on a loopback address its faults are information.
    """

    id: str
    level: Level
    title: str
    source: str
    fix: str
    how: str
    check: Check
    applies_to: str
    lesser: Level | None = None
    public_only: bool = False

    @property
    def levels(self) -> str:
        return f"{self.level} or {self.lesser}" if self.lesser else str(self.level)


@dataclass(frozen=True)
class Finding:
    """A fault under its rule: fit to be shown."""

    rule: Rule
    level: Level
    message: str
    where: Where
    fix: str
    host_words: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a rule: findings, and why it could not be judged (or not further)."""

    rule: Rule
    findings: tuple[Finding, ...] = ()
    not_checked: str = ""

    @property
    def passed(self) -> bool:
        return not self.findings and not self.not_checked


@dataclass
class Group:
    """Rules under one letter, in the order of their ids."""

    letter: str
    title: str
    applies_to: str
    rules: list[Rule] = field(default_factory=list)

    def rule(  # noqa: PLR0913 - a rule is a row, its columns are named where it stands
        self,
        number: str,
        level: Level,
        title: str,
        *,
        source: str,
        fix: str,
        how: str,
        lesser: Level | None = None,
        public_only: bool = False,
    ) -> Callable[[Check], Check]:
        """Decorate a check: it becomes the rule of this number."""

        def add(check: Check) -> Check:
            self.rules.append(
                Rule(
                    id=f"{self.letter}{number}",
                    level=level,
                    title=title,
                    source=source,
                    fix=fix,
                    how=how,
                    check=check,
                    applies_to=self.applies_to,
                    lesser=lesser,
                    public_only=public_only,
                )
            )
            self.rules.sort(key=lambda rule: rule.id)
            return check

        return add


def fault(failure: Failure, where: Where) -> Fault:
    """Return what ended a step of the host as a fault."""
    return Fault(failure.remark.sentence, where, host_words=failure.remark.host_words)


def remark_fault(remark: Remark, where: Where) -> Fault:
    """Return what a step of the host noticed as a fault, at the remark's level."""
    return Fault(remark.sentence, where, _LEVELS[remark.level], host_words=remark.host_words)


def judge(rule: Rule, subject: Subject) -> Outcome:
    """Run the check and return what came of it; a host's step that fails is what it found."""
    findings: list[Finding] = []
    reason = ""
    try:
        for found in islice(rule.check(subject), MOST_FINDINGS):
            findings.append(_finding(rule, found, subject))
    except Failure as failure:
        findings.append(_finding(rule, fault(failure, subject.root), subject))
    except NotChecked as not_checked:
        reason = _short(subject.mask(str(not_checked)))
    return Outcome(rule, tuple(findings), reason)


def _finding(rule: Rule, found: Fault, subject: Subject) -> Finding:
    where = found.where
    finding = Finding(
        rule=rule,
        level=found.level or rule.level,
        message=_short(subject.mask(found.message)),
        where=Where(_short(where.document), _short(where.uri), _short(where.member)),
        fix=found.fix or rule.fix,
        host_words=_short(subject.mask(found.host_words)),
    )
    if rule.public_only and subject.is_loopback:
        message = f"{finding.message}; this concerns public hosts only, and here is loopback"
        return replace(finding, level=Level.INFO, message=message)
    return finding


def _short(text: str) -> str:
    """Return a text that can be shown: a stranger's name or path may be a megabyte long, and have
    characters in it that nobody sees, or that turn around what follows.
    """
    text = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}..."
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
