"""Fixtures of the doctor's tests: a deployment as it should be, and one check looking at it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.doctor.check import Deployment, Finding, examine
from plugin_oauth.doctor.checks import CHECKS

Look = Callable[..., Finding]

GOOD = {
    "BASE_URL": "https://plugin.acme.dev",
    "TRUSTED_PROXIES": 1,
    "CONTACT_EMAIL": "help@acme.dev",
    "NAME_FOR_HUMAN": "Acme",
    "NAME_FOR_MODEL": "acme",
}


@pytest.fixture
def settings() -> dict[str, Any]:
    return dict(GOOD)


@pytest.fixture
def look(app: Flask, tmp_path: Any) -> Iterator[Look]:
    """Return a function: the id of a check, settings to change, and what it finds."""
    app.instance_path = str(tmp_path)

    def look(check_id: str, *, url: str | None = None, **changes: Any) -> Finding:
        app.config.update(changes)
        [finding] = examine(Deployment(app, url), [c for c in CHECKS if c.id == check_id])
        return finding

    with app.app_context():
        yield look
