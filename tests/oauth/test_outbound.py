"""Fetching what strangers name: nothing inside is reached, and nobody holds us up."""

import gzip
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.oauth import outbound
from plugin_oauth.oauth.outbound import FetchError, fetch_json
from tests.oauth.document_server import JSON, Answers, serving, serving_tls

LIMIT = 5 * 1024


@pytest.fixture
def site() -> Iterator[Answers]:
    with serving(Answers()) as server:
        yield server


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.requirement("cimd-6.5-ssrf")
def test_a_document_on_this_machine_is_fetched_by_a_server_on_this_machine(site: Answers) -> None:
    url = site.serve("/client.json", b"{}", headers=JSON | {"Cache-Control": "max-age=60"})
    fetched = fetch_json(url, LIMIT)
    assert (fetched.body, fetched.cache_control) == (b"{}", "max-age=60")


def test_the_request_carries_the_name_and_nothing_of_ours(site: Answers) -> None:
    fetch_json(site.serve("/client.json?v=1", b"{}"), LIMIT)
    path, headers = site.asked[0]
    assert path == "/client.json?v=1"
    assert headers == {
        "Host": f"localhost:{site.server_port}",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "plugin_oauth",
        "Connection": "close",
    }


def test_proxies_of_the_environment_are_not_used(
    site: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch_json(site.serve("/client.json", b"{}"), LIMIT).body == b"{}"


@pytest.mark.requirement("cimd-6.5-ssrf")
@pytest.mark.parametrize(
    "setting",
    [
        {"CLIENT_ID_METADATA_LOOPBACK": False},
        {"BASE_URL": "https://plugin.example.com"},
    ],
    ids=["the setting is off", "the server is elsewhere"],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_this_machine_is_out_of_reach(
    site: Answers, app: Flask, setting: dict[str, Any], scheme: str
) -> None:
    app.config.update(setting)
    site.scheme = scheme
    with pytest.raises(FetchError):
        fetch_json(site.url("/client.json"), LIMIT)
    assert site.asked == []


@pytest.mark.requirement("cimd-4-no-redirects", "cimd-4.1-json-types")
@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (301, JSON | {"Location": "/client.json"}, b"{}"),
        (302, JSON | {"Location": "http://127.0.0.1/"}, b"{}"),
        (204, JSON, b""),
        (206, JSON, b"{}"),
        (404, JSON, b"{}"),
        (500, JSON, b"{}"),
        (200, {"Content-Type": "text/html"}, b"{}"),
        (200, {"Content-Type": "text/json"}, b"{}"),
        (200, {"Content-Type": "application/jsonp"}, b"{}"),
        (200, {}, b"{}"),
        (200, JSON | {"Content-Encoding": "gzip"}, gzip.compress(b"{}", mtime=0)),
        (200, JSON, b"x" * (LIMIT + 1)),
        (200, JSON | {"Content-Length": "999999999"}, b"x" * 100_000),
        (200, JSON | {"X-Padding": "x" * 40_000}, b"{}"),
    ],
)
def test_other_answers_do_not_count(
    site: Answers, status: int, headers: dict[str, str], body: bytes
) -> None:
    url = site.serve("/odd", body, status, headers)
    with pytest.raises(FetchError):
        fetch_json(url, LIMIT)
    assert len(site.asked) == 1


@pytest.mark.requirement("cimd-4.1-json-types")
@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/json; charset=utf-8", "Application/LD+json"],
)
def test_every_json_type_counts(site: Answers, media_type: str) -> None:
    url = site.serve("/client.json", b"x" * LIMIT, headers={"Content-Type": media_type})
    assert len(fetch_json(url, LIMIT).body) == LIMIT


