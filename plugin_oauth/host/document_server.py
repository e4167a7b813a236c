"""The stand-in's own small site: its client document and keys, while a run needs them.

On this machine only, GET only, the documents it was given and nothing else; by TLS where the name
that leads here ends nowhere before.
"""

import ssl
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

_SECONDS = 10


class DocumentServer:
    """Serves JSON documents by path until it is closed."""

    def __init__(
        self, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        """Take the port; raises OSError."""
        self.documents: dict[str, str] = {}
        self._scheme = "https" if tls else "http"
        handler = type("Handler", (_Handler,), {"documents": self.documents})
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

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    documents: Mapping[str, str]
    timeout = _SECONDS
    server_version = "plugin-oauth"
    sys_version = ""

    def do_GET(self) -> None:
        document = self.documents.get(self.path)
        status = HTTPStatus.NOT_FOUND if document is None else HTTPStatus.OK
        body = (document or "{}").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Print nothing: the report tells what matters."""
