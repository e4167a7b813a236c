"""Redirect URIs: what may be registered, and when two are the same (RFC 9700 section 2.1).

Compared as text, to the letter. The one exception: the port of a loopback URI may vary, because a
native client takes any port that is free (RFC 8252 section 7.3; hosts do it with `localhost` too).
"""

import re
from urllib.parse import urlsplit

MAXIMUM_LENGTH = 2000  # characters

# Printable ASCII without blank, quote, backslash and angle brackets: a parser drops or bends the
# rest, so it is refused before one sees it.
SAFE = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")

LOOPBACK = re.compile(r"(http://(?:localhost|127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?(/.*|\?.*)?")


def is_same_redirect_uri(registered: str, presented: str) -> bool:
    """Tell whether a presented redirect URI is the registered one."""
    if registered == presented:
        return True
    ours, theirs = LOOPBACK.fullmatch(registered), LOOPBACK.fullmatch(presented)
    return ours is not None and theirs is not None and ours.groups() == theirs.groups()


def check_redirect_uri(uri: str) -> None:
    """Raise ValueError, with a sentence for the developer, if the URI may not be registered."""
    if len(uri) > MAXIMUM_LENGTH:
        raise ValueError(f"A redirect URI has at most {MAXIMUM_LENGTH} characters.")
    if not SAFE.fullmatch(uri):
        raise ValueError("A redirect URI has no blanks, control or non-ASCII characters.")
    if "#" in uri:
        raise ValueError("A redirect URI has no fragment (RFC 6749 section 3.1.2).")
    if "*" in uri:
        raise ValueError("A redirect URI has no wildcard: register each one.")
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        raise ValueError("A redirect URI is an absolute URI with a valid host and port.") from None
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("A redirect URI begins with https:// (or http:// on loopback).")
    if "@" in parts.netloc:
        raise ValueError("A redirect URI has no user name in it.")
    if parts.scheme == "http" and not LOOPBACK.fullmatch(uri):
        raise ValueError("A redirect URI over plain http must be on localhost, 127.0.0.1 or [::1].")


def redirect_host(uri: str) -> str:
    """Return the host a person is told they will be sent to."""
    parts = urlsplit(uri)
    return parts.hostname or f"{parts.scheme}: (an app on this device)"
