"""Sign-in in a person's own browser: they go where it needs more than a password.

The stand-in shows the address and waits for the callback. Where the redirect URI is on this machine
it serves that page itself (RFC 8252 section 7.3); otherwise the person pastes the address they end
at, because nobody else's callback can be read.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from plugin_oauth.host.authorization import AuthorizationRequest
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.urls import Url, read_url

# Long enough to find a phone for a second factor.
PATIENCE = 300

_TRIES = 3
_PAGE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Signed in</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<h1>Thank you</h1><p>The stand-in has what it needs. You can close this page."""


@dataclass(frozen=True)
class PersonsBrowser:
    """Where a person signs in: how to show them an address, and how to ask for one.

    `seconds` is how long they may take to come back to a callback on this machine.
    """

    show: Callable[[str], None]
    ask: Callable[[str], str]
    seconds: float = PATIENCE

    def visit(self, request: AuthorizationRequest) -> Url:
        """Return the callback URL that the person's browser was sent to; raises Failure."""
        callback = read_url(request.redirect_uri)
        if callback.is_loopback and callback.scheme == "http":
            return self._serve_callback(request, callback)
        self.show(request.url)
        return self._ask_callback(callback)

    def _serve_callback(self, request: AuthorizationRequest, callback: Url) -> Url:
        try:
            server = _CallbackServer(callback)
        except OSError as error:
            raise Failure(
                f"the stand-in cannot listen at {callback.text}: {error.strerror}",
                "RFC 8252 section 7.3",
            ) from None
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            self.show(request.url)
            server.arrived.wait(self.seconds)
        finally:
            server.shutdown()
            server.server_close()
        if not server.arrived.is_set():
            raise Failure(
                f"nobody came back to {callback.text} within {self.seconds:g} s",
                "RFC 6749 section 4.1.2",
            )
        return read_url(f"{callback.text}?{server.query}")

    def _ask_callback(self, callback: Url) -> Url:
        question = f"The address you end at, {callback.text}?..."
        for _ in range(_TRIES):
            try:
                url = read_url(self.ask(question).strip())
            except ValueError:
                continue
            if (url.origin, url.path) == (callback.origin, callback.path):
                return url
        raise Failure(f"no callback was pasted, {callback.text}?...", "RFC 6749 section 4.1.2")


class _CallbackServer(ThreadingHTTPServer):
    """Threads, because browsers open connections that they never speak on."""

    daemon_threads = True

    def __init__(self, callback: Url) -> None:
        self.callback = callback
        self.arrived = threading.Event()
        self.query = ""
        if ":" in callback.host:
            self.address_family = socket.AF_INET6
        host = "127.0.0.1" if callback.host == "localhost" else callback.host
        super().__init__((host, callback.port), _CallbackPage)


class _CallbackPage(BaseHTTPRequestHandler):
    server: _CallbackServer
    timeout = 10

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        # A browser asks for its icon, too, and looks ahead; only an answer is the end of waiting.
        is_answer = query.isascii() and parse_qs(query).keys() & {"code", "error"}
        if path != (self.server.callback.path or "/") or not is_answer:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(_PAGE)
        self.server.query = query
        self.server.arrived.set()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: the line has a code in it."""


# The address of this page holds a code: no referrer, no copy, nothing of anybody else's.
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'",
}
