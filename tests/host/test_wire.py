"""The wire against servers that are slow, endless or broken, over raw sockets."""

import asyncio
import gzip
import re
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest

from plugin_oauth.host.masking import Masking
from plugin_oauth.host.network import Network
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.wire import MOST_BYTES, Wire

RawServer = Callable[[bytes], str]

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def raw_server() -> Iterator[RawServer]:
    """Start servers that send these bytes to one client, and then stay silent."""
    over = threading.Event()
    threads: list[threading.Thread] = []

    def start(answer: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(30)

        def serve() -> None:
            with listener, listener.accept()[0] as connection:
                connection.recv(65_536)
                try:
                    connection.sendall(answer)
                except OSError:
                    return  # the client has heard enough
                over.wait(30)

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    over.set()
    for thread in threads:
        thread.join()


def send(url: str, seconds: float = 5) -> str:
    """Return the status and length of the answer, or what the failure says."""
    try:
        network = Network().naming(url)
        answer = Wire(Masking(), network=network).send("GET", url, seconds=seconds, headers={})
    except Failure as failure:
        return failure.remark.sentence
    return f"{answer.status}, {len(answer.text)} characters{', cut' if answer.cut else ''}"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="silence"),
        pytest.param(OK, id="half a head"),
        pytest.param(OK + b"content-length: 9\r\n\r\nhalf", id="half a body"),
    ],
)
def test_one_deadline_holds_for_the_whole_answer(raw_server: RawServer, answer: bytes) -> None:
    assert "was not answered within 0.3 s" in send(raw_server(answer), seconds=0.3)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", id="not HTTP"),
        pytest.param(OK + b"x: y\r\n" * 50_000, id="endless head"),
        pytest.param(
            OK + b"content-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope", id="not gzip"
        ),
    ],
)
def test_what_is_no_http_is_a_failure(raw_server: RawServer, answer: bytes) -> None:
    assert "got no usable HTTP answer" in send(raw_server(answer))


def test_a_proxy_of_the_environment_is_not_asked_for_loopback(
    raw_server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert send(raw_server(OK + b"content-length: 0\r\n\r\n")) == "200, 0 characters"


def test_an_endless_answer_is_cut(raw_server: RawServer) -> None:
    url = raw_server(OK + b"\r\n" + b"x" * 3_000_000)
    assert send(url) == f"200, {MOST_BYTES} characters, cut"


def test_a_compressed_answer_counts_as_what_it_unpacks_to(raw_server: RawServer) -> None:
    body = gzip.compress(b"x" * 5_000_000)
    head = f"content-encoding: gzip\r\ncontent-length: {len(body)}\r\n\r\n"
    url = raw_server(OK + head.encode() + body)
    assert send(url) == f"200, {MOST_BYTES} characters, cut"


def packed(coding: str, body: bytes) -> bytes:
    head = f"content-encoding: {coding}\r\ncontent-length: {len(body)}\r\n\r\n"
    return OK + head.encode() + body


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("GZIP", gzip.compress(b"hello", mtime=0)),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", zlib.compress(b"hello")[2:-4]),
        ("identity", b"hello"),
        ("gzip", b""),
        ("br", b""),
    ],
)
def test_what_is_packed_as_asked_for_is_unpacked(
    raw_server: RawServer, coding: str, body: bytes
) -> None:
    length = 5 if body else 0
    assert send(raw_server(packed(coding, body))) == f"200, {length} characters"


def test_an_answer_packed_twice_is_not_unpacked(raw_server: RawServer) -> None:
    """Of 32 MB of blanks there are 200 bytes left, and of gigabytes a thousand."""
    bomb = gzip.compress(gzip.compress(b" " * 32_000_000))
    tracemalloc.start()
    said = send(raw_server(packed("gzip, gzip", bomb)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "Content-Encoding is 'gzip, gzip', not one of gzip, deflate" in said
    assert most < 8_000_000


def test_a_piece_is_unpacked_no_further_than_it_is_read(raw_server: RawServer) -> None:
    bomb = gzip.compress(b" " * 32_000_000)
    tracemalloc.start()
    said = send(raw_server(packed("gzip", bomb)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert said == f"200, {MOST_BYTES} characters, cut"
    assert most < 8_000_000


def test_bytes_that_are_no_text_are_read_all_the_same(raw_server: RawServer) -> None:
    head = b"content-type: text/html; charset=hex\r\ncontent-length: 2\r\n\r\n"
    assert send(raw_server(OK + head + b"\xff\xfe")) == "200, 2 characters"


@pytest.mark.parametrize(
    "location", ["http://[", "ftp://x/", "http://a b/", "//user@x/", "http://x:y"]
)
def test_a_redirect_to_nowhere_is_a_failure(raw_server: RawServer, location: str) -> None:
    answer = f"HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
    url = raw_server(answer.encode())
    wire = Wire(Masking(), network=Network().naming(url))
    with pytest.raises(Failure, match=r"leads nowhere|Invalid URL in location header"):
        _ = wire.send("GET", url, seconds=5, headers={}).location


def test_the_record_has_no_secrets(raw_server: RawServer) -> None:
    masking = Masking()
    masking.conceal("known-secret")
    body = b'{"access_token": "at-123456", "echo": "known-secret"}'
    head = f"content-type: a/json\r\ncontent-length: {len(body)}\r\n\r\n"
    url = raw_server(OK + head.encode() + body)
    wire = Wire(masking, network=Network().naming(url))
    wire.send("POST", url, seconds=5, headers={}, content="code=c-123456&client_id=me")
    assert wire.exchanges[0].sent == f"POST {url} code=***&client_id=me"
    assert wire.exchanges[0].got == '200 a/json {"access_token": "***", "echo": "***"}'


def test_a_request_can_be_sent_where_a_loop_is_running(raw_server: RawServer) -> None:
    url = raw_server(OK + b"Content-Length: 2\r\n\r\nok")

    async def in_a_loop() -> str:
        return send(url)

    assert asyncio.run(in_a_loop()) == "200, 2 characters"


def test_a_server_that_hangs_up_on_tls_is_told_in_words() -> None:
    """As one does that speaks plain HTTP, and finds no request in the greeting."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            listener.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        said = send(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join()
    assert re.search("found no server: .+", said)
