"""plugin-oauth run and serve: the app on a port, for development and for production."""

import errno
import inspect
import os
import socket
from pathlib import Path

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from werkzeug.serving import WSGIRequestHandler, make_server

from plugin_oauth.cli.context import app_factory
from plugin_oauth.cli.errors import fail
from plugin_oauth.config import PREFIX, ConfigError
from plugin_oauth.demo_accounts import Demo, read_demo
from plugin_oauth.settings import SETTINGS

DEFAULT_BIND = "127.0.0.1:5003"
# A worker told to stop while it still starts may never hear of it.
SECONDS_TO_STOP = 10
BLOCKING_THREADS = 2  # per worker: one may wait for the database while the other answers

bind_option = click.option(
    "--bind", default=DEFAULT_BIND, show_default=True, help="Address and port to listen on."
)


def read_bind(bind: str) -> tuple[str, int]:
    """Return host and port; leaves with one line if it is no address or somebody has it."""
    host, colon, port = bind.rpartition(":")
    if not colon or not port.isdecimal() or not 0 < int(port) < 2**16:
        fail(f"--bind takes an address and a port, like {DEFAULT_BIND}; it is {bind!r}.")
    host = host.strip("[]") or "127.0.0.1"
    try:
        family, _, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            fail(f"port {port} is in use: stop what runs there, or choose another with --bind.")
        fail(f"cannot listen on {bind}: {error.strerror or error}.")
    return host, int(port)


def name_base_url(port: int) -> None:
    """Let the development server's BASE_URL follow its port, unless it has been set."""
    default = next(setting.default for setting in SETTINGS if setting.name == "BASE_URL")
    if _create().config["BASE_URL"] == default and not default.endswith(f":{port}"):
        os.environ[f"{PREFIX}BASE_URL"] = f"http://localhost:{port}"


def _create() -> Flask:
    try:
        return app_factory()()
    except ConfigError as error:
        fail(str(error))


class RequestLine(WSGIRequestHandler):
    """The development server's log: method, path and status. Queries carry codes and states."""

    def log_request(self, code: int | str = "-", _size: int | str = "-") -> None:
        # Of a request that cannot be read there is no path; one may speak to the terminal.
        asked = f"{self.command} {getattr(self, 'path', '').partition('?')[0]}"
        shown = asked.encode("unicode_escape").decode() if self.command else "no HTTP"
        click.echo(f"{self.log_date_time_string()}  {code}  {shown}", err=True)


@click.command()
@bind_option
def run(bind: str) -> None:
    """Start the development server: one process, a line a request, not for production.

    \b
    Examples:
      plugin-oauth run
      plugin-oauth run --bind 127.0.0.1:8080
    """
    host, port = read_bind(bind)
    name_base_url(port)
    app = _create()
    server = make_server(host, port, app, threaded=True, request_handler=RequestLine)
    click.echo(welcome(app.config["BASE_URL"], read_demo(Path(app.instance_path))))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        server.server_close()


@click.command()
@bind_option
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(bind: str, workers: int) -> None:
    """Start the production server (granian) with several worker processes.

    Put TLS in front, set PLUGIN_OAUTH_BASE_URL to the public https origin and
    PLUGIN_OAUTH_TRUSTED_PROXIES to the number of proxies.

    \b
    Example:
      plugin-oauth serve --bind 0.0.0.0:8000 --workers 4
    """
    host, port = read_bind(bind)
    base_url = _create().config["BASE_URL"]  # a wrong setting is one line here, not one a worker
    click.echo(f"Serving {base_url} on {bind} with {workers} workers.")
    Granian(
        _target(),
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        workers_kill_timeout=SECONDS_TO_STOP,
        factory=True,
        log_level=LogLevels.warning,
    ).serve()


def _target() -> str:
    """Return where each worker finds what makes the app: a file and the name of a function."""
    factory = app_factory()
    return f"{inspect.getfile(factory)}:{factory.__name__}"


def welcome(base_url: str, demo: Demo | None) -> str:
    """Return what a newcomer needs: where it is, who may sign in, what to try next."""
    lines = [
        "",
        f"  Plugin OAuth runs at {base_url}",
        "",
        f"    the guided tour   {base_url}/",
        f"    the API           {base_url}/docs",
        f"    the manifest      {base_url}/.well-known/ai-plugin.json",
    ]
    if demo is not None:
        lines += [
            f"    sign in as        {demo.username}",
            f"    with password     {demo.password}",
        ]
    return "\n".join(
        [
            *lines,
            "",
            "  Now let a ChatGPT stand-in register, sign in and call it, in a second terminal:",
            "",
            f"    .venv/bin/plugin-oauth e2e {base_url}",
            "",
            "  Stop with Ctrl-C.",
            "",
        ]
    )
