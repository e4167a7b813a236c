"""Hosts that hold a key (service_http, user_http): one statement, rightly challenged.

    no key, or in another scheme       401  the challenge alone
    key unknown or revoked, or its
    user disabled                      401  error="invalid_token" where the scheme is Bearer
    the same, too often                429
    a scope is missing                 403  error="insufficient_scope", likewise; else no challenge

RFC 6750 section 3; RFC 7617 section 2, which knows a realm and no errors.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import current_app

from plugin_oauth.errors import Problem
from plugin_oauth.limits import check_guesses
from plugin_oauth.oauth.resources import API, resource_uri
from plugin_oauth.oauth.scopes import covers
from plugin_oauth.plugin.http_keys.api_keys import find_api_key
from plugin_oauth.plugin.http_keys.key import Key
from plugin_oauth.plugin.http_keys.presented import presented_key
from plugin_oauth.plugin.http_keys.service_tokens import find_service_token

API_KEYS_PAGE = "/account/api-keys"
MAXIMUM_KEY = 4096  # characters; ours have 49


@dataclass(frozen=True, slots=True)
class KeyKind:
    """One of the two forms: how its keys are found, and how they are called to people."""

    name: str
    find: Callable[[str], Key | None]
    whence: str  # where a person gets another one


KINDS: Mapping[str, KeyKind] = {
    "service_http": KeyKind(
        "service token", find_service_token, "The developer of this service gives it out."
    ),
    "user_http": KeyKind(
        "API key", find_api_key, f"People make one at {{base_url}}{API_KEYS_PAGE}."
    ),
}


def authenticate_key(scopes: Sequence[str]) -> Key:
    """Return the key that the request carries, if it may do all of `scopes`.

    Raises Problem, with the challenge, as listed above.
    """
    config = current_app.config
    kind, scheme = KINDS[config["PLUGIN_AUTH"]], config["PLUGIN_AUTH_SCHEME"]
    to = Refusals(kind, scheme, " ".join(scopes), config)
    presented = presented_key(scheme)
    if presented is None:
        raise to.missing()
    key = kind.find(presented) if len(presented) <= MAXIMUM_KEY else None
    if key is None:
        check_guesses()
        raise to.unknown()
    if not covers(key.scope, to.scope):
        raise to.insufficient()
    return key


@dataclass(frozen=True, slots=True)
class Refusals:
    """What one request may be told: in problem details for the model, in a header for the host."""

    kind: KeyKind
    scheme: str
    scope: str
    config: Mapping[str, Any]

    def missing(self) -> Problem:
        scheme = self.scheme.capitalize()
        detail = f"Send the {self.kind.name}: Authorization: {scheme} ... {self._whence()}"
        return self._problem(401, "Key needed", detail)

    def unknown(self) -> Problem:
        detail = f"The {self.kind.name} is unknown or was revoked. {self._whence()}"
        return self._problem(401, "Invalid key", detail, "invalid_token")

    def insufficient(self) -> Problem:
        detail = f"The {self.kind.name} does not allow this. It needs the scope {self.scope}."
        return self._problem(403, "Insufficient scope", detail, "insufficient_scope")

    def _whence(self) -> str:
        return self.kind.whence.format(base_url=self.config["BASE_URL"])

    def _problem(self, status: int, title: str, detail: str, error: str | None = None) -> Problem:
        problem = Problem(status, title, detail)
        if status == HTTPStatus.UNAUTHORIZED or self.scheme == "bearer":
            problem.headers.append(("WWW-Authenticate", self._challenge(error, detail)))
        return problem

    def _challenge(self, error: str | None, detail: str) -> str:
        realm = f'realm="{resource_uri(API)}"'
        if self.scheme == "basic":
            return f'Basic {realm}, charset="UTF-8"'
        named = f', error="{error}", error_description="{detail}"' if error else ""
        return f'Bearer {realm}, scope="{self.scope}"{named}'
