"""The wire: HTTP with a deadline, a size limit and no automatic redirects, recorded with a mask.

The server may be hostile or broken. Whatever it does becomes a Failure or an answer to judge.
"""

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

import httpx

from plugin_oauth.host.content_coding import ACCEPTED, Unpacker
from plugin_oauth.host.exchange import Exchange, Message, Sender, make_message
from plugin_oauth.host.masking import Masking
from plugin_oauth.host.network import Network, OutOfReach, Route
from plugin_oauth.host.page import read_page
from plugin_oauth.host.remarks import PRODUCTION, Failure
from plugin_oauth.host.urls import Url, read_url, resolve_url

# Read from one answer at most. An API answer must be under 100,000 characters, which even in the
# longest UTF-8 is less; documents have no published limit, and real ones are far below.
MOST_BYTES = 1_000_000

# Seconds for a connection, where there is another address to try.
_PATIENCE = 2.0

_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Answer:
    """What a server answered; `cut` says that it was longer than MOST_BYTES.

    `content` is the body as it came, `text` the same read as UTF-8.
    """

    url: Url
    status: int
    headers: httpx.Headers
    text: str
    cut: bool
    seconds: float
    content: bytes = b""

    @property
    def media_type(self) -> str:
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def is_success(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_redirect(self) -> bool:
        return self.status in _REDIRECTS

    @property
    def location(self) -> Url:
        """Where a redirect leads; raises Failure when that is nowhere."""
        location = str(self.headers.get("location", ""))
        try:
            return resolve_url(self.url.text, location)
        except ValueError as error:
            raise Failure(
                f"{self.url.text} redirects to {location!r}, which leads nowhere: {error}",
                "RFC 9110 section 10.2.2",
            ) from None

    @property
    def words(self) -> str:
        """What a person would read of the body."""
        return read_page(self.text).text if self.media_type == "text/html" else self.text

    @property
    def main_words(self) -> str:
        """The same for a sentence: without what stands around the main part of a page."""
        return read_page(self.text).main if self.media_type == "text/html" else self.text


class Wire:
    """Sends requests, one connection each, and keeps the record of one run."""

    def __init__(
        self, masking: Masking, sender: Sender = Sender.HOST, *, network: Network | None = None
    ) -> None:
        self.masking = masking
        self.network = network or Network()
        self.exchanges: list[Exchange] = []
        self._sender = sender

    def of(self, sender: Sender) -> "Wire":
        """Return a wire for somebody else, with the same record."""
        wire = Wire(self.masking, sender, network=self.network)
        wire.exchanges = self.exchanges
        return wire

    def send(
        self,
        method: str,
        url: str,
        *,
        seconds: float,
        headers: Mapping[str, str],
        content: str = "",
    ) -> Answer:
        """Return the answer, redirects included; raises Failure when there is none in time.

        Nothing is sent to a place that a stranger may not have us go to.
        """
        request = make_message(f"{method} {url}", headers.items(), content)
        started = time.monotonic()
        try:
            place = read_url(url)
            route = self.network.find_route(place, seconds)
            sent = partial(_build, method, place, headers, content)
            answer = _run(partial(self._exchange, place, route, sent, started + seconds))
        except OutOfReach as reason:
            raise Failure(f"{method} {url} is not sent: {reason}", "RFC 9728 section 7.7") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            self._record(Exchange(self._sender, request, None, time.monotonic() - started))
            raise _failure(error, f"{method} {url}", seconds) from None
        self._record(Exchange(self._sender, request, _seen(answer), answer.seconds))
        return answer

    async def _exchange(
        self,
        url: Url,
        route: Route,
        build: Callable[[httpx.AsyncClient], httpx.Request],
        end: float,
    ) -> Answer:
        """One deadline for all: httpx's own timeouts start anew with every byte that drips in."""
        started = time.monotonic()
        client = httpx.AsyncClient(
            verify=self.network.tls,
            timeout=None,  # noqa: S113 - asyncio.timeout below is the deadline
            proxy=route.proxy,
            headers={"accept-encoding": ACCEPTED},
            trust_env=False,  # the route says it all
        )
        async with asyncio.timeout(end - started), client:
            response = await _send(client, build(client), route)
            body = await _read(response)
        return Answer(
            url=url,
            status=response.status_code,
            headers=response.headers,
            text=body[:MOST_BYTES].decode(errors="replace"),
            cut=len(body) > MOST_BYTES,
            seconds=time.monotonic() - started,
            content=body[:MOST_BYTES],
        )

    def _record(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange.masked(self.masking))


def _run(exchange: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
    """Wait for an exchange, also where a loop is running already: in a notebook, or a test suite
    that drives a browser.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(exchange())
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: asyncio.run(exchange())).result()


def _build(
    method: str, url: Url, headers: Mapping[str, str], content: str, client: httpx.AsyncClient
) -> httpx.Request:
    return client.build_request(method, url.text, headers=dict(headers), content=content)


async def _send(client: httpx.AsyncClient, request: httpx.Request, route: Route) -> httpx.Response:
    """Try the addresses in turn: a network without IPv6 fails on the first, or does not answer.

    The Host header is written already; TLS goes by the name.
    """
    if not route.addresses:
        return await client.send(request, stream=True)
    request.extensions["sni_hostname"] = request.url.host
    *others, (host, port) = route.addresses
    for other, other_port in others:
        request.url = request.url.copy_with(host=other, port=other_port)
        request.extensions["timeout"] = {"connect": _PATIENCE}
        with suppress(httpx.ConnectError, httpx.ConnectTimeout):
            return await client.send(request, stream=True)
    request.url = request.url.copy_with(host=host, port=port)
    request.extensions["timeout"] = {}
    return await client.send(request, stream=True)


async def _read(response: httpx.Response) -> bytes:
    """Read until just past the limit; bytes are counted after unpacking. Raises UnreadableBody."""
    body = bytearray()
    unpacker = Unpacker(response.headers.get("content-encoding", ""))
    async for piece in response.aiter_raw():
        body += unpacker.unpack(piece, MOST_BYTES + 1 - len(body))
        if len(body) > MOST_BYTES:
            break
    await response.aclose()
    return bytes(body)


def _seen(answer: Answer) -> Message:
    return make_message(str(answer.status), answer.headers.multi_items(), answer.words)


def _failure(error: Exception, request: str, seconds: float) -> Failure:
    if isinstance(error, TimeoutError):
        return Failure(f"{request} was not answered within {seconds:g} s", PRODUCTION)
    if isinstance(error, httpx.ConnectError | socket.gaierror):
        words = str(error) or "it hangs up; perhaps it speaks the other of http and https"
        return Failure(f"{request} found no server: {words}", PRODUCTION)
    return Failure(f"{request} got no usable HTTP answer: {error}", "RFC 9112")
