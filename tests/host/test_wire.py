"""The wire against servers that are slow, endless or broken, over raw sockets."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from plugin_oauth.host.masking import Masking
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.wire import MOST_BYTES, Wire

RawServer = Callable[[bytes], str]


@pytest.fixture
def raw_server() -> Iterator[RawServer]:
    """Start servers that answer these bytes to one request, and then stay silent."""
    over = threading.Event()
    threads: list[threading.Thread] = []

    def start(answer: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"

        def serve() -> None:
            with listener, listener.accept()[0] as connection:
                connection.recv(65_536)
                try:
                    connection.sendall(answer)
                except OSError:
                    return  # the client has heard enough
                over.wait(30)

        thread = threading.Thread(target=serve)
        thread.start()
        threads.append(thread)
        return url

    yield start
    over.set()
    for thread in threads:
        thread.join()


def send(url: str, seconds: float = 5) -> str:
    """Return the status and length of the answer, or what the failure says."""
    try:
        answer = Wire(Masking()).send("GET", url, seconds=seconds, headers={})
    except Failure as failure:
        return failure.remark.sentence
    return f"{answer.status}, {len(answer.text)} characters{', cut' if answer.cut else ''}"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param(b"", "was not answered within 0.3 s", id="silence"),
        pytest.param(b"HTTP/1.1 200 OK\r\n", "was not answered within 0.3 s", id="half a head"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
            "was not answered within 0.3 s",
            id="half a body",
        ),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", "got no usable HTTP answer", id="not HTTP"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 50_000,
            "got no usable HTTP answer",
            id="endless head",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope",
            "got no usable HTTP answer",
            id="gzip that is none",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=hex\r\ncontent-length: 2\r\n\r\n\xff\xfe",
            "200, 2 characters",
            id="bytes that are no text",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000,
            f"200, {MOST_BYTES} characters, cut",
            id="endless body",
        ),
    ],
)
def test_whatever_a_server_does_has_an_end(
    raw_server: RawServer, answer: bytes, outcome: str
) -> None:
    url = raw_server(answer)
    started = time.monotonic()
    assert outcome in send(url, seconds=0.3 if "0.3 s" in outcome else 5)
    assert time.monotonic() - started < 5


def test_a_compressed_answer_counts_as_what_it_unpacks_to(raw_server: RawServer) -> None:
    body = gzip.compress(b"x" * 5_000_000)
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(body)}\r\n\r\n"
    assert send(raw_server(head.encode() + body)) == f"200, {MOST_BYTES} characters, cut"


@pytest.mark.parametrize(
    "location", ["http://[", "ftp://x/", "http://a b/", "//user@x/", "http://x:y"]
)
def test_a_redirect_to_nowhere_is_a_failure_of_the_server(
    raw_server: RawServer, location: str
) -> None:
    head = f"HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
    answer = Wire(Masking()).send("GET", raw_server(head.encode()), seconds=5, headers={})
    with pytest.raises(Failure, match="leads nowhere"):
        _ = answer.location


def test_a_url_that_is_none_is_a_failure() -> None:
    assert "got no usable HTTP answer" in send("http://user:secret@127.0.0.1/")


def test_the_record_has_no_secrets(raw_server: RawServer) -> None:
    masking = Masking()
    masking.conceal("known-secret")
    wire = Wire(masking)
    body = b'{"access_token": "at-123456", "echo": "known-secret"}'
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    url = raw_server(head.encode() + body)
    wire.send("POST", url, seconds=5, headers={}, content="code=c-123456&client_id=me")
    assert wire.exchanges[0].sent == f"POST {url} code=***&client_id=me"
    assert wire.exchanges[0].got == '200 application/json {"access_token": "***", "echo": "***"}'
