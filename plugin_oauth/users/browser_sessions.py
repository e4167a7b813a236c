"""The browsers a person is signed in in: listed, and ended one by one or all but this one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import request
from sqlalchemy import ColumnElement, select, update

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import sessions
from plugin_oauth.users.session import cookie_name

MAXIMUM_SHOWN = 50


@dataclass(frozen=True, slots=True)
class LiveSession:
    """One browser, as its owner sees it; `handle` names it in a form and opens nothing."""

    handle: str
    user_agent: str
    began_at: datetime
    last_seen_at: datetime | None
    is_this_one: bool


def list_sessions(user_id: UUID) -> Sequence[LiveSession]:
    """Return the user's live sessions, this browser's first, then the one seen last."""
    this_one = _digest_of_this_one()
    newest = sessions.c.last_seen_at.desc().nulls_last()
    query = select(sessions).where(*_live(user_id))
    rows = db.session.execute(query.order_by(newest, sessions.c.digest).limit(MAXIMUM_SHOWN))
    found = [
        LiveSession(
            handle=_handle(row.digest),
            user_agent=row.user_agent,
            began_at=row.auth_time,
            last_seen_at=row.last_seen_at,
            is_this_one=row.digest == this_one,
        )
        for row in rows
    ]
    return sorted(found, key=lambda session: not session.is_this_one)


def end_one_session(user_id: UUID, handle: str) -> bool:
    """End the user's session with this handle; return whether there was a live one."""
    live = db.session.scalars(select(sessions.c.digest).where(*_live(user_id)))
    named = [known for known in live if _handle(known) == handle]
    if not named:
        return False
    ended = update(sessions).where(sessions.c.digest.in_(named), sessions.c.revoked_at.is_(None))
    db.session.execute(ended.values(revoked_at=now()))
    record_event(Event.SESSION_ENDED, user_id=user_id)
    return True


def end_other_sessions(user_id: UUID) -> None:
    """End every session of the user but this browser's."""
    others = update(sessions).where(*_live(user_id), sessions.c.digest != _digest_of_this_one())
    db.session.execute(others.values(revoked_at=now()))
    record_event(Event.OTHER_SESSIONS_ENDED, user_id=user_id)


def _live(user_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        sessions.c.user_id == user_id,
        sessions.c.revoked_at.is_(None),
        sessions.c.expires_at > now(),
    )


def _digest_of_this_one() -> bytes:
    return digest(request.cookies.get(cookie_name(), ""))


def _handle(session_digest: bytes) -> str:
    """Return what names a session in a form: a digest of the stored digest, so neither is told."""
    return hashlib.sha256(b"handle" + session_digest).hexdigest()[:32]
