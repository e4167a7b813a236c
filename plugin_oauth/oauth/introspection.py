"""Token introspection (RFC 7662): what a token is, told only to those it concerns.

Only a client that proves itself may ask. It sees its own tokens, and as a resource server the
access tokens for its resource. Everything else is `{"active": false}`, word for word the same for a
token that never was, has ended, or is somebody else's: the answer is no oracle (section 2.2).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7662 import IntrospectionEndpoint as AuthlibIntrospectionEndpoint
from flask import current_app
from sqlalchemy import bindparam, select

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.auth_methods import CONFIDENTIAL_METHODS
from plugin_oauth.oauth.models import Client, grants, tokens
from plugin_oauth.oauth.resources import audience
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import User

_find_token = (
    select(
        tokens.c.access_digest,
        tokens.c.scope,
        tokens.c.resource,
        tokens.c.dpop_jkt,
        tokens.c.issued_at,
        tokens.c.expires_at,
        tokens.c.rotated_at,
        grants.c.client_id,
        grants.c.user_id,
        grants.c.revoked_at,
        grants.c.scope.label("family_scope"),
        grants.c.resource.label("family_resource"),
        grants.c.expires_at.label("family_ends"),
    )
    .join(grants, grants.c.id == tokens.c.grant_id)
    .join(User, User.id == grants.c.user_id)
    .where(
        (tokens.c.access_digest == bindparam("presented"))
        | (tokens.c.refresh_digest == bindparam("presented")),
        User.disabled_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """An access or refresh token out of the database, live or dead."""

    row: Any
    is_access_token: bool

    @property
    def expires_at(self) -> datetime:
        return cast(datetime, self.row.expires_at if self.is_access_token else self.row.family_ends)

    @property
    def scope(self) -> str:
        return cast(str, self.row.scope if self.is_access_token else self.row.family_scope)

    @property
    def audience(self) -> list[str]:
        return audience(self.row.resource if self.is_access_token else self.row.family_resource)

    def is_expired(self) -> bool:
        return self.expires_at <= now()

    def is_revoked(self) -> bool:
        """A refresh token that was rotated is over too, though its answer may be repeated."""
        is_rotated = not self.is_access_token and self.row.rotated_at is not None
        return is_rotated or self.row.revoked_at is not None


class IntrospectionEndpoint(AuthlibIntrospectionEndpoint):
    """Authlib's endpoint on our one statement and our rule of who may see what."""

    CLIENT_AUTH_METHODS = list(CONFIDENTIAL_METHODS)

    def check_params(self, request: Any, client: Client) -> None:  # noqa: ARG002 -- Authlib's signature
        """Raise InvalidRequestError if no token is named; the hint is ignored (section 2.1)."""
        if "token" not in request.form:
            raise InvalidRequestError("token is missing.")

    def query_token(self, token_string: str, token_type_hint: str | None) -> PresentedToken | None:  # noqa: ARG002 -- Authlib's signature
        presented = digest(token_string)
        row = db.session.execute(_find_token, {"presented": presented}).one_or_none()
        return PresentedToken(row, row.access_digest == presented) if row else None

    def check_permission(self, token: PresentedToken, client: Client, request: Any) -> bool:  # noqa: ARG002 -- Authlib's signature
        if token.row.client_id == client.client_id:
            return True
        guarded = set(client.resource_server_for.split())
        return token.is_access_token and not guarded.isdisjoint(token.audience)

    def introspect_token(self, token: PresentedToken) -> dict[str, Any]:
        """Return the members of section 2.2: of the person there is the id and nothing else."""
        row = token.row
        answer = {
            "active": True,
            "scope": token.scope,
            "client_id": row.client_id,
            "sub": str(row.user_id),
            "aud": token.audience,
            "iss": current_app.config["BASE_URL"],
            "iat": int(row.issued_at.timestamp()),
            "exp": int(token.expires_at.timestamp()),
        }
        if token.is_access_token:
            answer["token_type"] = "Bearer" if row.dpop_jkt is None else "DPoP"
        if row.dpop_jkt is not None:
            answer["cnf"] = {"jkt": row.dpop_jkt}  # RFC 9449 section 6.2
        return answer
