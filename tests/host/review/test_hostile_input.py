"""Whatever a stranger wrote or answers, a review ends: bounded in time, size and words."""

import copy
import json
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.documents import plain, read_json_or_yaml
from plugin_oauth.host.network import Network
from plugin_oauth.host.openapi import check_version
from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.json_report import as_json
from plugin_oauth.host.review.registry import RULES, find_rule, select_rules
from plugin_oauth.host.review.rules import LONGEST_TEXT, judge
from plugin_oauth.host.review.run import Review, review
from plugin_oauth.host.review.subject import Kind, Loader, Part, Subject
from plugin_oauth.host.review.web import NotChecked, Web
from plugin_oauth.host.target import BadTarget
from plugin_oauth.host.urls import read_url
from tests.host.fake_mcp import PRM, ROOT_PRM, TOOLS, FakeMcp
from tests.host.fake_plugin import FakePlugin, serve
from tests.host.faults import instead, redirect_to, with_header
from tests.host.review.documents import MANIFEST, MCP_JSON, PLUGIN_JSON, SETTINGS, SPEC
from tests.host.review.mcp_case import lent
from tests.host.review.sign_in_cases import HostCase, SignInCase
from tests.host.test_hostile_server import NONSENSE

PARTS = {"manifest": MANIFEST, "spec": SPEC, "plugin.json": PLUGIN_JSON, "mcp.json": MCP_JSON}

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["$ref", "#/components", "object", "http://[", "https://a.example", "x" * 999]
    )
)
names = st.text(max_size=8) | st.sampled_from(
    ["$ref", "type", "properties", "items", "paths", "get", "parameters", "content", "schema"]
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all members and items inside."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    found = [((*path, step), held) for step, held in inner]
    return [place for at, held in found for place in [at, *places(held, at)]]


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(document)
    block = changed
    for step in path[:-1]:
        block = block[step]
    block[path[-1]] = value
    return plain(changed)


def review_documents(parts: dict[str, Any], kind: Kind = Kind.PLUGIN) -> Review:
    return review(subject_of(parts, kind), RULES)


def subject_of(parts: dict[str, Any], kind: Kind = Kind.PLUGIN) -> Subject:
    """Return documents as if they had been found at a public address."""
    url = read_url("https://shop.example")
    found = {name: Part(name, name, document, url) for name, document in parts.items()}

    def loader(name: str) -> Loader:
        def load(_: Subject) -> Part:
            if name == "spec":
                check_version(found[name].document)
            return found[name]

        return load

    loaders = {name: loader(name) for name in found}
    typed = Part("gpt.yaml", "gpt.yaml", SETTINGS)
    return Subject("shop", kind, loaders, url=url, settings=typed)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_value_in_any_place_of_a_document_is_survived(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(sorted(PARTS)))
    path = data.draw(st.sampled_from(places(PARTS[part])))
    document = replaced(PARTS[part], path, data.draw(values))
    reviewed = review_documents(PARTS | {part: document}, Kind.PACKAGE)
    json.dumps(as_json(reviewed))
    said = [text for found in reviewed.findings for text in (found.message, str(found.where))]
    assert max(map(len, said), default=0) < 3 * LONGEST_TEXT


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(names, values, max_size=6))
def test_any_object_is_survived_as_any_document(document: dict[str, Any]) -> None:
    document = plain(document)
    spec = {"openapi": "3.1.0", "paths": {}, **document}
    review_documents({**dict.fromkeys(PARTS, document), "spec": spec}, Kind.PACKAGE)


@settings(max_examples=150, deadline=None)
@given(st.text() | st.text(alphabet="{}[]&*!<>:-?|'\"#,~ \n\tab01", max_size=60))
def test_any_text_is_read_as_a_plain_value_or_refused(text: str) -> None:
    try:
        value = plain(read_json_or_yaml(text))
    except ValueError:
        return
    json.dumps(value, ensure_ascii=False).encode()


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_at_any_url_is_survived(plugin: FakePlugin, nonsense: str) -> None:
    for path in ("/.well-known/ai-plugin.json", "/openapi.json", "/logo.png", "/api/things"):
        plugin.faults = {path: NONSENSE[nonsense]}
        assert len(review(find_subject(plugin.origin), RULES).outcomes) == len(RULES)


