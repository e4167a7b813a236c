"""The one source of the present time, passed in when the app is made."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, current_app

Clock = Callable[[], datetime]

_KEY = "plugin_oauth_clock"


def utc_clock() -> datetime:
    """Return the machine's time, aware and in UTC."""
    return datetime.now(UTC)


def init_clock(app: Flask, clock: Clock) -> None:
    app.extensions[_KEY] = clock


def now() -> datetime:
    """Return the present time of the current app, aware and in UTC."""
    clock: Clock = current_app.extensions[_KEY]
    return clock()
