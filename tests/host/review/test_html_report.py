"""The pre-submission report; tests/browser/ looks at it in a browser."""

import re
from datetime import UTC, datetime

from plugin_oauth.host.review.html_report import as_html
from plugin_oauth.host.review.registry import RULES
from plugin_oauth.host.review.run import review
from plugin_oauth.host.review.subject import Subject
from tests.host.review.documents import gpt_document, having, public_plugin

BEGAN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def page(subject: Subject) -> str:
    return as_html(review(subject, RULES), BEGAN)


def test_it_fetches_nothing_and_runs_nothing() -> None:
    html = page(public_plugin(manifest=having("schema_version", value="v2")))
    assert re.findall(r"<(?:script|img|link|iframe|form|a)\b", html) == []
    assert re.findall(r"\b(?:src|href|style|on\w+)=", html) == []


def test_it_says_what_to_mend_where_and_by_which_source() -> None:
    html = page(public_plugin(manifest=having("name_for_human", value="x" * 21)))
    mend = html[html.index("What to mend") : html.index("Not checked")]
    assert "<b>M005</b> name_for_human has 21 characters, 20 are allowed" in mend
    assert "OpenAI plugin docs: getting started" in mend
    assert "https://shop.example/ai-plugin.json" in mend


def test_without_an_error_it_says_so_and_what_was_not_checked() -> None:
    html = page(gpt_document())
    assert "What to mend" not in html
    assert "Passed: no error in what could be checked." in html
    assert "shows no manifest" in html


def test_it_lists_every_rule_with_how_it_was_judged() -> None:
    html = page(public_plugin())
    assert all(f"<b>{rule.id}</b> " in html for rule in RULES)
    assert "02 March 2026, 09:30 UTC" in html


def test_what_a_stranger_wrote_is_text() -> None:
    html = page(public_plugin(manifest=having("schema_version", value="<script>alert(1)</script>")))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_what_a_stranger_wrote_turns_no_text_around() -> None:
    paths = {"/a": {"get": {"operationId": "ev\u202eil\x9b\x1b[2J", "responses": {}}}}
    found = review(gpt_document(spec=having("paths", value=paths)), RULES).findings
    said = [text for one in found for text in (one.message, one.where.member, one.host_words)]
    assert any("ev\ufffdil\ufffd\ufffd[2J" in text for text in said)
    assert all(text.isprintable() for text in said)