@pytest.mark.parametrize(
    "fault",
    [
        redirect_to("/openapi.json"),
        redirect_to("http://169.254.169.254/latest"),
        with_header("location", ""),
        with_header("content-encoding", "gzip"),
        with_header("content-type", "text/html; charset=utf-16"),
        instead(json.dumps({"openapi": "3.0.0", "paths": {}}).encode("utf-16")),
        instead(b"\xff\xfe" + b" " * 2_000_000),
    ],
)
def test_a_document_that_cannot_be_read_is_a_finding(
    plugin: FakePlugin, fault: Callable[[Request, Response], Response]
) -> None:
    plugin.faults = {"/openapi.json": fault}
    reviewed = review(find_subject(plugin.origin), RULES)
    assert {found.rule.id for found in reviewed.findings} & {"O001", "D007"} or reviewed.passed


def test_a_public_plugin_cannot_have_the_inside_of_a_network_fetched() -> None:
    manifest = MANIFEST | {"logo_url": "http://169.254.169.254/logo.png"}
    reviewed = review_documents({"manifest": manifest})
    assert "http://169.254.169.254/logo.png is not a public https URL" in [
        found.message for found in reviewed.findings
    ]


def test_a_run_ends_with_its_time_and_says_what_was_not_checked(plugin: FakePlugin) -> None:
    """The clock jumps past the end with the second request."""
    now = iter([0.0, 0.0, *[100.0] * 1_000])
    subject = find_subject(plugin.origin, Options(seconds=60))
    subject.fetcher = Web(60, now=lambda: next(now), network=Network().naming(plugin.origin))
    reviewed = review(subject, RULES)
    assert "the run's time of 60 s was over" in reviewed.not_checked
    assert "M002" in [rule.id for rule in reviewed.passed]
    assert [request.path for request in plugin.requests] == ["/.well-known/ai-plugin.json"]


def test_a_name_of_a_megabyte_is_told_in_part() -> None:
    spec = replaced(SPEC, ("paths",), {f"/{'x' * 1_000_000}": {"get": {}}})
    (finding,) = judge(find_rule("O002"), subject_of({"spec": spec})).findings
    assert max(map(len, (finding.message, str(finding.where), finding.host_words))) < 1_500


def test_a_server_that_does_not_answer_is_left_when_time_is_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        web = Web(0.2, network=Network().naming(url))
        with pytest.raises(NotChecked, match="time of 0"):
            web.get(url)


def test_an_input_that_answers_nothing_is_bad_input(plugin: FakePlugin) -> None:
    plugin.faults = {"/login": instead(b"\xff" * 100)}
    with pytest.raises(BadTarget):
        find_subject(f"{plugin.origin}/login")


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_of_an_mcp_server_is_survived(mcp: FakeMcp, nonsense: str) -> None:
    paths = ("/mcp", PRM, ROOT_PRM, "/.well-known/oauth-authorization-server", "/register")
    mcp.has_root_metadata = True
    for path in paths:
        mcp.faults = {path: NONSENSE[nonsense]}
        subject = find_subject(f"{mcp.origin}/mcp", Options(account=lent(mcp)))
        assert len(review(subject, select_rules(["X", "T"])).outcomes) > 20


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_value_in_any_place_of_a_tool_is_survived(data: st.DataObject) -> None:
    tools: Any = replaced(TOOLS, data.draw(st.sampled_from(places(TOOLS))), data.draw(values))
    with serve(FakeMcp()) as mcp:
        mcp.tools = tools
        subject = find_subject(f"{mcp.origin}/mcp", Options(account=lent(mcp)))
        said = [found.message for found in review(subject, select_rules(["T", "X013"])).findings]
    assert max(map(len, said), default=0) < 3 * LONGEST_TEXT


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_where_people_sign_in_is_survived(nonsense: str) -> None:
    for path in ("/authorize", "/login", "/token", "/revoke"):
        with SignInCase("", "", "", faults={path: NONSENSE[nonsense]}).open() as subject:
            assert len(review(subject, select_rules(["A"])).outcomes) == 15
        with HostCase("", "", "", faults={path: NONSENSE[nonsense]}).open() as subject:
            assert len(review(subject, select_rules(["X008", "X010"])).outcomes) == 2


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_in_answer_to_what_is_wrong_is_judged(nonsense: str) -> None:
    """After a sign-in that went well."""

    def fault(request: Request, answer: Response) -> Response:
        is_wrong = request.args.get("response_type") == "made-up"
        return NONSENSE[nonsense](request, answer) if is_wrong else answer

    with SignInCase("", "", "", faults={"/authorize": fault}).open() as subject:
        outcome = judge(find_rule("A011"), subject)
    assert outcome.not_checked == ""


def test_a_port_that_is_taken_is_told(mcp: FakeMcp) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        accounts = replace(mcp.target, document_port=str(taken.getsockname()[1]))
        options = Options(account=Account(accounts=accounts))
        outcome = judge(find_rule("X008"), find_subject(f"{mcp.origin}/mcp", options))
    assert "cannot be had for the document" in outcome.not_checked
