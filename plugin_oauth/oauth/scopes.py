"""Scopes: what a client may ask for, and what it gets (RFC 6749 section 3.3).

A missing scope gets the default; unknown scopes are dropped as long as a known one is left; the
granted scope is always returned. A client's registered scope is its default and no cap, except for
administration, which only a client registered for it may ask for.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from authlib.oauth2.rfc6749 import InvalidScopeError
from flask import Flask, current_app

_KEY = "plugin_oauth_scopes"

# RFC 6749 section 3.3: %x21 / %x23-5B / %x5D-7E, single blanks between.
SCOPE_TOKENS = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*")


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope: its name, and the sentence a person reads on the consent page.

    `default` scopes are what a client gets that asks for none. An `admin` scope is never a default,
    is not advertised, and is granted by administrators only, to clients registered for it.
    """

    name: str
    sentence: str
    default: bool = True
    admin: bool = False


# OpenID Connect Core section 5.4. Never a default: who asks for nothing gets no one's identity.
OPENID = Scope("openid", "Know that it is you when you sign in there.", default=False)
EMAIL = Scope("email", "See your e-mail address.", default=False)
IDENTITY = (OPENID, EMAIL)


def init_scopes(app: Flask, scopes: Iterable[Scope]) -> None:
    app.extensions[_KEY] = {scope.name: scope for scope in (*scopes, *IDENTITY)}


def scope_table() -> Mapping[str, Scope]:
    """Return the app's scopes by name, in their order."""
    return cast(Mapping[str, Scope], current_app.extensions[_KEY])


def advertised_scopes() -> list[str]:
    """Return the names that metadata documents list: everything but administration."""
    return [scope.name for scope in scope_table().values() if not scope.admin]


def resource_scopes() -> list[str]:
    """Return the names that a protected resource asks for: identity is no business of its."""
    return [name for name in advertised_scopes() if scope_table()[name] not in IDENTITY]


def default_scope() -> str:
    return " ".join(scope.name for scope in scope_table().values() if scope.default)


def split_scope(scope: str) -> list[str]:
    """Return the names in a scope text, each once, in their order; raises InvalidScopeError."""
    if not SCOPE_TOKENS.fullmatch(scope.strip(" ")):
        raise InvalidScopeError("The scope is not a list of names with single blanks between them.")
    return list(dict.fromkeys(scope.split()))


def resolve_scope(requested: str | None, registered: str) -> str:
    """Return the scope that a user will be asked for; raises InvalidScopeError if none is left."""
    table = scope_table()
    wanted = split_scope(requested or registered or default_scope())
    held = registered.split()
    known = [name for name in wanted if name in table and (not table[name].admin or name in held)]
    return _joined(known)


def resolve_client_scope(requested: str | None, registered: str) -> str:
    """Return the scope a client gets for itself: nobody consents, so what is registered caps it."""
    held = registered.split()
    wanted = split_scope(requested) if requested else held
    return _joined([name for name in wanted if name in held and name in scope_table()])


def without_admin(scope: str) -> str:
    """Return the scope for a user who administers nothing; raises InvalidScopeError if empty."""
    table = scope_table()
    return _joined([name for name in scope.split() if not table[name].admin])


def _joined(names: list[str]) -> str:
    if not names:
        known = ", ".join(advertised_scopes())
        raise InvalidScopeError(f"None of the requested scopes can be granted. Known: {known}.")
    return " ".join(names)


def covers(granted: str, wanted: str) -> bool:
    """Tell whether every name of `wanted` is in `granted`."""
    return set(wanted.split()) <= set(granted.split())
