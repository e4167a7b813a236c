"""The key in the Authorization header (RFC 6750 section 2.1, RFC 7617 section 2)."""

from base64 import b64decode

from flask import request

from plugin_oauth.secret_values import Kind


def presented_key(scheme: str) -> str | None:
    """Return what was sent in this scheme, or None; whether it is a key nobody has looked at."""
    sent, _, value = request.headers.get("Authorization", "").partition(" ")
    value = value.strip()
    if sent.lower() != scheme or not value:
        return None
    return read_basic(value) if scheme == "basic" else value


def read_basic(value: str) -> str:
    """Return the key in the credentials of the Basic scheme, in any of the forms that hosts send.

    ChatGPT lets a developer or a person enter one text and sends it as it is after "Basic ", so
    both the bare key and what the standard wants in its place are entered: base64 of user and
    password. The key is the password, whatever the user; or the user, where the password is empty.
    """
    if value.startswith((Kind.SERVICE_TOKEN, Kind.API_KEY)):
        return value
    try:
        user, _, password = b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return value
    return password or user
