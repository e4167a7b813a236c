"""The text report: aligned and wrapped on a terminal, one line a thing into a pipe."""

import io

from rich.console import Console

from plugin_oauth.host.review.registry import find_rule, select_rules
from plugin_oauth.host.review.run import review
from plugin_oauth.host.review.text_report import explain, list_ids, print_review
from tests.host.review.documents import having, public_plugin


def printed(value: str, *, is_terminal: bool, route: str = "") -> str:
    nameless = having("paths", route, value={"get": {}}) if route else None
    subject = public_plugin(manifest=having("schema_version", value=value), spec=nameless)
    out = io.StringIO()
    console = Console(file=out, width=60, force_terminal=is_terminal, no_color=not is_terminal)
    print_review(console, review(subject, select_rules(["M002", "O002"])))
    return out.getvalue()


def test_into_a_pipe_it_is_plain_and_one_line_a_thing() -> None:
    assert printed("v2", is_terminal=False).splitlines() == [
        "https://shop.example as a plugin, profile current",
        "error    M002  schema_version is 'v2', not \"v1\"",
        "               at:  ai-plugin.json: schema_version",
        '               fix: Write "schema_version": "v1".',
        "               see: OpenAI plugin docs: getting started",
        "failed: 1 error, 0 warnings, 0 to know, 1 rules passed, 0 not checked",
    ]


def test_on_a_terminal_it_is_coloured_and_wrapped_into_its_column() -> None:
    lines = printed("long words " * 9, is_terminal=True).splitlines()
    assert any(line.startswith("\x1b[1;31merror") for line in lines)
    assert sum("long words" in line for line in lines) > 1


def test_a_stranger_cannot_steer_the_terminal() -> None:
    text = printed("v2", is_terminal=False, route="/\x1b[2J")
    assert "GET /\N{REPLACEMENT CHARACTER}[2J has no operationId" in text


def test_neighbours_among_rules_are_drawn_together() -> None:
    rules = [find_rule(rule) for rule in ("M001", "M002", "M003", "M005", "O001")]
    assert list_ids(rules) == "M001-M003, M005, O001"


def test_a_rule_of_public_hosts_says_what_it_is_on_loopback() -> None:
    assert "loopback    information only" in explain(find_rule("D003"))
    assert "loopback" not in explain(find_rule("M002"))
