"""The stand-in's own small site: its client document and keys, while a run needs them.

On this machine only, GET only, the documents it was given and nothing else; by TLS where the name
that leads here ends nowhere before.
"""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

_SECONDS = 10

# A document that drips: longer than any server should wait for a stranger.
DRIP_SECONDS = 8
_DROPS = 80


class DocumentServer:
    """Serves JSON documents by path until it is closed."""

    def __init__(
        self, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        """Take the port; raises OSError."""
        self.documents: dict[str, str] = {}
        self._scheme = "https" if tls else "http"
        self._moved: dict[str, str] = {}
        self._dripping: set[str] = set()
        self._closed = Event()
        handler = type("Handler", (_Handler,), {"site": self})
        self._server = ThreadingHTTPServer((host, port), handler)
        self._server.daemon_threads = True
        if tls:
            # Shaking hands is left to the thread of the connection: who is slow holds nobody up.
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def origin(self) -> str:
        host, port = self._server.server_address[:2]
        return f"{self._scheme}://{host!s}:{port}"

    def publish(self, documents: Mapping[str, str]) -> None:
        self.documents.update(documents)

    def redirect(self, path: str, url: str) -> None:
        """Answer the path with a redirect from now on."""
        self._moved[path] = url

    def drip(self, path: str) -> None:
        """Let the document of the path take DRIP_SECONDS from now on, a blank at a time."""
        self._dripping.add(path)

    def find(self, path: str) -> tuple[HTTPStatus, dict[str, str], bytes]:
        """Return status, headers and body of a path."""
        if path in self._moved:
            return HTTPStatus.FOUND, {"Location": self._moved[path]}, b""
        document = self.documents.get(path)
        status = HTTPStatus.NOT_FOUND if document is None else HTTPStatus.OK
        return status, {"Content-Type": "application/json"}, (document or "{}").encode()

    def drops(self, path: str) -> int:
        """Return how many blanks come one by one before the document of the path."""
        return _DROPS if path in self._dripping else 0

    def wait(self, seconds: float) -> None:
        """Let time pass, unless the site is closed meanwhile."""
        self._closed.wait(seconds)

    def close(self) -> None:
        self._closed.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    site: DocumentServer
    timeout = _SECONDS
    server_version = "plugin-oauth"
    sys_version = ""

    def do_GET(self) -> None:
        status, headers, body = self.site.find(self.path)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        drops = self.site.drops(self.path)
        self.send_header("Content-Length", str(drops + len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        # Whoever is tired of waiting hangs up.
        with suppress(ConnectionError):
            for _ in range(drops):
                self.wfile.write(b" ")
                self.site.wait(DRIP_SECONDS / drops)
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Print nothing: the report tells what matters."""
