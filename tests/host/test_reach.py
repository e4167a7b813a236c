"""Where the stand-in goes: names from a table, in place of the machine's resolver; real sockets."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from plugin_oauth.host.masking import Masking
from plugin_oauth.host.network import Network, Route
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.registry import RULES
from plugin_oauth.host.review.run import review
from plugin_oauth.host.target import Target
from plugin_oauth.host.urls import read_url
from plugin_oauth.host.wire import Answer, Wire
from tests.host.fake_mcp import PRM, FakeMcp
from tests.host.fake_plugin import FakePlugin
from tests.host.faults import redirect_to, with_member

PUBLIC = "https://plugin.example.com"
INNER = [
    ["127.0.0.1"],
    ["10.0.0.1"],
    ["169.254.169.254"],
    ["::1"],
    ["fc00::1"],
    ["fe80::1%1"],
    ["8.8.8.8", "127.0.0.1"],
    ["2606:4700::1111", "::ffff:10.0.0.1"],
]


class Table:
    """Names with the addresses they have; how often each was asked for."""

    def __init__(self, **names: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): answers for name, answers in names.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, _port: int, _seconds: float) -> list[str]:
        self.asked.append(host)
        if host.replace(".", "").isdecimal():
            return [host]
        answers = self.answers.get(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return answers.pop(0) if len(answers) > 1 else answers[0]


class Site(ThreadingHTTPServer):
    """Answers everything, and knows what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, str(self.headers["Host"])))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def send(url: str, table: Table, *named: str) -> Answer:
    wire = Wire(Masking(), network=Network(look_up=table).naming(*named))
    return wire.send("GET", url, seconds=5, headers={})


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A port of this machine at which nobody may knock."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.requirement("e2e-inside")
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("addresses", INNER, ids=lambda addresses: addresses[-1])
def test_a_name_that_leads_inside_is_not_connected_to(addresses: list[str], scheme: str) -> None:
    table = Table(rebind_example=[addresses])
    with listening() as server:
        url = f"{scheme}://rebind.example:{server.getsockname()[1]}/"
        with pytest.raises(Failure, match=r"is not sent: rebind\.example leads to .*--connect-to"):
            send(url, table, PUBLIC)


@pytest.mark.requirement("e2e-inside")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001"])
def test_other_ways_to_write_this_machine_are_not_connected_to(host: str) -> None:
    """With the system's resolver, which knows all of them."""
    wire = Wire(Masking(), network=Network().naming(PUBLIC))
    with listening() as server:
        url = f"http://{host}:{server.getsockname()[1]}/"
        with pytest.raises(Failure, match="is not on the public internet"):
            wire.send("GET", url, seconds=5, headers={})


@pytest.mark.requirement("e2e-inside")
def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(site: Site) -> None:
    """Around a server of this machine, so that the address that is good is one of a test."""
    table = Table(other_example=[["127.0.0.1"], ["10.0.0.1"]])
    answer = send(f"http://other.example:{site.server_port}/a", table, "http://localhost:1")
    assert (answer.text, table.asked) == ("ok", ["other.example"])
    assert site.asked == [("/a", f"other.example:{site.server_port}")]


def test_the_next_address_is_tried_where_one_has_no_server(site: Site) -> None:
    table = Table(other_example=[["127.0.0.9", "::1", "127.0.0.1"]])
    url = f"http://other.example:{site.server_port}/"
    assert send(url, table, "http://localhost:1").text == "ok"


def test_what_the_user_named_is_connected_to_wherever_it_is(site: Site) -> None:
    url = f"http://127.0.0.1:{site.server_port}"
    table = Table()
    assert send(f"{url}/a", table, url).text == "ok"
    assert table.asked == []
    with pytest.raises(Failure, match="is not sent"):
        send(f"{url}/a", table, PUBLIC)


def test_what_is_said_by_connect_to_is_connected_to(site: Site) -> None:
    network = Network({"rebind.example:80": f"127.0.0.1:{site.server_port}"}, look_up=Table())
    wire = Wire(Masking(), network=network)
    assert wire.send("GET", "http://rebind.example/", seconds=5, headers={}).text == "ok"


def test_a_name_that_is_none_is_a_failure_in_a_sentence() -> None:
    with pytest.raises(Failure, match=r"found no server: .*Name or service not known"):
        send("https://gone.example/", Table(), PUBLIC)


def test_a_resolver_that_does_not_answer_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, over = threading.Event(), threading.Event()

    def slow(*_args: object, **_options: object) -> list[object]:
        asked.set()
        over.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    wire = Wire(Masking(), network=Network().naming(PUBLIC))
    began = time.monotonic()
    with pytest.raises(Failure, match=r"was not answered within 0\.2 s"):
        wire.send("GET", "https://slow.example/", seconds=0.2, headers={})
    over.set()
    assert asked.is_set()
    assert time.monotonic() - began < 5


