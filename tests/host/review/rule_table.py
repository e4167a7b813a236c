"""The table of rules in docs/linter.md, written by `python -m tests.host.review.rule_table`."""

from pathlib import Path

from plugin_oauth.host.review.registry import GROUPS

DOCUMENT = Path(__file__).parents[3] / "docs" / "linter.md"
MARK = "<!-- rules: python -m tests.host.review.rule_table -->\n"


def written() -> str:
    """Return what the document should have below its mark."""
    lines = []
    for group in GROUPS:
        lines += ["", f"### {group.letter}: {group.title}", ""]
        lines += ["| id | level | rule | source |", "|---|---|---|---|"]
        for rule in group.rules:
            lines.append(f"| {rule.id} | {rule.levels} | {rule.title} | {rule.source} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    head = DOCUMENT.read_text().partition(MARK)[0]
    DOCUMENT.write_text(head + MARK + written())
