"""Markdown both ways: text put into it so that it stays text, and shown as HTML that does nothing.

Whatever a person or a model wrote may stand in a title or a note. Links keep their targets only if
these are harmless, and images are shown as their alternative text: a page of ours loads nothing
from elsewhere, so nobody learns by a picture who reads what and when.

A reference writes a target once and names it often: all targets together are bounded, or a short
text would become a page of a hundred megabytes.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from plugin_oauth.users.session import is_own_path

ELSEWHERE = "noopener nofollow ugc"

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_WHITE_SPACE = re.compile(r"\s+")
_IN_A_LINK = ":/?#@=;,+~$"  # beside letters and digits; what Markdown reads something into is not
_DEEPEST = 6
_MOST_TARGETS = 100_000  # characters of all targets and titles of links in one text


def escape_markdown(text: str) -> str:
    """Return Markdown that shows exactly this text, on one line (CommonMark 0.31 section 2.4)."""
    return _PUNCTUATION.sub(r"\\\1", _WHITE_SPACE.sub(" ", text).strip())


def markdown_link(text: str, url: str) -> str:
    """Return a link in Markdown with exactly this text, leading to the URL."""
    target = quote(url, safe=_IN_A_LINK + "&%").replace("&", "&amp;")
    return f"[{escape_markdown(text)}]({target})"


def render_markdown(text: str, *, first_heading: int = 1) -> Markup:
    """Return the text as HTML; HTML inside it is escaped and script links stay text.

    Its headings begin at the rank `first_heading`, for a text that stands below one of the page's.
    """
    parser = MarkdownIt("js-default")
    parser.add_render_rule("link_open", _open_link)
    parser.add_render_rule("image", _alternative_text)
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            rank = min(int(token.tag[1:]) + first_heading - 1, _DEEPEST)
            token.tag = f"h{rank}"
    html = parser.renderer.render(tokens, parser.options, {"room": _MOST_TARGETS})
    return Markup(html)  # noqa: S704 -- escaped by the preset


def _open_link(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    """A link that leads elsewhere hands nothing over and is no recommendation of ours."""
    env["room"] -= sum(len(str(value)) for value in tokens[index].attrs.values())
    if env["room"] < 0:
        tokens[index].attrs.clear()  # its text stays, and leads nowhere
    target = str(tokens[index].attrGet("href") or "#")
    if not (is_own_path(target) or target.startswith("#")):
        tokens[index].attrSet("rel", ELSEWHERE)
    return str(renderer.renderToken(tokens, index, options, env))


def _alternative_text(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    return str(escape(tokens[index].content))
