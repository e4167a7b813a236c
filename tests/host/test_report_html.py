"""The report as a page; tests/browser/ looks at it in a browser."""

import re

import pytest

from plugin_oauth.host.report_html import render_html
from tests.host.fake_plugin import CLIENT, USER, FakePlugin
from tests.host.faults import instead, page_instead
from tests.host.played import play_record


def page(plugin: FakePlugin) -> str:
    return render_html(play_record(plugin))


@pytest.mark.requirement("e2e-masked")
def test_a_page_shows_no_secret(plugin: FakePlugin) -> None:
    html = page(plugin)
    secrets = [CLIENT[1], USER[1], *plugin.tokens, *plugin.sessions, *plugin.developer_tokens]
    assert [secret for secret in secrets if secret in html] == []


def test_a_page_fetches_nothing_and_runs_nothing(plugin: FakePlugin) -> None:
    html = page(plugin)
    assert re.findall(r"<(?:script|img|link|iframe|form|a)\b", html) == []
    assert re.findall(r"\b(?:src|href|style|on\w+)=", html) == []
    assert "default-src 'none'" in html


def test_what_a_server_says_is_text(plugin: FakePlugin) -> None:
    plugin.faults["/authorize"] = page_instead("&lt;script&gt;alert(1)&lt;/script&gt;", 400)
    html = page(plugin)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_what_to_mend_stands_first(plugin: FakePlugin) -> None:
    plugin.faults["/token"] = instead('{"error": "invalid_client"}', 401)
    html = page(plugin)
    assert html.index("What to mend") < html.index("<b>exchange</b>") < html.index("<svg")


def test_a_good_run_has_nothing_to_mend(plugin: FakePlugin) -> None:
    assert "What to mend" not in page(plugin)


def test_every_message_is_an_arrow_and_every_exchange_can_be_opened(plugin: FakePlugin) -> None:
    record = play_record(plugin)
    exchanges = sum(len(result.exchanges) for result in record.plays[0].steps)
    html = render_html(record)
    assert html.count("<polygon") == 2 * exchanges
    assert html.count('<details class="exchange">') == exchanges


def test_bodies_are_laid_out_to_be_read(plugin: FakePlugin) -> None:
    html = page(plugin)
    assert "&#34;grant_type&#34;: &#34;authorization_code&#34;,\n" in html
    assert "\n&amp;scope=plugin.admin" in html


def test_an_escape_in_a_body_turns_no_text_around(plugin: FakePlugin) -> None:
    plugin.faults["/openapi.json"] = instead('{"openapi": "3.0.3 \\u202eevil\\u009b \\ud800"}')
    html = page(plugin)
    assert r"\u202eevil\u009b \ud800" in html
    html.encode()


@pytest.mark.requirement("e2e-masked")
def test_a_page_shows_no_secret_that_a_body_escapes(plugin: FakePlugin) -> None:
    escaped = "".join(f"\\u{ord(character):04x}" for character in USER[1])
    plugin.faults["/openapi.json"] = instead(f'{{"echo": "{escaped}"}}')
    assert USER[1] not in page(plugin)
