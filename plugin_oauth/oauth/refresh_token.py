"""The refresh token grant (RFC 6749 section 6): rotated, and idempotent within the grace.

Hosts refresh in bursts and lose answers. Within REFRESH_TOKEN_GRACE seconds the token just rotated
gets the same answer again, not a second pair, so that one branch stays one branch and theft is
still seen:

    presented                                             answer
    current token of a live family                        a new pair
    the one before it, inside the grace                   the same answer again
    an older one, or later, or of a family that ended     invalid_grant, the family ends
    another client's, a wider scope, another resource     invalid_grant, _scope, _target; no change
    a repeat with another resource or key than before     invalid_target, invalid_grant; no change
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from authlib.oauth2.rfc6749 import InvalidGrantError
from authlib.oauth2.rfc6749 import grants as authlib_grants
from flask import current_app
from sqlalchemy import bindparam, exists, select, update

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.auth_methods import AUTH_METHODS
from plugin_oauth.oauth.families import Family, TokenTerms
from plugin_oauth.oauth.flight_recorder import DONE, explain, note, note_family
from plugin_oauth.oauth.models import Client, grants, tokens
from plugin_oauth.oauth.proved_key import proved_key
from plugin_oauth.oauth.resources import InvalidTargetError, narrow_resource
from plugin_oauth.oauth.scopes import split_scope
from plugin_oauth.oauth.sealing import seal, unseal
from plugin_oauth.oauth.tokens import (
    IssuedToken,
    TokenAnswer,
    end_family,
    from_bytes,
    make_token,
    save_token,
    to_bytes,
)
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import User


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """A refresh token as it was presented, with its family; `token` is the secret itself."""

    token: str
    refresh_digest: bytes
    access_digest: bytes
    parent_digest: bytes | None
    dpop_jkt: str | None
    family: Family
    family_ends: datetime

    def check_client(self, client: Client) -> bool:
        return self.family.client_id == client.client_id

    def get_scope(self) -> str:
        return self.family.scope


_find_token = (
    select(
        tokens.c.access_digest,
        tokens.c.parent_digest,
        tokens.c.dpop_jkt,
        grants.c.id,
        grants.c.client_id,
        grants.c.user_id,
        grants.c.scope,
        grants.c.resource,
        grants.c.auth_time,
        grants.c.expires_at,
        grants.c.flow_id,
    )
    .join(grants, grants.c.id == tokens.c.grant_id)
    .join(User, User.id == grants.c.user_id)
    .where(tokens.c.refresh_digest == bindparam("presented"), User.disabled_at.is_(None))
)

_family_lives = exists().where(
    grants.c.id == tokens.c.grant_id,
    grants.c.revoked_at.is_(None),
    grants.c.expires_at > bindparam("moment"),
)

_rotate_token = (
    update(tokens)
    .where(
        tokens.c.refresh_digest == bindparam("presented"),
        tokens.c.rotated_at.is_(None),
        _family_lives,
    )
    .values(rotated_at=bindparam("moment"), sealed_answer=bindparam("sealed"))
    .returning(tokens.c.access_digest)
)

_successor = tokens.alias("successor")
_find_kept_answer = (
    select(
        tokens.c.sealed_answer,
        tokens.c.rotated_at,
        _successor.c.resource,
        _successor.c.dpop_jkt,
    )
    .join(_successor, _successor.c.parent_digest == tokens.c.access_digest)
    .where(
        tokens.c.refresh_digest == bindparam("presented"),
        _successor.c.rotated_at.is_(None),
        _family_lives,
    )
)

_blank_answer = (
    update(tokens).where(tokens.c.access_digest == bindparam("rotated")).values(sealed_answer=None)
)


class RefreshTokenGrant(authlib_grants.RefreshTokenGrant):
    """Authlib's grant on our rotation."""

    TOKEN_ENDPOINT_AUTH_METHODS = list(AUTH_METHODS)

    def authenticate_refresh_token(self, refresh_token: str) -> PresentedToken:
        """Return the client's token, rotated and dead ones included; raises InvalidGrantError."""
        presented = digest(refresh_token)
        row = db.session.execute(_find_token, {"presented": presented}).one_or_none()
        if row is None or row.client_id != self.request.client.client_id:
            explain("refresh_token_unknown")
            raise InvalidGrantError("This client was given no such refresh token.")
        note_family(row.client_id, row.flow_id)
        return PresentedToken(
            token=refresh_token,
            refresh_digest=presented,
            access_digest=row.access_digest,
            parent_digest=row.parent_digest,
            dpop_jkt=row.dpop_jkt,
            family=Family(
                row.client_id, row.user_id, row.scope, row.id, row.resource, row.auth_time
            ),
            family_ends=row.expires_at,
        )

    def create_token_response(self) -> tuple[int, TokenAnswer, list[tuple[str, str]]]:
        """Rotate, or repeat the answer of the rotation just before; raises InvalidGrantError."""
        presented: PresentedToken = self.request.refresh_token
        terms = self.terms_of_successor(presented)
        successor = make_token(terms)
        if rotate(presented, successor):
            note("tokens", "tokens_rotated", "The client has a new pair.", decision=DONE)
            return 200, successor.answer, self.TOKEN_RESPONSE_HEADER
        answer = find_kept_answer(presented, terms)
        if answer is None:
            end_family(presented.family.id, "refresh token reused")
            explain("refresh_token_dead")
            raise InvalidGrantError("The refresh token was used before, has expired or is revoked.")
        note("tokens", "answer_repeated", "The client has the same answer again.", decision=DONE)
        return 200, answer, self.TOKEN_RESPONSE_HEADER

    def terms_of_successor(self, presented: PresentedToken) -> TokenTerms:
        """Return what the next token is to be; raises InvalidTargetError, InvalidDpopProofError.

        A public client's refresh token stays bound to its key; a confidential client proves itself
        anyway and may change it (RFC 9449 section 5).
        """
        requested = self.request.payload.scope
        parameters = self.request.payload.datalist
        bound_to = presented.dpop_jkt if self.request.client.is_public else None
        return TokenTerms(
            presented.family,
            presented.family_ends,
            with_refresh_token=True,
            scope=" ".join(split_scope(requested)) if requested else presented.family.scope,
            resource=narrow_resource(parameters["resource"], presented.family.resource),
            dpop_jkt=proved_key(bound_to),
            parent_digest=presented.access_digest,
        )


