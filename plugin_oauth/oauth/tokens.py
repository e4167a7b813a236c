"""Tokens and their families: issued, rotated and ended, one statement for each decision."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import bindparam, insert, select, update

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.models import grants, tokens
from plugin_oauth.secret_values import Kind, digest, make_secret

TokenAnswer = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class NewFamily:
    """A grant about to begin: who allowed whom what, and under which id and login if any."""

    client_id: str
    user_id: UUID
    scope: str
    grant_id: UUID = field(default_factory=uuid4)
    auth_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token just made: the answer for the client, and the row to be stored."""

    answer: TokenAnswer
    row: dict[str, Any]


def make_token(
    grant_id: UUID,
    scope: str,
    family_ends: datetime,
    *,
    with_refresh_token: bool,
    parent_digest: bytes | None = None,
) -> IssuedToken:
    """Return a new token of the family, not stored yet; it never outlives the family."""
    issued_at = now()
    lifetime = timedelta(seconds=current_app.config["ACCESS_TOKEN_LIFETIME"])
    expires_at = min(issued_at + lifetime, family_ends)
    access_token = make_secret(Kind.ACCESS_TOKEN)
    answer: TokenAnswer = {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": int((expires_at - issued_at).total_seconds()),
        "scope": scope,
    }
    if with_refresh_token:
        answer["refresh_token"] = make_secret(Kind.REFRESH_TOKEN)
    row = {
        "access_digest": digest(access_token),
        "refresh_digest": digest(str(answer["refresh_token"])) if with_refresh_token else None,
        "parent_digest": parent_digest,
        "grant_id": grant_id,
        "scope": scope,
        "issued_at": issued_at,
        "expires_at": expires_at,
    }
    return IssuedToken(answer, row)


_insert_grant = insert(grants)
_insert_token = insert(tokens)


def save_token(token: IssuedToken) -> None:
    db.session.execute(_insert_token, token.row)


def begin_family(new: NewFamily, *, with_refresh_token: bool) -> TokenAnswer:
    """Store a grant with its first token and return the answer for the client."""
    began = now()
    setting = "REFRESH_TOKEN_LIFETIME" if with_refresh_token else "ACCESS_TOKEN_LIFETIME"
    ends = began + timedelta(seconds=current_app.config[setting])
    db.session.execute(
        _insert_grant,
        {
            "id": new.grant_id,
            "client_id": new.client_id,
            "user_id": new.user_id,
            "scope": new.scope,
            "auth_time": new.auth_time,
            "created_at": began,
            "expires_at": ends,
        },
    )
    token = make_token(new.grant_id, new.scope, ends, with_refresh_token=with_refresh_token)
    save_token(token)
    return token.answer


_end_family = (
    update(grants)
    .where(grants.c.id == bindparam("family"), grants.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("moment"), revoked_reason=bindparam("reason"))
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
    db.session.execute(_end_family, parameters)
    db.session.execute(_blank_answers, {"family": grant_id})


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
