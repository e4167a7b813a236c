"""Access tokens at the protected resources (RFC 6750, RFC 9449): one statement, rightly challenged.

    no token sent                       401  Bearer and DPoP, no error
    token not known, expired, revoked,
    for another resource, or bound to
    a key that is not proved            401  error="invalid_token"
    token not known, too often          429
    a scope is missing                  403  error="insufficient_scope"
    DPoP proof missing or bad           401  DPoP error="invalid_dpop_proof" or "use_dpop_nonce"

This is the room's public face.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from authlib.integrations.flask_oauth2 import ResourceProtector
from authlib.oauth2.rfc6749 import OAuth2Error
from authlib.oauth2.rfc6750 import BearerTokenValidator, InvalidTokenError
from flask import g, request
from sqlalchemy import bindparam, select

from plugin_oauth.clock import now
from plugin_oauth.database import db, expect_writes
from plugin_oauth.limits import check_guesses
from plugin_oauth.oauth.challenges import BoundTokenError, refusal
from plugin_oauth.oauth.dpop import Proof, check_proof, spend_proof
from plugin_oauth.oauth.grant_use import note_grant_use
from plugin_oauth.oauth.models import grants, tokens
from plugin_oauth.oauth.resources import API, is_for
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import CurrentUser, User

MAXIMUM_TOKEN = 4096  # characters; ours have 49, signed ones about 700


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token out of the database, with its grant and its user."""

    user: CurrentUser
    client_id: str
    grant_id: UUID
    scope: str
    resource: str
    dpop_jkt: str | None
    expires_at: datetime
    issued_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    proof: Proof | None = None  # of the key it is bound to, where one came with it

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
        tokens.c.resource,
        tokens.c.dpop_jkt,
        tokens.c.expires_at,
        tokens.c.issued_at,
        grants.c.revoked_at,
        grants.c.last_used_at,
    )
    .select_from(tokens)
    .join(grants, grants.c.id == tokens.c.grant_id)
    .join(User, User.id == grants.c.user_id)
    .where(tokens.c.access_digest == bindparam("presented"), User.disabled_at.is_(None))
)


def find_access_token(token: str) -> AccessToken | None:
    """Return the access token, expired and revoked ones included, or None."""
    if len(token) > MAXIMUM_TOKEN:
        return None
    row = db.session.execute(_find_access_token, {"presented": digest(token)}).one_or_none()
    if row is None:
        return None
    user = CurrentUser(row.user_id, row.email, row.is_admin)
    return AccessToken(
        user=user,
        client_id=row.client_id,
        grant_id=row.id,
        scope=row.scope,
        resource=row.resource,
        dpop_jkt=row.dpop_jkt,
        expires_at=row.expires_at,
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )


class TokenValidator(BearerTokenValidator):
    """Authlib's checks (known, not expired, not revoked, scope) on our one statement."""

    def authenticate_token(self, token_string: str) -> AccessToken | None:
        token = find_access_token(token_string)
        if token is None:
            check_guesses()
        elif token.dpop_jkt is not None:
            raise BoundTokenError()
        return token

    def validate_token(
        self, token: AccessToken | None, scopes: Any, request: Any, path: str | None = None
    ) -> None:
        if token is not None and path is not None and not is_for(token.resource, path):
            raise InvalidTokenError()
        super().validate_token(token, scopes, request)


class DpopTokenValidator(TokenValidator):
    """The same for the DPoP scheme, and the proof that the sender has the token's key."""

    TOKEN_TYPE = "dpop"  # noqa: S105 -- a scheme

    def authenticate_token(self, token_string: str) -> AccessToken | None:
        expect_writes()
        proof = check_proof(token_string)
        token = find_access_token(token_string)
        if token is None or token.dpop_jkt != proof.jkt:
            check_guesses()
            return None
        return replace(token, proof=proof)

    def validate_token(
        self, token: AccessToken | None, scopes: Any, request: Any, path: str | None = None
    ) -> None:
        """Spend the proof when all else is right: strangers must not be able to fill the table."""
        super().validate_token(token, scopes, request, path)
        if token is not None and token.proof is not None:
            spend_once(token.proof)


def spend_once(proof: Proof) -> None:
    """Spend the proof for good, whatever becomes of the request; raises InvalidDpopProofError.

    Its transaction ends here: rolled back with a refused request, a proof could be used again. When
    the unit of work runs again after a lost conflict, it is this request that has spent it.
    """
    if g.get("spent_proof") != proof:
        spend_proof(proof)
        db.session.commit()
        g.spent_proof = proof


_protector = ResourceProtector()
_protector.register_token_validator(TokenValidator())
_protector.register_token_validator(DpopTokenValidator())


def authenticate(scopes: Sequence[str], resource: str | None = API) -> CurrentUser:
    """Return the user on whose behalf the request's access token acts.

    Every one of `scopes` is required, and that the token is for `resource` (a path of ours; None is
    the authorization server itself, which takes every token). Call it before anything is changed.
    Raises Problem, with the challenge, as listed above.
    """
    return access_token(scopes, resource).user


def access_token(
    scopes: Sequence[str], resource: str | None = API, *, asked: str | None = None
) -> AccessToken:
    """Return the request's access token; see authenticate.

    `asked` is the scope that a challenge names, where clients should ask for more than this takes.
    """
    required = " ".join(scopes)
    try:
        # One string means all of its scopes to Authlib; a list would mean any one of them.
        found = _protector.validate_request(scopes=[required], request=request, path=resource)
    except OAuth2Error as error:
        raise refusal(error, required if asked is None else asked, resource) from None
    token = cast(AccessToken, found)
    note_grant_use(token.grant_id, token.last_used_at, token.issued_at)
    return token
