"""The rules of settings: each returns the value in its final form, or raises ValueError.

The text of the error goes on where the setting's name ends: "BASE_URL must be https".
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from limits import parse
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

MINIMUM_SECRET_KEY_LENGTH = 32
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
# A name or an IPv4 address: Werkzeug's check of the Host header knows no IPv6 literals.
ORIGIN = re.compile(r"https?://[a-z0-9._-]+(:\d+)?", re.IGNORECASE)
LONGEST = 100 * 365 * 24 * 3600  # seconds: a time farther away is a mistake, and may not exist

Rule = Callable[[Any], Any]


def some_text(value: Any) -> str:
    text: str = str(value).strip()
    if not text:
        raise ValueError("must not be empty")
    return text


def text_up_to(limit: int) -> Rule:
    def rule(value: Any) -> str:
        text = some_text(value)
        if len(text) > limit:
            raise ValueError(f"must have at most {limit} characters")
        return text

    return rule


def model_name(value: Any) -> str:
    text: str = text_up_to(50)(value)
    if not (text.isascii() and text.replace("_", "").isalnum()):
        raise ValueError("may only have letters, digits and _")
    return text


def origin(value: Any) -> str:
    text = some_text(value).rstrip("/")
    try:
        parts = urlsplit(text)
        _ = parts.port  # judged only when it is read
    except ValueError:
        raise ValueError("must have a valid host and port") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http(s) origin, like https://plugin.example.com")
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("must be an origin alone: no path, query, fragment or user")
    if not ORIGIN.fullmatch(text):
        raise ValueError("must be a plain name or IPv4 address, and perhaps a port")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
        raise ValueError("must be https (plain http only on localhost)")
    return text.lower()


def origins(value: Any) -> tuple[str, ...]:
    named = value.split() if isinstance(value, str) else value
    return tuple(origin(one) for one in named)


def seconds_from(minimum: int) -> Rule:
    def rule(value: Any) -> int:
        try:
            seconds = int(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError("must be a whole number of seconds") from None
        if not minimum <= seconds <= LONGEST:
            raise ValueError(f"must be at least {minimum} and at most {LONGEST}")
        return seconds

    return rule


def one_of(*choices: str) -> Rule:
    def rule(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return str(value)

    return rule


def switch(value: Any) -> bool:
    known = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
    try:
        return value if isinstance(value, bool) else known[str(value).strip().lower()]
    except KeyError:
        raise ValueError("must be on or off") from None


def switch_or_loopback(value: Any) -> bool | str:
    return "loopback" if value == "loopback" else switch(value)


def whole_number(value: Any) -> int:
    try:
        count = int(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("must be a whole number") from None
    if count < 0:
        raise ValueError("must not be negative")
    return count


def database_uri(value: Any) -> str:
    """Name the psycopg driver: a bare postgresql:// means another one on SQLAlchemy 2.0."""
    text = some_text(value)
    for bare in ("postgres://", "postgresql://"):
        if text.startswith(bare):
            text = "postgresql+psycopg://" + text.removeprefix(bare)
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    try:
        make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("must have a valid host and port") from None
    return text


def storage_uri(value: Any) -> str:
    """Redis is spoken to by the valkey client, which knows both servers."""
    text = some_text(value)
    for redis, valkey in (("redis://", "valkey://"), ("rediss://", "valkeys://")):
        if text.startswith(redis):
            text = valkey + text.removeprefix(redis)
    if not text.startswith(("memory://", "valkey://", "valkeys://")):
        raise ValueError("must begin with memory://, valkey:// or redis://")
    try:
        _ = urlsplit(text).port
    except ValueError:
        raise ValueError("must have a valid host and port") from None
    return text


def rate(value: Any) -> str:
    text = some_text(value)
    try:
        parse(text)
    except ValueError:
        raise ValueError("must be a number of times in a time, like 600 per minute") from None
    return text


def secret_key(value: Any) -> str:
    text = str(value)
    if len(text) < MINIMUM_SECRET_KEY_LENGTH:
        raise ValueError(f"must have at least {MINIMUM_SECRET_KEY_LENGTH} characters")
    return text
