"""The stand-in against our own app as a public deployment is reached: TLS, a name of its own.

The name is not in any DNS and the authority is the test's: the stand-in is told both, as one tells
it for a deployment that is not public yet. Nothing may be found that is worse than information.
"""

import socket
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.demo import seed_demo
from plugin_oauth.host.network import Network
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Mark
from plugin_oauth.host.target import Target
from tests.certificates import make_certificates
from tests.conftest import both_databases
from tests.databases import SECRET_KEY
from tests.live import QuietHandler

HOST = "plugin.example.com"


@pytest.fixture
def target(database_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    """The app behind TLS at its public name, with the demo's accounts."""
    monkeypatch.setenv("PLUGIN_OAUTH_INSTANCE_PATH", str(tmp_path))
    certificates = make_certificates(HOST, tmp_path)
    app = create_app(
        {
            "SECRET_KEY": SECRET_KEY,
            "SQLALCHEMY_DATABASE_URI": database_uri,
            "BASE_URL": f"https://{HOST}",
            "CONTACT_EMAIL": f"help@{HOST}",
        }
    )
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        server = make_server(
            "127.0.0.1",
            0,
            app,
            threaded=True,
            request_handler=QuietHandler,
            fd=taken.fileno(),
            ssl_context=(str(certificates.certificate), str(certificates.key)),
        )
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    with app.app_context():
        demo = asdict(seed_demo())
        db.session.commit()
    network = Network({f"{HOST}:443": address}, str(certificates.authority))
    yield Target(f"https://{HOST}", **demo, network=network)
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
    with app.app_context():
        db.engine.dispose()


PLAYED = ["plugin-2023-06", "plugin-2023-09", "action", "mcp-2025-11", "mcp-2026", "claude"]


@both_databases
@pytest.mark.parametrize("profile", PLAYED)
def test_every_host_passes_at_a_public_name(target: Target, profile: str) -> None:
    story = PROFILES[profile].choose_drills([]).play(target, lambda _result: None)
    assert [(r.name, r.mark, r.failure) for r in story.results if r.mark is not Mark.OK] == []