# A proxy of the user's own


@pytest.fixture
def proxy(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("all_proxy", f"http://127.0.0.1:{site.server_port}")
    return site


def test_a_proxy_may_know_names_that_this_machine_does_not(proxy: Site) -> None:
    assert send("http://shop.example/a", Table(), PUBLIC).text == "ok"
    assert proxy.asked == [("http://shop.example/a", "shop.example")]


@pytest.mark.requirement("e2e-inside")
def test_a_proxy_is_not_asked_for_what_leads_inside_from_here(proxy: Site) -> None:
    with pytest.raises(Failure, match="is not sent"):
        send("http://shop.example/a", Table(shop_example=[["10.0.0.1"]]), PUBLIC)
    assert proxy.asked == []


def test_a_proxy_that_speaks_no_http_is_not_used(
    proxy: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", f"socks5://127.0.0.1:{proxy.server_port}")
    with pytest.raises(Failure, match="the environment's proxy is socks5"):
        send("http://shop.example/a", Table(), PUBLIC)


def test_where_no_proxy_is_wanted_none_is_used(
    proxy: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "shop.example")
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{proxy.server_port}")
    network = Network(look_up=Table(shop_example=[["8.8.8.8"]]))
    assert network.find_route(read_url("http://shop.example/"), 5) == Route((("8.8.8.8", 80),))
    assert network.naming(PUBLIC).find_route(read_url(PUBLIC), 5).proxy is not None


# In a run, and in a review


def in_public(origin: str, table: Table) -> Network:
    """Return the network in which a server here is that of PUBLIC."""
    address = origin.partition("://")[2]
    return Network({"plugin.example.com:80": address}, look_up=table)


@pytest.mark.requirement("e2e-inside")
def test_a_run_does_not_go_where_a_public_server_leads_inside(mcp: FakeMcp) -> None:
    """The MCP server is at a public name; its authorization server at one that leads to a port."""
    with listening() as server:
        issuer = f"https://rebind.example:{server.getsockname()[1]}"
        mcp.faults[PRM] = with_member("authorization_servers", value=[issuer])
        table = Table(rebind_example=[["127.0.0.1"]])
        url = "http://plugin.example.com/mcp"
        mcp.origin, own = "http://plugin.example.com", mcp.origin
        target = Target(url, "", "", "ada@example.com", "secret", network=in_public(own, table))
        story = PROFILES["mcp-2026"].choose_drills([]).play(target, lambda _result: None)
    said = {r.name: r.failure.sentence for r in story.results if r.failure}
    assert "rebind.example leads to 127.0.0.1" in said["metadata"]
    assert "rebind.example" in table.asked


@pytest.mark.requirement("e2e-inside")
def test_a_review_does_not_go_where_a_public_plugin_leads_inside(plugin: FakePlugin) -> None:
    with listening() as server:
        inner = f"https://legal.plugin.example.com:{server.getsockname()[1]}/"
        plugin.faults["/legal"] = redirect_to(inner)
        plugin.faults["/openapi.json"] = redirect_to(inner)
        table = Table(legal_plugin_example_com=[["127.0.0.1"]])
        network = in_public(plugin.origin, table)
        plugin.origin = "http://plugin.example.com"
        subject = find_subject(plugin.origin, Options(network=network))
        reviewed = review(subject, RULES)
    assert "legal.plugin.example.com" in table.asked
    assert "is not on the public internet" in " ".join(f.message for f in reviewed.findings)


@pytest.mark.requirement("e2e-inside")
def test_a_package_that_was_downloaded_does_not_lead_inside(tmp_path: Path) -> None:
    """The name of its server is looked up like any other."""
    for name, text in {
        "plugin.json": '{"name": "shop", "$schema": '
        '"https://agent-plugins.org/schemas/1.0.0/plugin.schema.json"}',
        "mcp.json": '{"mcpServers": {"shop": {"type": "streamable-http", '
        '"url": "https://rebind.example/mcp"}}}',
    }.items():
        (tmp_path / name).write_text(text)
    table = Table(rebind_example=[["10.0.0.1"]])
    network = Network(look_up=table)
    target = Target(str(tmp_path), username="ada", password="secret", network=network)
    story = PROFILES["package"].choose_drills([]).play(target, lambda _result: None)
    said = {r.name: r.failure.sentence for r in story.results if r.failure}
    assert "rebind.example leads to 10.0.0.1" in said["challenge"]
