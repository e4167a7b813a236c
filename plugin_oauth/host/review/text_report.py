"""The findings as text: aligned and coloured on a terminal, one line a thing into a pipe."""

import textwrap
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from plugin_oauth.host.review.registry import RULES
from plugin_oauth.host.review.rules import Finding, Level, Rule
from plugin_oauth.host.review.run import Review

_STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_MUTED = "bright_black"
_LEVEL_WIDTH = 9
_ID_WIDTH = 6
_NARROWEST = 60


def print_review(console: Console, review: Review) -> None:
    """Print the findings, the worst first, then what was not checked, and a summary last."""
    printer = _Printer(console)
    printer.line(f"{review.name} as {_a(review.kind)}, profile {review.profile}")
    for level in Level:
        for finding in review.findings:
            if finding.level is level:
                printer.finding(finding)
    for reason, rules in review.not_checked.items():
        printer.not_checked(reason, rules)
    printer.summary(review)


class _Printer:
    def __init__(self, console: Console) -> None:
        self._console = console

    def line(self, text: str, style: str = "") -> None:
        self._console.print(Text(self._shown(text), style=style), soft_wrap=True)

    def finding(self, finding: Finding) -> None:
        self._entry(finding.level, finding.rule.id, finding.message, _STYLES[finding.level])
        self._entry("", "", f"at:  {finding.where}", _MUTED)
        self._entry("", "", f"fix: {finding.fix}")
        if finding.host_words:
            self._entry("", "", f'ChatGPT says: "{finding.host_words}"')
        self._entry("", "", f"see: {finding.rule.source}", _MUTED)

    def not_checked(self, reason: str, rules: list[Rule]) -> None:
        self._entry("skipped", "", f"{list_ids(rules)}: {reason}", _MUTED)

    def summary(self, review: Review) -> None:
        untested = sum(len(rules) for rules in review.not_checked.values())
        counts = [
            _count(review.count(Level.ERROR), "error"),
            _count(review.count(Level.WARNING), "warning"),
            f"{review.count(Level.INFO)} to know",
            f"{len(review.passed)} rules passed",
            f"{untested} not checked",
        ]
        verdict = "failed" if review.exit_status else "passed"
        style = _STYLES[Level.ERROR] if review.exit_status else "green"
        self.line(f"{verdict}: {', '.join(counts)}", style)

    def _entry(self, mark: str, rule: str, text: str, style: str = "") -> None:
        """Print the text in its column; mark and id stand beside its first line."""
        for line in self._wrap(text):
            beside = Text.assemble(
                (f"{mark:<{_LEVEL_WIDTH}}", style), (f"{rule:<{_ID_WIDTH}}", "bold")
            )
            self._console.print(beside.append(line, style if not rule else ""), soft_wrap=True)
            mark = rule = ""

    def _wrap(self, text: str) -> list[str]:
        text = self._shown(text)
        if not self._console.is_terminal:
            return [text]
        width = max(self._console.width, _NARROWEST) - _LEVEL_WIDTH - _ID_WIDTH
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]

    def _shown(self, text: str) -> str:
        """Return what the terminal can show: what a stranger wrote must not steer it."""
        text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
        return text.encode(self._console.encoding, "replace").decode(self._console.encoding)


def explain(rule: Rule) -> str:
    """Return everything about one rule, as a text."""
    lines = [
        f"{rule.id} ({rule.levels}): {rule.title}",
        "",
        f"applies to  {rule.applies_to}",
        f"checked     {rule.how}",
        f"fix         {rule.fix}",
        f"source      {rule.source}",
    ]
    if rule.public_only:
        lines.append("loopback    information only: it concerns public hosts")
    return "\n".join(lines)


def list_ids(rules: Iterable[Rule]) -> str:
    """Return the ids, neighbours drawn together: M001-M003, O001."""
    runs: list[list[Rule]] = []
    for rule in rules:
        follows = runs and RULES.index(rule) == RULES.index(runs[-1][-1]) + 1
        if follows and rule.id[0] == runs[-1][-1].id[0]:
            runs[-1].append(rule)
        else:
            runs.append([rule])
    return ", ".join("-".join(dict.fromkeys((run[0].id, run[-1].id))) for run in runs)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'OM' else 'a'} {kind}"