def drip(connection: socket.socket) -> None:
    """Send the answer a byte at a time, each within any timeout of a single read."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b" " * 10_000
    for byte in answer:
        connection.sendall(bytes([byte]))
        time.sleep(0.02)


def test_an_answer_that_drips_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    drip(connection)
                except OSError:
                    return

        Thread(target=answer, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(FetchError):
            fetch_json(f"http://localhost:{listening.getsockname()[1]}/", LIMIT)
        assert time.monotonic() - began < 1


def test_a_server_that_says_nothing_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "SECONDS", 0.3)
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        pytest.raises(FetchError, match=r"[Tt]ime"),
    ):
        fetch_json(f"https://localhost:{listening.getsockname()[1]}/", LIMIT)


def test_tls_is_verified_for_the_name(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["BASE_URL"] = "https://localhost:5003"
    with serving_tls(Answers(), tmp_path) as site:
        url = site.serve("/client.json", b"{}")
        with pytest.raises(FetchError, match="CERTIFICATE_VERIFY_FAILED"):
            fetch_json(url, LIMIT)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        assert fetch_json(url, LIMIT).body == b"{}"


def test_a_certificate_for_another_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving_tls(Answers(), tmp_path, "other.example") as site:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        with pytest.raises(FetchError, match="Hostname mismatch"):
            fetch_json(site.serve("/client.json", b"{}"), LIMIT)
    assert site.asked == []


class Names:
    """The names of a test, in place of the machine's resolver, and how often it was asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int, *_: object, **__: object) -> list[Any]:
        if host.replace(".", "").isdigit():  # an address, as the connection asks for it
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


@pytest.mark.requirement("cimd-6.5-ssrf")
@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["203.0.113.1", "127.0.0.1"],
        ["8.8.8.8", "192.168.0.1"],
    ],
)
def test_a_name_that_leads_inside_is_never_connected_to(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    connected: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", Names(addresses))
    monkeypatch.setattr(socket.socket, "connect", lambda _self, to: connected.append(to))
    with pytest.raises(FetchError, match="public internet"):
        fetch_json("https://rebind.example/client.json", LIMIT)
    assert connected == []


@pytest.mark.requirement("cimd-6.5-ssrf")
def test_a_name_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was checked is what is connected to: a second look-up could answer otherwise."""
    names = Names(["8.8.8.8"], ["127.0.0.1"])
    connected: list[Any] = []

    def connect(_self: socket.socket, to: Any) -> None:
        connected.append(to)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", names)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(FetchError, match="ConnectionRefusedError"):
        fetch_json("https://rebind.example/client.json", LIMIT)
    assert (names.asked, connected) == (1, [("8.8.8.8", 443)])


@pytest.mark.requirement("cimd-3-url")
@pytest.mark.parametrize(
    "url",
    [
        "http://client.example/client.json",
        "ftp://client.example/client.json",
        "file:///etc/passwd",
        "//client.example/client.json",
        "client.json",
        "",
        "https://",
        "https:///client.json",
        "https://user@client.example/client.json",
        "https://user:password@client.example/client.json",
        "https://client.example/client.json#part",
        "https://client.example/client.json#",
        "https://client.example/a/../client.json",
        "https://client.example/a/%2e%2E/client.json",
        "https://client.example/./client.json",
        "https://client.example:99999/client.json",
        "https://client.example:port/client.json",
        "https://client.example\\@inside.example/client.json",
        "https://client.example/client.json\r\nHost: inside",
        "https://client.example/cl ient.json",
        "https://cliént.example/client.json",
        "https://client.example%2finside/client.json",
        "https://[::1/client.json",
        f"https://client.example/{'a' * 2000}",
    ],
)
def test_these_are_not_urls_to_fetch(url: str) -> None:
    with pytest.raises(FetchError):
        fetch_json(url, LIMIT)


@pytest.mark.requirement("cimd-6.5-ssrf")
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "0",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "169.254.169.254",
        "localhost",
        "LOCALHOST",
        "localhost.",
    ],
)
def test_no_spelling_of_an_inner_address_is_fetched_in_production(
    app: Flask, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["BASE_URL"] = "https://plugin.example.com"
    connected: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, to: connected.append(to))
    with pytest.raises(FetchError):
        fetch_json(f"https://{host}/client.json", LIMIT)
    assert connected == []


def test_a_caller_who_asks_for_too_many_is_told_to_wait(site: Answers) -> None:
    url = site.serve("/client.json", b"{}")
    for _ in range(60):
        fetch_json(url, LIMIT)
    with pytest.raises(FetchError, match="too many"):
        fetch_json(url, LIMIT)
