"""Where a run must not follow a plugin, on manifests read as if they had been found there."""

from typing import Any

import pytest

from plugin_oauth.host.domains import check_domains
from plugin_oauth.host.manifest import check_redirect, read_manifest
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.urls import read_url

AUTH = {
    "type": "oauth",
    "client_url": "https://shop.example/authorize",
    "authorization_url": "https://shop.example/token",
    "authorization_content_type": "application/json",
    "scope": "",
}
DOCUMENT: dict[str, Any] = {
    "auth": AUTH,
    "api": {"type": "openapi", "url": "https://api.shop.example/openapi.json"},
    "contact_email": "help@shop.example",
    "legal_info_url": "https://legal.shop.example/",
}


def test_a_plugin_on_one_domain_is_good() -> None:
    check_domains(read_manifest(DOCUMENT, read_url("https://www.shop.example")))


def test_a_plugin_on_loopback_may_lead_anywhere() -> None:
    check_domains(read_manifest(DOCUMENT, read_url("http://localhost:5003")))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"api": {"type": "openapi", "url": "https://elsewhere.example/openapi.json"}},
            "api.url is on elsewhere.example, not on shop.example or below",
        ),
        (
            {"auth": {**AUTH, "authorization_url": "http://shop.example/token"}},
            "auth.authorization_url is not a public https URL",
        ),
        (
            {"auth": {**AUTH, "client_url": "https://127.0.0.1/authorize"}},
            "auth.client_url is not a public https URL",
        ),
    ],
)
def test_a_plugin_that_leads_elsewhere_ends_the_run(changes: dict[str, Any], sentence: str) -> None:
    manifest = read_manifest({**DOCUMENT, **changes}, read_url("https://www.shop.example"))
    with pytest.raises(Failure) as caught:
        check_domains(manifest)
    assert caught.value.remark.sentence == sentence


@pytest.mark.parametrize(
    ("location", "allowed"),
    [
        ("https://www.shop.example/other", True),
        ("https://api.www.shop.example/", True),
        ("https://shop.example/", True),
        ("https://api.shop.example/", False),
        ("https://elsewhere.example/", False),
        ("https://example/", False),
    ],
)
def test_a_manifest_may_move_down_or_off_www_only(location: str, allowed: bool) -> None:
    url = read_url("https://www.shop.example/.well-known/ai-plugin.json")
    if allowed:
        check_redirect(url, read_url(location))
    else:
        with pytest.raises(Failure):
            check_redirect(url, read_url(location))
