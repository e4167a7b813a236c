"""Domain rules of public hosts, on manifests read as if they had been found there."""

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


def remarks(url: str = "https://www.shop.example", **changes: Any) -> list[tuple[str, str]]:
    """Return the level and sentence of each remark, a failure that ends the step included."""
    manifest = read_manifest({**DOCUMENT, **changes}, read_url(url))
    found = []
    try:
        for remark in check_domains(manifest):
            found.append((remark.level.value, remark.sentence))
    except Failure as failure:
        found.append(("end", failure.remark.sentence))
    return found


def test_a_plugin_on_one_domain_is_good() -> None:
    assert remarks() == []


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        (
            {"url": "http://www.shop.example"},
            ("fail", "http://www.shop.example is not https on port 443"),
        ),
        (
            {"url": "https://www.shop.example:8443"},
            ("fail", "https://www.shop.example:8443 is not https on port 443"),
        ),
        (
            {"legal_info_url": "https://elsewhere.example"},
            ("fail", "legal_info_url is under another domain than www.shop.example"),
        ),
        (
            {"contact_email": "shop@mail.example"},
            ("warn", "contact_email is under another domain than www.shop.example"),
        ),
        (
            {"api": {"type": "openapi", "url": "https://elsewhere.example/openapi.json"}},
            ("end", "api.url is on elsewhere.example, not on shop.example or below"),
        ),
        (
            {"auth": {**AUTH, "authorization_url": "http://shop.example/token"}},
            ("end", "auth.authorization_url is not a public https URL"),
        ),
        (
            {"auth": {**AUTH, "client_url": "https://127.0.0.1/authorize"}},
            ("end", "auth.client_url is not a public https URL"),
        ),
    ],
)
def test_a_breach_of_the_rules_is_named(changes: dict[str, Any], remark: tuple[str, str]) -> None:
    assert remarks(**changes) == [remark]


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
