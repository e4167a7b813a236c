"""A real listening server: the app in this process, on a free port, for as long as a test runs."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from plugin_oauth.app import create_app
from plugin_oauth.clock import Clock, utc_clock
from plugin_oauth.database import db
from tests.databases import SECRET_KEY

WsgiApp = Callable[..., Any]


class QuietHandler(WSGIRequestHandler):
    """Writes no line for a request: nobody reads it."""

    def log_request(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def listening(make_app: Callable[[str], WsgiApp]) -> Iterator[str]:
    """Serve what `make_app` makes for its base URL, and give that URL.

    The port is taken before the app is made: the app must know its own address.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        base_url = f"http://localhost:{taken.getsockname()[1]}"
        with serving_at(taken, make_app(base_url)):
            yield base_url


@contextmanager
def serving_at(
    taken: socket.socket, app: WsgiApp, tls: ssl.SSLContext | None = None
) -> Iterator[None]:
    """Serve the app at a port that was taken, by TLS if there is a context for it."""
    server = make_server(
        "127.0.0.1",
        0,
        app,
        threaded=True,
        request_handler=QuietHandler,
        fd=taken.fileno(),
        ssl_context=tls,
    )
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


@contextmanager
def live_app(database_uri: str, *, clock: Clock = utc_clock, **settings: Any) -> Iterator[Flask]:
    """Give our app, listening at its BASE_URL."""
    made: list[Flask] = []

    def make_app(base_url: str) -> Flask:
        base = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": database_uri}
        made.append(create_app(base | {"BASE_URL": base_url} | settings, clock=clock))
        return made[0]

    with listening(make_app):
        yield made[0]
        with made[0].app_context():
            db.engine.dispose()
