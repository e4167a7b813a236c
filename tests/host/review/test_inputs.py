"""What is given, a URL or a file, is told apart by what it is; what is nothing is refused."""

from pathlib import Path

import pytest
import yaml
from werkzeug.wrappers import Request

from plugin_oauth.host.review.inputs import find_subject
from plugin_oauth.host.review.registry import RULES
from plugin_oauth.host.review.run import review
from plugin_oauth.host.review.subject import Kind
from plugin_oauth.host.target import BadTarget
from tests.host.fake_plugin import FakePlugin
from tests.host.faults import instead, redirect_to, with_member
from tests.host.review.case import MANIFEST_PATH, SPEC_PATH
from tests.host.review.documents import MANIFEST, SPEC


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", Kind.PLUGIN),
        ("/", Kind.PLUGIN),
        ("/.well-known/ai-plugin.json", Kind.PLUGIN),
        ("/openapi.json", Kind.OPENAPI),
        ("/mcp", Kind.MCP),
        ("/api/things", Kind.MCP),  # it answers 401
    ],
)
def test_a_url_is_told_apart(plugin: FakePlugin, path: str, kind: Kind) -> None:
    assert find_subject(plugin.origin + path).kind is kind


def test_a_manifest_is_recognized_at_any_address(plugin: FakePlugin) -> None:
    plugin.faults["/login"] = instead(yaml.safe_dump(MANIFEST))
    assert find_subject(f"{plugin.origin}/login").kind is Kind.PLUGIN


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("manifest.json", MANIFEST, Kind.MANIFEST),
        ("spec.yaml", SPEC, Kind.OPENAPI),
    ],
)
def test_a_file_is_told_apart(
    tmp_path: Path, name: str, content: dict[str, object], kind: Kind
) -> None:
    (tmp_path / name).write_text(yaml.safe_dump(content))
    assert find_subject(str(tmp_path / name)).kind is kind


def test_a_file_is_read_and_nothing_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "ai-plugin.json").write_text(yaml.safe_dump(MANIFEST))
    reviewed = review(find_subject(str(tmp_path / "ai-plugin.json")), RULES)
    reasons = {rule.id: reason for reason, rules in reviewed.not_checked.items() for rule in rules}
    assert reasons["O001"] == "the input is a manifest and shows no OpenAPI document"
    assert "give the plugin's address" in reasons["M009"]


@pytest.mark.parametrize(("name", "rule"), [("ai-plugin.json", "M001"), ("openapi.yaml", "O001")])
def test_a_broken_file_is_judged_by_its_name(tmp_path: Path, name: str, rule: str) -> None:
    (tmp_path / name).write_text("{broken")
    reviewed = review(find_subject(str(tmp_path / name)), RULES)
    assert [finding.rule.id for finding in reviewed.findings] == [rule]


def test_loops_and_bombs_of_yaml_are_refused_in_one_finding(tmp_path: Path) -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    bomb = "\n".join(["openapi: 3.0.0", "paths: {}", "a0: &a0 [x]", *levels])
    for content in (bomb, "openapi: 3.0.0\npaths: &p {loop: *p}"):
        (tmp_path / "openapi.yaml").write_text(content)
        reviewed = review(find_subject(str(tmp_path / "openapi.yaml")), RULES)
        assert [finding.rule.id for finding in reviewed.findings] == ["O001"]


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ("https://a b.example/", "cannot be reviewed"),
        ("nowhere.json", "cannot be read"),
        ("tests", "cannot be read"),
        ("a\0b", "cannot be read"),
        ("README.md", "neither a manifest, an OpenAPI document nor a plugin package"),
    ],
)
def test_what_is_nothing_to_review_is_refused(given: str, complaint: str) -> None:
    with pytest.raises(BadTarget, match=complaint):
        find_subject(given)


def test_a_page_is_nothing_to_review(plugin: FakePlugin) -> None:
    with pytest.raises(BadTarget, match="neither a manifest nor an OpenAPI document"):
        find_subject(f"{plugin.origin}/login")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(" " * 1_000_001)
    with pytest.raises(BadTarget, match="more than 1,000,000 bytes"):
        find_subject(str(tmp_path / "openapi.json"))


def elsewhere(plugin: FakePlugin) -> str:
    """Return an address of the plugin under another host name: it would answer there."""
    return plugin.origin.replace("127.0.0.1", "localhost")


def test_a_document_on_another_domain_is_not_fetched(plugin: FakePlugin) -> None:
    address = f"{elsewhere(plugin)}/openapi.json"
    plugin.faults[MANIFEST_PATH] = with_member("api", "url", value=address)
    reviewed = review(find_subject(plugin.origin), RULES)
    assert any("no host fetches it (D003)" in reason for reason in reviewed.not_checked)
    assert "/openapi.json" not in [request.path for request in plugin.requests]


def test_a_redirect_of_the_document_to_another_domain_is_not_followed(plugin: FakePlugin) -> None:
    plugin.faults[SPEC_PATH] = redirect_to(f"{elsewhere(plugin)}/moved")
    reviewed = review(find_subject(plugin.origin), RULES)
    assert {"O001", "D007"} <= {finding.rule.id for finding in reviewed.findings}
    assert "/moved" not in [request.path for request in plugin.requests]


def test_a_redirect_of_the_document_on_its_host_is_followed_all_the_same(
    plugin: FakePlugin,
) -> None:
    moved = FakePlugin.openapi(plugin, Request({})).get_data()
    plugin.faults = {SPEC_PATH: redirect_to("/moved"), "/moved": instead(moved)}
    reviewed = review(find_subject(plugin.origin), RULES)
    assert "O001" in [rule.id for rule in reviewed.passed]
    assert "D007" in [finding.rule.id for finding in reviewed.findings]
