"""A call of a tool over MCP beside the same operation over the API: CPU of the server, as a ratio.

    python -m benchmarks.mcp_call [--rounds N] [--json]

The app is called as a WSGI server calls it, without a socket: what is measured is ours. The ways
take turns in small batches, so that whatever else the machine does meets all alike; of each way the
fastest batch counts. The rate limit counts as always, with a limit that is not reached.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from werkzeug.test import EnvironBuilder, run_wsgi_app

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.tokens import begin_family
from plugin_oauth.plugin.tasks.functions import create_task
from plugin_oauth.users.accounts import create_user
from plugin_oauth.users.models import CurrentUser

BATCH = 10  # requests
TASKS = 5
STATELESS = "2026-07-28"
META = {
    "io.modelcontextprotocol/protocolVersion": STATELESS,
    "io.modelcontextprotocol/clientCapabilities": {},
}
PASSWORD = "correct horse battery staple"  # noqa: S105 -- of nobody

Request = Callable[[], None]


def make_app(folder: Path) -> tuple[Flask, str]:
    """Return an app with a person's tasks in a new database, and a token of theirs."""
    settings = {
        "SECRET_KEY": "a key of a benchmark, long enough",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'benchmark.db'}",
        "SQLITE_SYNCHRONOUS": "NORMAL",
        "FLIGHT_RECORDER": False,
        "API_RATE_LIMIT": "1000000 per minute",
    }
    app = create_app(settings)
    with app.app_context():
        upgrade()
        made = create_user("ada@example.com", PASSWORD)
        user = CurrentUser(made.id, made.email, made.is_admin)
        for number in range(TASKS):
            create_task(user, title=f"Task {number}")
        client, _ = create_client(NewClient("A host", redirect_uris=["https://host.example/cb"]))
        family = Family(client.client_id, user.id, "tasks.read tasks.write")
        token = begin_family(family, with_refresh_token=False)["access_token"]
        db.session.commit()
    return app, str(token)


def make_request(app: Flask, environ: Mapping[str, Any], body: bytes) -> Request:
    """Return a function that sends the request and fails unless it is answered well."""

    def send() -> None:
        copy = {**environ, "wsgi.input": _Body(body)}
        _, status, _ = run_wsgi_app(app.wsgi_app, copy, buffered=True)
        if not status.startswith("200"):
            raise SystemExit(f"The benchmark was answered {status}.")

    return send


class _Body:
    """A request's body, to be read once."""

    def __init__(self, body: bytes) -> None:
        self._left = body

    def read(self, size: int = -1) -> bytes:
        taken = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(taken) :]
        return taken


def ways(app: Flask, token: str) -> dict[str, Request]:
    """Return the requests that are compared, by name; the API first."""
    bearer = {"Authorization": f"Bearer {token}"}
    call: dict[str, Any] = {"name": "listTasks", "arguments": {}}
    stateless = {
        "MCP-Protocol-Version": STATELESS,
        "Mcp-Method": "tools/call",
        "Mcp-Name": "listTasks",
    }
    handshake = {"MCP-Protocol-Version": "2025-11-25"}
    return {
        "api": _request(app, "GET", "/api/tasks", bearer),
        "mcp, handshake": _request(app, "POST", "/mcp", bearer | handshake, call),
        "mcp, stateless": _request(
            app, "POST", "/mcp", bearer | stateless, {**call, "_meta": META}
        ),
    }


def _request(
    app: Flask, method: str, path: str, headers: dict[str, str], params: Any = None
) -> Request:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    body = json.dumps(message).encode() if params else b""
    kind = "application/json" if params else None
    builder = EnvironBuilder(
        path,
        app.config["BASE_URL"],
        method=method,
        headers=headers.items(),
        data=body,
        content_type=kind,
    )
    return make_request(app, builder.get_environ(), body)


def measure(requests: Mapping[str, Request], rounds: int) -> dict[str, float]:
    """Return for each way the microseconds of CPU that its fastest batch took for one request."""
    fastest = dict.fromkeys(requests, float("inf"))
    for send in requests.values():
        send()
    for _ in range(rounds):
        for name, send in requests.items():
            began = time.process_time_ns()
            for _ in range(BATCH):
                send()
            took = (time.process_time_ns() - began) / BATCH / 1000
            fastest[name] = min(fastest[name], took)
    return fastest


def run(rounds: int) -> dict[str, float]:
    """Return each way's cost, the API's being 1."""
    with tempfile.TemporaryDirectory() as folder:
        app, token = make_app(Path(folder))
        costs = measure(ways(app, token), rounds)
        with app.app_context():
            db.engine.dispose()
    return {name: round(cost / costs["api"], 2) for name, cost in costs.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    ratios = run(options.rounds)
    lines = (f"{name:<16}{ratio:.2f}" for name, ratio in ratios.items())
    sys.stdout.write(json.dumps(ratios) if options.json else "\n".join(lines))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
