"""Values that travel through a browser: signed, bound to what they were made for, with an end.

Nothing is stored for them, so that showing a page changes nothing. The end is told by our own clock
(clock.py), and the purpose is part of the key: a value made for one thing is worth nothing for
another.
"""

import hmac
import json
from datetime import UTC, datetime, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from plugin_oauth.clock import now
from plugin_oauth.secret_values import digest

LIFETIME = timedelta(minutes=30)  # how long a person may take to sign in or to decide


def sign(purpose: str, about: list[str], value: str) -> str:
    """Return the value for the browser, good for `about` and for LIFETIME."""
    ends = (now() + LIFETIME).isoformat()
    return str(_serializer(purpose).dumps([value, ends, _bound_to(about)]))


def unsign(purpose: str, about: list[str], signed: str) -> tuple[str, datetime] | None:
    """Return the value and its end; None if it is not ours, is for something else or is over."""
    try:
        value, ends, bound_to = _serializer(purpose).loads(signed)
    except BadData:
        return None
    expires_at = datetime.fromisoformat(ends).astimezone(UTC)
    if expires_at <= now() or not hmac.compare_digest(bound_to, _bound_to(about)):
        return None
    return value, expires_at


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"plugin_oauth {purpose}")


def _bound_to(about: list[str]) -> str:
    return digest(json.dumps(about)).hex()
