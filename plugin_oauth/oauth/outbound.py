"""Documents fetched from addresses that strangers name, so that nothing inside can be reached.

    the URL                https, a plain host; no user, fragment or dot segment
    every address of it    public, else none is used
    the connection         to an address that was checked, never looked up again (DNS rebinding);
                           the name goes into SNI, certificate and Host
    the answer             200, application/json or application/*+json, small, in time
    never                  redirects, proxies, cookies, credentials, compressed bodies

On loopback, and only if the server itself is there and the setting allows it, plain http and this
machine's addresses may be used. Whoever calls holds no transaction: an answer may take seconds.
"""

import re
import socket
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from io import BufferedReader, RawIOBase
from threading import BoundedSemaphore
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

from flask import current_app

from plugin_oauth.config import is_loopback
from plugin_oauth.limits import may_fetch
from plugin_oauth.oauth.public_addresses import is_loopback_address, is_public, resolve
from plugin_oauth.setting_rules import LOOPBACK_HOSTS

SECONDS = 4  # for everything: name, connection, TLS, answer
MAXIMUM_HEAD = 16 * 1024  # bytes of status line and headers
MAXIMUM_URL = 2000  # characters
MAXIMUM_ADDRESSES = 3  # tried in turn: a network without IPv6 fails on the first
SIMULTANEOUS = 8  # in this process: a stranger who names slow servers must not hold every thread

JSON_TYPE = re.compile(r"application/(json|[a-z0-9!#$&^_.-]+\+json)", re.IGNORECASE)
# Printable ASCII less what a parser drops or bends.
SAFE_URL = re.compile(r"[!$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")

_slots = BoundedSemaphore(SIMULTANEOUS)


class FetchError(Exception):
    """The document could not be had; the text is for the log, because it tells what is inside."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The body of a 200 and what its headers say about keeping it."""

    body: bytes
    cache_control: str
    age: str


class Deadline:
    """One end for all steps of a fetch, on the machine's own steady clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; raises TimeoutError if there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("out of time")
        return left


def fetch_json(url: str, limit: int) -> Fetched:
    """Return the JSON document at the URL, of at most `limit` bytes; raises FetchError."""
    parts = check_url(url)
    if not may_fetch():
        raise FetchError("too many fetches for one caller")
    if not _slots.acquire(timeout=SECONDS):
        raise FetchError("too many fetches at once")
    try:
        return _fetch(parts, limit, Deadline(SECONDS))
    except (OSError, HTTPException, ValueError) as error:  # ssl's errors are OSErrors
        raise FetchError(f"{type(error).__name__}: {error}") from error
    finally:
        _slots.release()


def allows_loopback() -> bool:
    """Tell whether documents on this machine may be fetched: only by a server that is there too."""
    config = current_app.config
    return bool(config["CLIENT_ID_METADATA_LOOPBACK"]) and is_loopback(config["BASE_URL"])


def check_url(url: str) -> SplitResult:
    """Return the parts of a URL that may be fetched; raises FetchError."""
    if len(url) > MAXIMUM_URL or not SAFE_URL.fullmatch(url):
        raise FetchError("the URL is too long or has characters of no URL")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise FetchError("the URL has no valid host and port") from None
    on_loopback = host in LOOPBACK_HOSTS and allows_loopback()
    if parts.scheme != "https" and not (parts.scheme == "http" and on_loopback):
        raise FetchError("the URL is not https")
    if not HOST.fullmatch(host) or "@" in parts.netloc:
        raise FetchError("the URL has a user in it, or no plain host")
    if {".", ".."} & set(parts.path.lower().replace("%2e", ".").split("/")):
        raise FetchError("the URL has a dot segment")
    return parts


def _fetch(parts: SplitResult, limit: int, deadline: Deadline) -> Fetched:
    connection = _connect(parts, deadline)
    try:
        connection.settimeout(deadline.left())
        connection.sendall(_request(parts))
        reader = _Reader(connection, MAXIMUM_HEAD + limit, deadline)
        # HTTPResponse asks its socket for a file and for nothing else.
        response = HTTPResponse(cast(socket.socket, reader), method="GET")
        response.begin()
        return _check(response, limit)
    finally:
        connection.close()


def _connect(parts: SplitResult, deadline: Deadline) -> socket.socket:
    """Return a connection to an address of the host that was checked; raises OSError."""
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    plain = _open(_checked_addresses(host, port, deadline), port, deadline)
    if parts.scheme == "http":
        return plain
    try:
        plain.settimeout(deadline.left())
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def _checked_addresses(host: str, port: int, deadline: Deadline) -> list[str]:
    is_allowed = is_loopback_address if host in LOOPBACK_HOSTS and allows_loopback() else is_public
    addresses = resolve(host, port, deadline.left())
    if not all(is_allowed(address) for address in addresses):
        raise OSError("an address of the name is not on the public internet")
    return addresses[:MAXIMUM_ADDRESSES]


def _open(addresses: list[str], port: int, deadline: Deadline) -> socket.socket:
    problem: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=deadline.left())
        except OSError as error:
            problem = error
    raise problem or OSError("no address")


def _request(parts: SplitResult) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = (
        f"GET {target} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Accept: application/json",
        "Accept-Encoding: identity",
        "User-Agent: plugin_oauth",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


class _Reader(RawIOBase):
    """The answer as it comes in: every read within the deadline, all of them within a limit."""

    def __init__(self, connection: socket.socket, limit: int, deadline: Deadline) -> None:
        self._connection = connection
        self._left = limit
        self._deadline = deadline

    def makefile(self, _mode: str) -> BufferedReader:
        return BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._left <= 0:
            raise OSError("the answer is too long")
        self._connection.settimeout(self._deadline.left())
        count = self._connection.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count


def _check(response: HTTPResponse, limit: int) -> Fetched:
    """Return the answer; raises FetchError if it is not what a document is answered with."""
    if response.status != 200:  # noqa: PLR2004 -- OK, the only one that counts: no redirects
        raise FetchError(f"answered {response.status}")
    if not JSON_TYPE.fullmatch(response.headers.get_content_type()):
        raise FetchError("is not JSON by its type")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise FetchError("is compressed")
    body = response.read(limit + 1)
    if len(body) > limit:
        raise FetchError(f"is longer than {limit} bytes")
    cache_control = ", ".join(response.headers.get_all("Cache-Control", []))
    return Fetched(body, cache_control, response.headers.get("Age", "0"))
