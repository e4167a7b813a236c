"""Redirect URIs: what may be registered, and when two are the same."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from plugin_oauth.oauth.redirect_uris import (
    check_redirect_uri,
    is_same_redirect_uri,
    redirect_host,
)


@pytest.fixture(scope="module", autouse=True)
def bare() -> Iterator[Flask]:
    """The one setting that decides here, and no database."""
    bare = Flask(__name__)
    bare.config["PRIVATE_USE_SCHEMES"] = True
    with bare.app_context():
        yield bare


def may_be_registered(uri: str) -> bool:
    try:
        check_redirect_uri(uri)
    except ValueError:
        return False
    return True


@pytest.mark.requirement("rfc8252-7.1-private-use-schemes", "rfc8252-7.2-claimed-https")
@pytest.mark.parametrize(
    "uri",
    [
        "https://client.example",
        "https://client.example/callback",
        "https://client.example:8443/callback?a=b",
        "https://[2606:4700::1111]/callback",
        "https://chat.openai.com/aip/g-abc123/oauth/callback",
        "https://chatgpt.com/connector_platform_oauth_redirect",
        "https://claude.ai/api/mcp/auth_callback",
        "https://vscode.dev/redirect",
        "http://localhost/callback",
        "http://localhost:8787/callback",
        "http://127.0.0.1/",
        "http://127.0.0.1:33418/",
        "http://[::1]:5/callback",
        "cursor://anysphere.cursor-mcp/oauth/callback",
        "com.example.app:/oauth2redirect",
        "com.example.app:/",
        "claude://oauth",
        "vscode://vendor.extension/did-authenticate?window=1",
    ],
)
def test_what_hosts_use_may_be_registered(uri: str) -> None:
    assert may_be_registered(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "callback",
        "/callback",
        "//client.example/callback",
        "https:",
        "https://",
        "https:///callback",
        "https:client.example/callback",
        "https://client.example/#",
        "https://client.example/callback#part",
        "https://*.example/callback",
        "https://client.example/*",
        "https://client.example/call back",
        " https://client.example/callback",
        "https://client.example/callback\n",
        "https://client.example\t/callback",
        "https://client.example\\@evil.example/",
        "https://client.example\x00/",
        "https://cli\u00e9nt.example/",
        "https://user@client.example/",
        "https://client.example@evil.example/",
        "https://client.example:port/",
        "https://client.example:99999/",
        "https://client.example:/",
        "https://client.example%2f.evil.example/",
        "https://-client.example/",
        "https://[::1",
        "http://client.example/callback",
        "http://localhost.evil.example/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://localhost@evil.example/",
        "http://0.0.0.0/callback",
        "http://10.0.0.1/callback",
        "HTTP://LOCALHOST/callback",
        "javascript:alert(1)",
        "javascript://client.example/%0aalert(1)",
        "JavaScript://client.example/%0aalert(1)",
        "vbscript://client.example/",
        "data:text/html,hello",
        "data://text/html,hello",
        "file:///etc/passwd",
        "file://host/share",
        "blob:https://client.example/id",
        "blob://client.example/id",
        "filesystem://client.example/id",
        "intent://client.example/#Intent;scheme=x;end",
        "intent://client.example/",
        "about:blank",
        "about://blank",
        "view-source://client.example/",
        "chrome://settings/",
        "chrome-extension://abcdef/page.html",
        "ms-msdt:/id",
        "ms-officecmd://x/",
        "search-ms://query/",
        "ftp://client.example/",
        "ws://client.example/",
        "mailto:ada@example.com",
        "tel:/1",
        "urn:ietf:wg:oauth:2.0:oob",
        "myapp:callback",
        "myapp://",
        "myapp:///callback",
        "myapp:////evil.example",
        "myapp://user@host/",
        "myapp://host:1/",
        "1app://host/",
        f"https://client.example/{'a' * 2000}",
    ],
)
def test_what_must_never_be_registered(uri: str) -> None:
    assert not may_be_registered(uri)


@pytest.fixture
def _without_private_use(bare: Flask) -> Iterator[None]:
    bare.config["PRIVATE_USE_SCHEMES"] = False
    yield
    bare.config["PRIVATE_USE_SCHEMES"] = True


@pytest.mark.requirement("rfc8252-7.1-private-use-schemes")
@pytest.mark.usefixtures("_without_private_use")
def test_schemes_of_apps_are_refused_where_the_setting_says_so() -> None:
    assert not may_be_registered("cursor://anysphere.cursor-mcp/oauth/callback")
    assert may_be_registered("https://www.cursor.com/agents/mcp/oauth/callback")


@pytest.mark.parametrize(
    ("registered", "presented", "is_same"),
    [
        ("https://client.example/cb", "https://client.example/cb", True),
        ("https://client.example/cb", "https://client.example/cb/", False),
        ("https://client.example/cb", "https://client.example/cb?a=b", False),
        ("https://client.example/cb", "https://CLIENT.example/cb", False),
        ("https://client.example/cb", "https://client.example:443/cb", False),
        ("https://client.example/cb", "https://client.example/cb/../cb", False),
        ("https://client.example/cb", "http://client.example/cb", False),
        ("http://localhost/cb", "http://localhost:49152/cb", True),
        ("http://localhost:1/cb", "http://localhost:2/cb", True),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", True),
        ("http://[::1]:1/cb", "http://[::1]:2/cb", True),
        ("http://localhost:1/cb", "http://127.0.0.1:1/cb", False),
        ("http://localhost:1/cb", "http://localhost:1/other", False),
        ("http://localhost:1/cb", "http://localhost.evil.example/cb", False),
        ("http://localhost:1/cb", "http://localhost:1@evil.example/cb", False),
        ("http://localhost:1/cb", "https://localhost:1/cb", False),
        ("cursor://app/cb", "cursor://app/cb", True),
        ("cursor://app/cb", "cursor://app:1/cb", False),
        ("cursor://app/cb", "CURSOR://app/cb", False),
    ],
)
def test_two_are_the_same_to_the_letter_but_for_a_loopback_port(
    registered: str, presented: str, is_same: bool
) -> None:
    assert is_same_redirect_uri(registered, presented) is is_same


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("https://client.example:8443/cb", "client.example"),
        ("http://localhost:1/cb", "localhost"),
        ("cursor://accounts.example.com/cb", "cursor: (an app on this device)"),
        ("com.example.app:/cb", "com.example.app: (an app on this device)"),
    ],
)
def test_a_person_is_told_the_host_and_never_what_only_looks_like_one(uri: str, shown: str) -> None:
    assert redirect_host(uri) == shown


# What URIs are made of, the dangerous parts more often than chance has them.
PARTS = """https http javascript data cursor com.example.app localhost 127.0.0.1 [::1]
client.example evil.example @ : / // # ? * % %2f . .. 8080 \\ \u202e \u00e9"""
PIECES = st.sampled_from([*PARTS.split(), *" \t\n\r\x00\ud800"])
URIS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60)


