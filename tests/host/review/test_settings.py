"""A GPT's settings: read from a file, refused where they are something else."""

from pathlib import Path

import pytest

from plugin_oauth.host.review.inputs import find_subject
from plugin_oauth.host.review.registry import find_rule
from plugin_oauth.host.review.rules import judge
from plugin_oauth.host.review.settings import read_settings
from plugin_oauth.host.target import BadTarget
from tests.host.fake_plugin import FakePlugin
from tests.host.faults import instead, with_header, with_member
from tests.host.review.case import SPEC_PATH
from tests.host.review.gpt_cases import FILES, answering


def test_settings_are_texts_and_a_list_of_domains(tmp_path: Path) -> None:
    (tmp_path / "gpt.yaml").write_text("token_url: https://a.example/\nother_domains: [b.example]")
    document = read_settings(tmp_path / "gpt.yaml").document
    assert document == {"token_url": "https://a.example/", "other_domains": ["b.example"]}


@pytest.mark.parametrize(
    "text", ["", "[]", "{broken", "unknown: a", "token_url: 5", "other_domains: a", "a: &a [*a]"]
)
def test_other_settings_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "gpt.yaml").write_text(text)
    with pytest.raises(BadTarget, match=r"gpt\.yaml"):
        read_settings(tmp_path / "gpt.yaml")


def test_a_file_that_an_answer_names_is_fetched_and_needs_both_headers(plugin: FakePlugin) -> None:
    files = FILES | {"example": [f"{plugin.origin}/logo.png"]}
    operation = {"get": {"operationId": "a", "responses": answering(files)}}
    plugin.openapi_version = "3.1.0"
    plugin.faults = {SPEC_PATH: with_member("paths", value={"/a": operation})}
    subject = find_subject(plugin.origin + SPEC_PATH)
    found = [finding.message for finding in judge(find_rule("G008"), subject).findings]
    assert found == [
        f"{plugin.origin}/logo.png has no content-disposition",
        f"{plugin.origin}/logo.png is image/png, which ChatGPT does not take",
    ]


def test_a_file_with_both_headers_is_good(plugin: FakePlugin) -> None:
    files = FILES | {"example": [f"{plugin.origin}/logo.png"]}
    operation = {"get": {"operationId": "a", "responses": answering(files)}}
    plugin.openapi_version = "3.1.0"
    text = instead("a,b", 200, "text/csv")
    disposed = with_header("content-disposition", "attachment")
    plugin.faults = {
        SPEC_PATH: with_member("paths", value={"/a": operation}),
        "/logo.png": lambda request, answer: disposed(request, text(request, answer)),
    }
    subject = find_subject(plugin.origin + SPEC_PATH)
    judged = judge(find_rule("G008"), subject)
    assert judged.findings == ()
    assert judged.not_checked.startswith("no operation that only reads is public")
