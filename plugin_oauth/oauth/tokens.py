"""Tokens and their families: issued, rotated and ended, one statement for each decision."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import bindparam, insert, select, update

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.families import Family, TokenTerms
from plugin_oauth.oauth.flight_recorder import DONE, current_flow_id, note
from plugin_oauth.oauth.jwt_access_token import make_jwt_access_token
from plugin_oauth.oauth.models import grants, tokens
from plugin_oauth.secret_values import Kind, digest, make_secret

TokenAnswer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token just made: the answer for the client, and the row to be stored."""

    answer: TokenAnswer
    row: dict[str, Any]


def make_token(terms: TokenTerms) -> IssuedToken:
    """Return a new token, not stored yet; it never outlives its family."""
    issued_at = now()
    lifetime = timedelta(seconds=current_app.config["ACCESS_TOKEN_LIFETIME"])
    expires_at = min(issued_at + lifetime, terms.family_ends)
    access_token = make_access_token(terms, issued_at, expires_at)
    answer: TokenAnswer = {
        "access_token": access_token,
        "token_type": "Bearer" if terms.dpop_jkt is None else "DPoP",
        "expires_in": int((expires_at - issued_at).total_seconds()),
        "scope": terms.scope,
    }
    if terms.with_refresh_token:
        answer["refresh_token"] = make_secret(Kind.REFRESH_TOKEN)
    row = {
        "access_digest": digest(access_token),
        "refresh_digest": digest(answer["refresh_token"]) if terms.with_refresh_token else None,
        "parent_digest": terms.parent_digest,
        "grant_id": terms.family.id,
        "scope": terms.scope,
        "resource": terms.resource,
        "dpop_jkt": terms.dpop_jkt,
        "issued_at": issued_at,
        "expires_at": expires_at,
    }
    return IssuedToken(answer, row)


def make_access_token(terms: TokenTerms, issued_at: datetime, expires_at: datetime) -> str:
    """Return a random access token, or a signed one (RFC 9068) if the setting asks for it.

    A signed one is stored as a digest like any other: our own API asks the database either way,
    so that revoking it works at once.
    """
    if current_app.config["ACCESS_TOKEN_FORMAT"] == "opaque":  # noqa: S105 -- a format
        return make_secret(Kind.ACCESS_TOKEN)
    return make_jwt_access_token(terms, issued_at, expires_at)


_insert_grant = insert(grants)
_insert_token = insert(tokens)


def save_token(token: IssuedToken) -> None:
    db.session.execute(_insert_token, token.row)


def save_grant(family: Family, began: datetime, ends: datetime) -> None:
    db.session.execute(
        _insert_grant,
        {
            "id": family.id,
            "client_id": family.client_id,
            "user_id": family.user_id,
            "scope": family.scope,
            "resource": family.resource,
            "auth_time": family.auth_time,
            "created_at": began,
            "expires_at": ends,
            "flow_id": current_flow_id(),
        },
    )


def begin_family(
    family: Family,
    *,
    with_refresh_token: bool,
    resource: str | None = None,
    dpop_jkt: str | None = None,
) -> TokenAnswer:
    """Store a grant with its first token and return the answer for the client.

    `resource` narrows the token, not the grant: a refresh may ask for another one of it.
    """
    began = now()
    setting = "REFRESH_TOKEN_LIFETIME" if with_refresh_token else "ACCESS_TOKEN_LIFETIME"
    ends = began + timedelta(seconds=current_app.config[setting])
    save_grant(family, began, ends)
    token = make_token(
        TokenTerms(
            family,
            ends,
            with_refresh_token,
            family.scope,
            family.resource if resource is None else resource,
            dpop_jkt,
        )
    )
    save_token(token)
    note("tokens", "tokens_issued", "The client has its tokens.", decision=DONE)
    return token.answer


_end_family = (
    update(grants)
    .where(grants.c.id == bindparam("family"), grants.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("moment"), revoked_reason=bindparam("reason"))
    .returning(grants.c.user_id, grants.c.client_id)
)
_blank_answers = (
    update(tokens)
    .where(tokens.c.grant_id == bindparam("family"), tokens.c.sealed_answer.is_not(None))
    .values(sealed_answer=None)
)


def end_family(grant_id: UUID, reason: str) -> None:
    """Revoke a grant and with it every token that came from it, at once.

    Every check of a token reads its grant, so a pair issued in the same moment is dead too.
    """
    parameters = {"family": grant_id, "moment": now(), "reason": reason}
    ended = db.session.execute(_end_family, parameters).one_or_none()
    if ended is None:
        return
    db.session.execute(_blank_answers, {"family": grant_id})
    record_event(
        Event.FAMILY_ENDED, user_id=ended.user_id, client_id=ended.client_id, reason=reason
    )


_find_family = (
    select(grants.c.id, grants.c.client_id)
    .join(tokens, tokens.c.grant_id == grants.c.id)
    .where(
        (tokens.c.access_digest == bindparam("digest"))
        | (tokens.c.refresh_digest == bindparam("digest"))
    )
)


@dataclass(frozen=True, slots=True)
class TokenFamily:
    """The family that a presented token, of either type, belongs to."""

    grant_id: UUID
    client_id: str

    def check_client(self, client: Any) -> bool:
        return bool(self.client_id == client.client_id)


def find_family(token: str) -> TokenFamily | None:
    """Return the family of an access or refresh token, live or dead, or None."""
    row = db.session.execute(_find_family, {"digest": digest(token)}).one_or_none()
    return TokenFamily(row.id, row.client_id) if row else None


def to_bytes(answer: TokenAnswer, expires_at: datetime) -> bytes:
    """Return the answer in the form in which it is kept for a repeat."""
    return json.dumps(answer | {"expires_at": expires_at.isoformat()}).encode()


def from_bytes(kept: bytes) -> TokenAnswer:
    """Return the kept answer with the seconds that are left of it now."""
    answer: TokenAnswer = json.loads(kept)
    expires_at = datetime.fromisoformat(str(answer.pop("expires_at")))
    return answer | {"expires_in": max(0, int((expires_at - now()).total_seconds()))}
