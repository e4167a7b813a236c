"""Redirect URIs: what may be registered, and when two are the same (RFC 9700 section 2.1).

Compared as text, to the letter. The one exception: the port of a loopback URI may vary, because a
native client takes any port that is free (RFC 8252 section 7.3; hosts do it with `localhost` too).

    https      any host
    http       localhost, 127.0.0.1 and [::1] only
    others     by setting, an app's own scheme (RFC 8252 section 7.1); never one that a browser or
               the system runs, reads or searches with
"""

import re
from urllib.parse import SplitResult, urlsplit

from flask import current_app

MAXIMUM_LENGTH = 2000  # characters

# Printable ASCII without blank, quote, backslash and angle brackets: a parser drops or bends the
# rest, so it is refused before one sees it.
SAFE = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")

HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")

# An app's scheme is followed by a path, with or without a name before it: `cursor://app/callback`,
# `com.example.app:/callback`. What runs code instead has neither (`javascript:alert(1)`), so the
# list is a second layer, for those that read on after slashes.
PRIVATE_USE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(//[A-Za-z0-9._-]+(/|\?|$)|/[^/]|/$).*")
NEVER = re.compile(
    r"javascript|vbscript|livescript|mocha|data|file|filesystem|blob|about|intent|android-app"
    r"|content|resource|view-source|chrome.*|edge|opera|moz-.*|jar|wyciwyg|feed|ftps?|sftp|ssh|git"
    r"|telnet|ldaps?|gopher|nfs|smb|wss?|mailto|tel|sms|facetime|market|itms.*|ms-.*|search.*|shell"
    r"|res|mk|mhtml|urn|cid|mid|x-apple.*|https?"
)

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
    if parts.scheme not in {"https", "http"}:
        check_private_use(uri, parts)
        return
    if "@" in parts.netloc:
        raise ValueError("A redirect URI has no user name in it.")
    if not HOST.fullmatch(parts.netloc.rpartition(":")[0] if parts.port else parts.netloc):
        raise ValueError("A redirect URI has a plain host: letters, digits, dots and hyphens.")
    if parts.scheme == "http" and not LOOPBACK.fullmatch(uri):
        raise ValueError("A redirect URI over plain http must be on localhost, 127.0.0.1 or [::1].")


def check_private_use(uri: str, parts: SplitResult) -> None:
    """Raise ValueError unless the URI has an app's own scheme, and such may be registered here."""
    is_safe = PRIVATE_USE.fullmatch(uri) and not NEVER.fullmatch(parts.scheme)
    if not is_safe or not current_app.config["PRIVATE_USE_SCHEMES"]:
        raise ValueError("A redirect URI begins with https:// (or http:// on loopback).")


def redirect_host(uri: str) -> str:
    """Return the host a person is told they will be sent to.

    What stands for a host in an app's own scheme is the app's word and no address.
    """
    parts = urlsplit(uri)
    if parts.scheme in {"https", "http"}:
        return str(parts.hostname)
    return f"{parts.scheme}: (an app on this device)"
