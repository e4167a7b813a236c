"""The environment of the consumers: what they need would not go together with the app's own."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.database import db
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.tokens import begin_family
from plugin_oauth.plugin.definition import current_plugin
from tests.conftest import make_user
from tests.databases import require
from tests.live import live_app

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-consumers" / "bin" / "python"
SCRIPTS = Path(__file__).parent / "scripts"
SECONDS = 90


def run(*command: str | Path) -> str:
    """Run a command to its good end and return what it printed."""
    done = subprocess.run(  # noqa: S603 -- fixed commands, addresses of our own
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture
def consumer() -> Callable[..., Any]:
    """Return a function (script, *arguments) -> the JSON that the script prints."""
    if not PYTHON.exists():
        require("consumers", "make .venv-consumers/installed")
    return lambda script, *arguments: json.loads(run(PYTHON, SCRIPTS / script, *arguments))


@pytest.fixture
def live(database_uri: str, settings: dict[str, Any]) -> Iterator[Flask]:
    with live_app(database_uri, **settings) as app:
        yield app


@pytest.fixture
def base_url(live: Flask) -> str:
    return str(live.config["BASE_URL"])


@pytest.fixture
def token(live: Flask) -> str:
    """An access token for everything that the plugin does for a person."""
    user = make_user(live, "ada@example.com")
    with live.app_context():
        made, _ = create_client(NewClient("Consumer", redirect_uris=["https://client.example/cb"]))
        needed = {name for row in current_plugin().operations for name in row.scope_names}
        family = Family(made.client_id, user.id, " ".join(sorted(needed)))
        answer = begin_family(family, with_refresh_token=False)
        db.session.commit()
    return str(answer["access_token"])
