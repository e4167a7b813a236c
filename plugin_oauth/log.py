"""Logging: one line an event on standard error, with every secret taken out before it is written.

Strangers have a word in some of them, as what a fetched server answers in the place of HTTP: what
would end the line or speak to a terminal is written as an escape.

Authlib prints whole tokens at DEBUG level, and a library may print a URL with a code in it; the
filter stands on the handler, so that it sees the records of every logger.
"""

import logging
import re
import sys

from flask import Flask

MASK = "***"

# What the parameters, headers and settings are called whose values are secrets.
NAMES = (
    r"(?:(?:[a-z]+_)*token|code|code_verifier|device_code|user_code|client_secret|client_assertion"
    r"|secret_key|(?:[a-z]+_)*password|state|authorization|preview)"
)
QUOTED = r"""(?:"[^"\n]*"?|'[^'\n]*'?)"""

# Each alternative: what stays, in a group, and then what goes.
SECRETS = re.compile(
    # Our own tokens by their prefix (secret_values.py), and password hashes.
    r"\b(po_[a-z]{2}_)[A-Za-z0-9_-]{8,}"
    r"|(\$argon2[a-z]{1,2}\$)[^\s\"')]+"
    # name=value, "name": "value", name: Bearer value
    rf"|(\b{NAMES}[\"']?\s*[=:]\s*)(?:{QUOTED}|(?:(?:Bearer|Basic)\s+)?[^\s\"'&,;}}]+)"
    # a pair in a list: ('name', 'value')
    rf"|([\"']{NAMES}[\"'],\s*){QUOTED}"
    # all cookies at once, up to the end of the line
    rf"|(\bcookie[\"']?\s*[=:,]\s*)(?:{QUOTED}|[^\n]+)",
    re.IGNORECASE,
)


def mask_secrets(text: str) -> str:
    """Return the text with every token and every secret parameter replaced by ***."""
    return SECRETS.sub(lambda found: str(found[found.lastindex or 0]) + MASK, text)


def make_printable(text: str, *, keep: str = "") -> str:
    """Return the text with an escape like \\x1b for each character that cannot be seen."""
    if text.isprintable():
        return text
    shown = (c if c.isprintable() or c in keep else ascii(c)[1:-1] for c in text)
    return "".join(shown)


class SecretFilter(logging.Filter):
    """Rewrites a record's message, arguments included, and its traceback's text.

    What SQLAlchemy says at DEBUG level is left out: it is every row read, hashes and all.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("sqlalchemy.engine") and record.levelno <= logging.DEBUG:
            return False
        record.msg = make_printable(mask_secrets(record.getMessage()))
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = make_printable(mask_secrets(record.exc_text), keep="\n")
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
