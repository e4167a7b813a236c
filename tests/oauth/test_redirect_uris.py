"""Redirect URIs: which may be registered, which are the same, which host a person is told."""

from collections.abc import Iterator

import pytest
from flask import Flask

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


@pytest.mark.parametrize(
    "uri",
    [
        "https://client.example",
        "https://client.example/",
        "https://client.example:8443/cb?tenant=1&x=%20",
        "https://chat.openai.com/aip/plugin-0123/oauth/callback",
        "https://chatgpt.com/aip/g-0123/oauth/callback",
        "https://192.0.2.1/cb",
        "https://[2001:db8::1]/cb",
        "http://localhost/cb",
        "http://localhost:5004/cb",
        "http://127.0.0.1:33418/",
        "http://[::1]:8080/cb",
        "https://client.example/" + "x" * 1977,
    ],
)
def test_these_may_be_registered(uri: str) -> None:
    check_redirect_uri(uri)
    assert is_same_redirect_uri(uri, uri)


REFUSED = {
    "empty": "",
    "relative": "/callback",
    "no scheme": "//client.example/cb",
    "no host": "https:///cb",
    "scheme alone": "https:",
    "one slash": "https:/client.example/cb",
    "remote http": "http://client.example/cb",
    "http on a look-alike": "http://localhost.evil.example/cb",
    "http with user info": "http://localhost@evil.example/cb",
    "another loopback address": "http://127.0.0.2/cb",
    "upper-case loopback": "http://LOCALHOST/cb",
    "loopback, Arabic port": "http://localhost:\u0661/cb",
    "loopback, six-digit port": "http://localhost:123456/cb",
    "javascript": "javascript:alert(1)",
    "javascript in mixed case": "JavaScript://client.example/%0aalert(1)",
    "data": "data:text/html,x",
    "file": "file:///etc/passwd",
    "blob": "blob:https://client.example/x",
    "fragment": "https://client.example/cb#part",
    "empty fragment": "https://client.example/cb#",
    "user": "https://user@client.example/cb",
    "user and password": "https://user:pw@client.example/cb",
    "empty user": "https://@client.example/cb",
    "blank": "https://client.example/c b",
    "leading blank": " https://client.example/cb",
    "tab": "https://client.example/c\tb",
    "line end": "https://client.example/cb\n",
    "carriage return": "https://client.example/cb\r",
    "NUL": "https://client.example/cb\0",
    "backslash": "https://client.example\\@evil.example/cb",
    "quote": 'https://client.example/"cb',
    "angle bracket": "https://client.example/<cb>",
    "not ASCII": "https://cli\u00e9nt.example/cb",
    "fullwidth": "https://client\uff0eexample/cb",
    "surrogate": "https://client.example/\ud800",
    "wildcard host": "https://*.client.example/cb",
    "wildcard path": "https://client.example/*",
    "bad port": "https://client.example:port/cb",
    "port too large": "https://client.example:65536/cb",
    "open bracket": "https://[client.example/cb",
    "too long": "https://client.example/" + "x" * 1978,
}


@pytest.mark.requirement("rfc6749-3.1.2-redirect-uri-form", "rfc9700-2.6-https")
@pytest.mark.parametrize("uri", REFUSED.values(), ids=REFUSED.keys())
def test_these_may_not_be_registered(uri: str) -> None:
    with pytest.raises(ValueError, match=r"^A redirect URI "):
        check_redirect_uri(uri)


@pytest.mark.parametrize(
    ("registered", "presented"),
    [
        ("http://localhost/cb", "http://localhost:1/cb"),
        ("http://localhost:5004/cb", "http://localhost/cb"),
        ("http://127.0.0.1:1/cb?x=1", "http://127.0.0.1:65535/cb?x=1"),
        ("http://[::1]/", "http://[::1]:8080/"),
        ("http://localhost", "http://localhost:8080"),
        ("http://localhost?x=1", "http://localhost:8080?x=1"),
    ],
)
@pytest.mark.requirement("rfc8252-7.3-loopback-port")
def test_the_port_of_a_loopback_uri_may_vary(registered: str, presented: str) -> None:
    assert is_same_redirect_uri(registered, presented)


@pytest.mark.parametrize(
    ("registered", "presented"),
    [
        ("http://localhost/cb", "http://127.0.0.1/cb"),
        ("http://localhost/cb", "http://localhost/cb/"),
        ("http://localhost/cb", "http://localhost/CB"),
        ("http://localhost/cb", "http://localhost:1/cb?x"),
        ("http://localhost", "http://localhost:1/"),
        ("http://localhost/", "http://localhost:1@evil.example/"),
        ("http://localhost/", "http://localhost:1.evil.example/"),
        ("https://client.example/cb", "https://client.example:443/cb"),
        ("https://localhost/cb", "https://localhost:1/cb"),
        ("https://client.example/cb", "https://client.example/cb?"),
    ],
)
@pytest.mark.requirement("rfc9700-2.1-exact-redirect-uri")
def test_nothing_else_may_vary(registered: str, presented: str) -> None:
    assert not is_same_redirect_uri(registered, presented)


@pytest.mark.parametrize(
    ("uri", "host"),
    [
        ("https://chat.openai.com/aip/x/oauth/callback", "chat.openai.com"),
        ("https://client.example:8443/cb", "client.example"),
        ("http://[::1]:8080/cb", "::1"),
        ("com.example.app:/cb", "com.example.app: (an app on this device)"),
    ],
)
def test_the_host_a_person_is_told(uri: str, host: str) -> None:
    assert redirect_host(uri) == host
