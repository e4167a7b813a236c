"""Logging: one line an event on standard error, with every secret taken out before it is written.

Authlib prints whole tokens at DEBUG level, and a library may print a URL with a code in it; the
filter stands on the handler, so that it sees the records of every logger.
"""

import logging
import re
import sys

from flask import Flask

MASK = "***"

# Our own tokens by their prefix (oauth/secrets.py), and the values of parameters that are secrets.
SECRETS = re.compile(
    r"\b(po_[a-z]{2}_)[A-Za-z0-9_-]{8,}"
    r"|((?:code|code_verifier|access_token|refresh_token|client_secret|client_assertion|password"
    r"|token|state|csrf_token|authorization|cookie)[\"']?\s*[=:]\s*[\"']?(?:(?:Bearer|Basic)\s+)?)"
    r"[^\s\"'&,;}]+",
    re.IGNORECASE,
)


def mask_secrets(text: str) -> str:
    """Return the text with every token and every secret parameter replaced by ***."""
    return SECRETS.sub(lambda found: (found[1] or found[2]) + MASK, text)


class SecretFilter(logging.Filter):
    """Rewrites a record's message, arguments included, and its traceback's text."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask_secrets(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask_secrets(record.exc_text)
        return True


def init_log(app: Flask) -> None:
    """Send every logger's records through one filtered handler; a second app adds no second one."""
    root = logging.getLogger()
    if not any(isinstance(known, SecretFilter) for h in root.handlers for known in h.filters):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        handler.addFilter(SecretFilter())
        root.addHandler(handler)
    app.logger.handlers.clear()
    app.logger.propagate = True
