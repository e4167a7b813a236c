"""URLs as a host reads them."""

import pytest

from plugin_oauth.host.urls import is_within, read_url, resolve_url, root_domain, share_second_level


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("http://localhost:5003/a?b", "http://localhost:5003"),
        ("HTTPS://Shop.Example:443", "https://shop.example"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_an_origin_has_no_default_port_and_no_capitals(text: str, origin: str) -> None:
    assert read_url(text).origin == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/path",
        "shop.example",
        "ftp://shop.example",
        "javascript:alert(1)",
        "https://",
        "https://user@shop.example",
        "https://shop.example:port",
        "https://shop.example:99999",
        "https://shop.example\\@elsewhere.example",
        "https://shop.exa\tmple",
        "https://shöp.example",
        "http://[",
    ],
)
def test_what_is_no_plain_absolute_url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"URL|port|Port"):
        read_url(text)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("app.localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("localhost.shop.example", False),
        ("shop.example", False),
        ("192.168.0.1", False),
    ],
)
def test_loopback_is_this_machine_only(host: str, loopback: bool) -> None:
    assert read_url(f"http://{host}:5003").is_loopback is loopback


def test_a_reference_is_resolved_against_its_page() -> None:
    assert resolve_url("https://shop.example/a/b?c", "").text == "https://shop.example/a/b?c"
    assert resolve_url("https://shop.example/a/b", "../d").text == "https://shop.example/d"
    assert resolve_url("https://shop.example/a", "//other.example").host == "other.example"


def test_a_root_domain_covers_what_is_below_it() -> None:
    assert root_domain("www.shop.example") == "shop.example"
    assert is_within("api.shop.example", "shop.example")
    assert not is_within("workshop.example", "shop.example")


def test_second_level_domains_are_compared_by_two_labels() -> None:
    assert share_second_level("a.shop.example", "b.shop.example")
    assert not share_second_level("shop.example", "other.example")
