"""The app on a free port of this machine, by the real clock, for clients that others wrote."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from plugin_oauth.app import create_app
from plugin_oauth.database import db


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 -- werkzeug's name
        """Print nothing."""


@contextmanager
def listening_app(settings: dict[str, Any]) -> Iterator[Flask]:
    """Serve an app under its own BASE_URL until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        app = create_app(settings | {"BASE_URL": f"http://{host}:{port}"})
        server = make_server(
            host, port, app, threaded=True, request_handler=Quiet, fd=listener.fileno()
        )
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield app
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            with app.app_context():
                db.engine.dispose()
