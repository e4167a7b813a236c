"""Text put into Markdown stays text, and Markdown shown as HTML does nothing."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from plugin_oauth.plugin.markdown import escape_markdown, markdown_link, render_markdown

URL = "https://plugin.example.com/tasks/1"

# Everything that can be stored, and what Markdown is made of more often than chance would have it.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
MARKS = r"[ ] ( ) * _ ` < > & \ ! # : | ~~ - 1. &amp; https://x.y www.x.y a@b.example"
SPACES = [" ", "    ", "\t", "\n", "\n\n"]
tricky = st.lists(st.sampled_from([*MARKS.split(), *SPACES, "a"])).map("".join)
any_text = st.one_of(texts, tricky)


def elements(markdown: str) -> list[Token]:
    """Return what a reader with every extension of GitHub's makes of it, text and all."""
    reader = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    found: list[Token] = []
    for token in reader.parse(markdown):
        found += token.children if token.type == "inline" and token.children else [token]
    return [token for token in found if token.type != "text" or token.content]


def one_line(text: str) -> str:
    return " ".join(text.split())


@given(any_text)
def test_a_link_has_exactly_its_text_and_no_other_element(text: str) -> None:
    found = elements(markdown_link(text, URL))
    inside = [token for token in found if token.type == "text"]
    expected = [
        "paragraph_open",
        "link_open",
        *["text"] * len(inside),
        "link_close",
        "paragraph_close",
    ]
    assert [token.type for token in found] == expected
    assert "".join(token.content for token in inside) == one_line(text)
    assert found[1].attrs == {"href": URL}


@given(any_text)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    found = elements(escape_markdown(text))
    assert {token.type for token in found} <= {"paragraph_open", "text", "paragraph_close"}
    assert "".join(token.content for token in found) == one_line(text)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (f"{URL}?preview=a_b-c", f"{URL}?preview=a_b-c"),
        (f"{URL}?a=1&copy;=2", f"{URL}?a=1&copy;=2"),
        (f"{URL}?a=(b)) *c*", f"{URL}?a=%28b%29%29%20%2Ac%2A"),
        (f"{URL}?a=%20", f"{URL}?a=%20"),
    ],
)
def test_a_link_leads_where_it_should(url: str, target: str) -> None:
    [href] = re.findall('href="([^"]*)"', str(render_markdown(markdown_link("x", url))))
    assert unescape(href) == target


@pytest.mark.parametrize("definition", ["http://{}", "<{}>", '/ "{}"'])
def test_a_target_that_is_named_often_makes_no_page_without_end(definition: str) -> None:
    target = definition.format("\u00e9" * 9_000)
    text = f"[x]: {target}\n\n" + "[x] " * 2_000
    html = str(render_markdown(text))
    assert 9_000 < len(html) < 300_000
    assert html.count("x</a>") == 2_000


def test_all_links_of_a_text_as_long_as_any_keep_their_targets() -> None:
    html = str(render_markdown("[x](https://elsewhere.example/a) " * 600))
    assert html.count('href="https://elsewhere.example/a"') == 600


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](data:text/html,x)",
        "<img src=x onerror=x>",
        "![x](javascript:alert(1))",
    ],
)
def test_markdown_cannot_bring_scripts(text: str) -> None:
    html = str(render_markdown(text))
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html


@given(any_text)
def test_whatever_is_rendered_has_only_elements_that_do_nothing(text: str) -> None:
    tags = set(re.findall(r"</?([a-z0-9]+)", str(render_markdown(text))))
    inert = "p a em strong s code pre ul ol li blockquote hr br table thead tbody tr th td"
    assert tags <= {*inert.split(), "h1", "h2", "h3", "h4", "h5", "h6"}


def test_an_image_is_its_alternative_text_and_nothing_is_loaded() -> None:
    html = str(render_markdown("![a <b> cat](https://elsewhere.example/cat.png)"))
    assert html == "<p>a &lt;b&gt; cat</p>\n"


@pytest.mark.parametrize(
    "target", ["https://x.example", "//x.example", "mailto:a@b.example", "relative"]
)
def test_a_link_elsewhere_hands_nothing_over(target: str) -> None:
    assert 'rel="noopener nofollow ugc"' in str(render_markdown(f"[x]({target})"))


@pytest.mark.parametrize("target", ["/privacy", "#part"])
def test_a_link_of_ours_is_plain(target: str) -> None:
    assert str(render_markdown(f"[x]({target})")) == f'<p><a href="{target}">x</a></p>\n'


def test_headings_begin_at_the_rank_that_is_given_and_end_at_the_last() -> None:
    html = str(render_markdown("# a\n\n## b\n\n###### c", first_heading=2))
    assert html == "<h2>a</h2>\n<h3>b</h3>\n<h6>c</h6>\n"
