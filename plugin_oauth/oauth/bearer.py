"""Bearer tokens at the protected API (RFC 6750): checked with one statement, challenged rightly.

    nothing sent               401  Bearer scope
    token not known, expired,
    revoked, or not a Bearer   401  Bearer scope, error="invalid_token"
    a scope is missing         403  Bearer scope, error="insufficient_scope"

The challenge is the first thing a client reads: it names every scope of the operation, so that one
more authorization is enough. This is the room's public face.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from authlib.integrations.flask_oauth2 import ResourceProtector
from authlib.oauth2.rfc6749 import OAuth2Error
from authlib.oauth2.rfc6750 import BearerTokenValidator, InsufficientScopeError
from flask import request
from sqlalchemy import bindparam, select

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.errors import Problem
from plugin_oauth.oauth.models import grants, tokens
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import CurrentUser, User

MAXIMUM_TOKEN = 4096  # characters; ours have 49


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token out of the database, with its grant and its user."""

    user: CurrentUser
    client_id: str
    grant_id: UUID
    scope: str
    expires_at: datetime
    revoked_at: datetime | None

    def get_scope(self) -> str:
        return self.scope

    def is_expired(self) -> bool:
        return self.expires_at <= now()

    def is_revoked(self) -> bool:
        return self.revoked_at is not None


_find_access_token = (
    select(
        grants.c.user_id,
        User.email,
        User.is_admin,
        grants.c.client_id,
        grants.c.id,
        tokens.c.scope,
        tokens.c.expires_at,
        grants.c.revoked_at,
    )
    .select_from(tokens)
    .join(grants, grants.c.id == tokens.c.grant_id)
    .join(User, User.id == grants.c.user_id)
    .where(tokens.c.access_digest == bindparam("presented"), User.disabled_at.is_(None))
)


class TokenValidator(BearerTokenValidator):
    """Authlib's checks (known, not expired, not revoked, scope) on our one statement."""

    def authenticate_token(self, token_string: str) -> AccessToken | None:
        if len(token_string) > MAXIMUM_TOKEN:
            return None
        row = db.session.execute(
            _find_access_token, {"presented": digest(token_string)}
        ).one_or_none()
        if row is None:
            return None
        user = CurrentUser(row.user_id, row.email, row.is_admin)
        return AccessToken(user, row.client_id, row.id, row.scope, row.expires_at, row.revoked_at)


_protector = ResourceProtector()
_protector.register_token_validator(TokenValidator())


def authenticate(scopes: Sequence[str]) -> CurrentUser:
    """Return the user on whose behalf the request's bearer token acts.

    Every one of `scopes` is required. Raises Problem, with the challenge, as listed above.
    """
    required = " ".join(scopes)
    try:
        # One string means all of its scopes to Authlib; a list would mean any one of them.
        token: AccessToken = _protector.validate_request(scopes=[required], request=request)
    except OAuth2Error as error:
        raise _problem(error, required) from None
    return token.user


def _problem(error: OAuth2Error, scope: str) -> Problem:
    if isinstance(error, InsufficientScopeError):
        problem = Problem(
            403,
            "Insufficient scope",
            f"The access token does not allow this. It needs the scope {scope}.",
        )
        code = "insufficient_scope"
    elif request.headers.get("Authorization") is None:
        problem = Problem(401, "Sign-in needed", "Send an access token: Authorization: Bearer ...")
        code = None
    else:
        problem = Problem(
            401, "Invalid token", "The access token is unknown, has expired or was revoked."
        )
        code = "invalid_token"
    problem.headers.append(("WWW-Authenticate", challenge(scope, code, problem.description)))
    return problem


def challenge(scope: str, error: str | None = None, description: str | None = None) -> str:
    """Return a Bearer challenge (RFC 6750 section 3).

    `scope` comes before the description: some clients take the first match of a pattern.
    """
    parameters = [f'scope="{scope}"']
    if error is not None:
        parameters += [f'error="{error}"', f'error_description="{description}"']
    return "Bearer " + ", ".join(parameters)
