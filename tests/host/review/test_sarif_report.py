"""The findings as SARIF 2.1.0 (OASIS)."""

from typing import Any

from plugin_oauth.host.review.registry import select_rules
from plugin_oauth.host.review.run import review
from plugin_oauth.host.review.sarif_report import as_sarif
from plugin_oauth.host.review.subject import Kind, Part, Subject
from tests.host.review.documents import MANIFEST

FAULTS = {"schema_version": "v2", "name_for_model": "my_shop", "description_for_model": "Finds."}


def log(*rules: str) -> Any:
    part = Part("ai-plugin.json", "my shop/ai-plugin.json", MANIFEST | FAULTS)
    subject = Subject("my shop/ai-plugin.json", Kind.MANIFEST, {"manifest": lambda _: part})
    return as_sarif(review(subject, select_rules(rules)))


def test_a_log_has_one_run_of_this_version() -> None:
    made = log("M")
    assert made["version"] == "2.1.0"
    assert [run["tool"]["driver"]["name"] for run in made["runs"]] == ["plugin-oauth lint"]


def test_levels_are_those_of_sarif() -> None:
    (run,) = log("M")["runs"]
    assert [(found["ruleId"], found["level"]) for found in run["results"]] == [
        ("M002", "error"),
        ("M004", "warning"),
        ("M008", "note"),
    ]


def test_results_lead_to_their_rules() -> None:
    (run,) = log("M")["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[found["ruleIndex"]]["id"] == found["ruleId"] for found in run["results"])
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)


def test_a_place_is_a_uri_and_a_member() -> None:
    location = log("M002")["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "my%20shop/ai-plugin.json"}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "schema_version"


def test_what_was_not_checked_is_a_notification_with_its_reason() -> None:
    (invocation,) = log("M002", "O002")["runs"][0]["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"]
    assert notification["associatedRule"] == {"id": "O002", "index": 1}
    assert "shows no OpenAPI document" in notification["message"]["text"]
