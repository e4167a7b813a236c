"""Authorization server metadata: absent, unusable, and read."""

import pytest

from plugin_oauth.host.metadata import find_endpoint
from plugin_oauth.host.remarks import Failure, Skipped
from tests.host.fake_plugin import FakePlugin, Fault
from tests.host.faults import instead, page_instead, with_member
from tests.host.played import play_with_fault

METADATA = "/.well-known/oauth-authorization-server"


def test_a_plugin_without_metadata_has_nothing_placed_or_revoked(plugin: FakePlugin) -> None:
    played = play_with_fault(plugin, METADATA, instead("", 404))
    skipped = [result.name for result in played.told if result.mark == "skip"]
    assert skipped == [
        "metadata",
        "place-token",
        "verify-token",
        "revoke",
        "call-revoked",
        "refresh-revoked",
        "restore",
    ]
    assert played.story.passed


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (with_member("issuer", value="https://elsewhere.example"), "must not be used"),
        (page_instead("<p>Shop"), "but a web page"),
        (instead("", 500), "answers 500"),
    ],
)
def test_metadata_that_must_not_be_used_is_named(
    plugin: FakePlugin, fault: Fault, words: str
) -> None:
    played = play_with_fault(plugin, METADATA, fault)
    assert played.failed == ["metadata"]
    assert words in played.said("metadata")


@pytest.mark.parametrize("endpoint", ["http://shop.example/revoke", "/revoke", None, []])
def test_an_endpoint_that_is_no_https_url_is_a_failure(endpoint: object) -> None:
    with pytest.raises(Failure):
        find_endpoint({"revocation_endpoint": endpoint}, "revocation_endpoint")


def test_an_endpoint_that_is_not_there_is_skipped() -> None:
    with pytest.raises(Skipped, match="names no revocation_endpoint"):
        find_endpoint({}, "revocation_endpoint")
