"""The report as JUnit XML."""

from xml.etree import ElementTree as ET

import pytest

from plugin_oauth.host.report_junit import render_junit
from tests.host.fake_plugin import CLIENT, USER, FakePlugin
from tests.host.faults import instead, page_instead, with_header
from tests.host.played import play_record


def suites(plugin: FakePlugin) -> ET.Element:
    return ET.fromstring(render_junit(play_record(plugin)))  # noqa: S314 - written just now


def case(suites: ET.Element, name: str) -> ET.Element:
    found = suites.find(f"./testsuite[@name='plugin']/testcase[@name='{name}']")
    assert found is not None
    return found


def test_a_step_is_a_case_and_the_counts_agree(plugin: FakePlugin) -> None:
    plugin.faults["/token"] = instead('{"error": "invalid_client"}', 401)
    root = suites(plugin)
    counted = {
        "tests": len(root.findall(".//testcase")),
        "failures": len(root.findall(".//failure")),
        "skipped": len(root.findall(".//skipped")),
    }
    assert counted["failures"] > 0
    assert {name: int(root.attrib[name]) for name in counted} == counted


def test_a_failure_says_what_and_why_and_what_was_sent(plugin: FakePlugin) -> None:
    plugin.faults["/token"] = instead('{"error": "invalid_client"}', 401)
    failure = case(suites(plugin), "exchange").find("failure")
    assert failure is not None
    assert failure.attrib["type"] == "RFC 6749 section 5.2"
    assert "invalid_client" in failure.attrib["message"]
    assert "request: POST" in (failure.text or "")


def test_a_fault_that_did_not_end_its_step_fails_the_case(plugin: FakePlugin) -> None:
    plugin.faults["/token"] = with_header("cache-control", "")
    failure = case(suites(plugin), "exchange").find("failure")
    assert failure is not None
    assert "no-store" in failure.attrib["message"]


def test_a_skipped_step_says_why(plugin: FakePlugin) -> None:
    plugin.faults["/authorize"] = page_instead("<p>Down", 503)
    skipped = case(suites(plugin), "refresh").find("skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == "not without activate, which failed"


@pytest.mark.requirement("e2e-masked")
def test_a_case_shows_no_secret(plugin: FakePlugin) -> None:
    plugin.faults["/api/things"] = instead("[", 200)
    text = render_junit(play_record(plugin))
    secrets = [CLIENT[1], USER[1], *plugin.tokens, *plugin.sessions, *plugin.developer_tokens]
    assert [secret for secret in secrets if secret in text] == []


def test_what_a_server_says_breaks_no_xml(plugin: FakePlugin) -> None:
    hostile = "\x00\x1b]]> </failure> \ufffe & <b>"
    plugin.faults["/authorize"] = page_instead(hostile, 400)
    assert case(suites(plugin), "activate").find("failure") is not None
