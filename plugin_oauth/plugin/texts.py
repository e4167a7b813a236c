"""The texts for people: those written as documents, and the gaps that whoever runs it has to fill.

A gap stands in two pairs of brackets, with what belongs there between them. Pages show it marked,
and `plugin-oauth doctor` lists it.
"""

import re
from pathlib import Path

from markupsafe import Markup

from plugin_oauth.plugin.markdown import render_markdown

_ROOT = Path(__file__).parents[2]
_TEMPLATES = _ROOT / "plugin_oauth" / "templates" / "plugin"

TERMS = _ROOT / "docs" / "developer_terms_of_use.md"
TEXTS = (
    _TEMPLATES / "legal.html",
    _TEMPLATES / "privacy.html",
    TERMS,
    _ROOT / "docs" / "plugin_policies.md",
)

_GAP = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)


def render_text(path: Path) -> Markup:
    """Return the document as HTML, its gaps marked."""
    html = str(render_markdown(path.read_text(encoding="utf-8")))
    return Markup(_GAP.sub(r"<mark>[[\1]]</mark>", html))  # noqa: S704 -- rendered above


def find_gaps() -> list[tuple[str, str]]:
    """Return each gap that is left: the text's path from the root, and what belongs there."""
    return [
        (str(path.relative_to(_ROOT)), " ".join(gap.split()))
        for path in TEXTS
        for gap in _GAP.findall(path.read_text(encoding="utf-8"))
    ]