@given(URIS)
def test_whatever_may_be_registered_is_plain_and_leads_where_it_seems_to(uri: str) -> None:
    if may_be_registered(uri):
        parts = urlsplit(uri)
        assert uri.isascii()
        assert uri.isprintable()
        assert not set(' \\#*<>"') & set(uri)
        assert parts.username is None
        assert (
            parts.scheme == "https"
            or parts.hostname in {"localhost", "127.0.0.1", "::1"}
            or (parts.scheme not in {"http", "javascript", "data"})
        )
        assert redirect_host(uri)


@pytest.mark.requirement("rfc8252-7.3-loopback-port")
@given(URIS, URIS)
def test_two_that_are_the_same_differ_in_a_loopback_port_at_most(one: str, other: str) -> None:
    assert is_same_redirect_uri(one, one)
    if one != other and is_same_redirect_uri(one, other):
        ours, theirs = urlsplit(one), urlsplit(other)
        assert ours.hostname == theirs.hostname
        assert ours.hostname in {"localhost", "127.0.0.1", "::1"}
        assert ours._replace(netloc="") == theirs._replace(netloc="")


@given(st.integers(0, 65535), st.integers(0, 65535), st.sampled_from(["localhost", "127.0.0.1"]))
def test_every_loopback_port_is_as_good_as_another(one: int, other: int, host: str) -> None:
    assert is_same_redirect_uri(f"http://{host}:{one}/cb", f"http://{host}:{other}/cb")
    assert not is_same_redirect_uri(f"http://{host}:{one}/cb", f"http://{host}:{other}/c")