def rotate(presented: PresentedToken, successor: IssuedToken) -> bool:
    """Put the successor in the place of the presented token; False if somebody else has."""
    kept = to_bytes(successor.answer, successor.row["expires_at"])
    won = db.session.execute(
        _rotate_token,
        {
            "presented": presented.refresh_digest,
            "moment": now(),
            "sealed": seal(presented.token, kept, presented.refresh_digest),
        },
    ).one_or_none()
    if won is None:
        return False
    save_token(successor)
    if presented.parent_digest is not None:
        # The generation before can never be repeated again: what was kept for it goes.
        db.session.execute(_blank_answer, {"rotated": presented.parent_digest})
    return True


def find_kept_answer(presented: PresentedToken, terms: TokenTerms) -> TokenAnswer | None:
    """Return the answer that this token got just before, or None if it is too late for that.

    Raises InvalidTargetError, InvalidGrantError if that answer is not what is asked for now.
    """
    row = db.session.execute(
        _find_kept_answer, {"presented": presented.refresh_digest, "moment": now()}
    ).one_or_none()
    if row is None or row.sealed_answer is None:
        return None
    grace = timedelta(seconds=current_app.config["REFRESH_TOKEN_GRACE"])
    if now() >= row.rotated_at + grace:
        return None
    if row.resource != terms.resource:
        raise InvalidTargetError()
    if row.dpop_jkt != terms.dpop_jkt:
        raise InvalidGrantError("The refresh token was used just before, with another key.")
    kept = unseal(presented.token, row.sealed_answer, presented.refresh_digest)
    return from_bytes(kept) if kept is not None else None
