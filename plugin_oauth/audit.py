"""The audit log: who did what to the security of accounts and clients, without a secret in it.

Events are rows that are only ever added, in the unit of work of what they tell: an event stands
if, and only if, what it tells stands. The one exception is a failed sign-in, which is counted by
account and hour: nobody fills the table by guessing, and what was typed is not kept. A row has
random ids and words of ours; no name, no address, nothing that a caller sent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast
from uuid import UUID, uuid4, uuid5

from blinker import Signal
from flask import current_app
from sqlalchemy import String, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from plugin_oauth.clock import now
from plugin_oauth.database import Base, db

PURGE_BATCH = 1000
HOURS = UUID("6b1f0c52-53c5-4f0e-9f0b-0f0a4a9a7c11")  # the namespace of the hourly counts' ids


class Event(StrEnum):
    """What can happen, by its stable name."""

    ACCOUNT_CREATED = "account_created"
    ACCOUNT_DELETED = "account_deleted"
    ACCOUNT_DISABLED = "account_disabled"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    SESSION_ENDED = "session_ended"
    OTHER_SESSIONS_ENDED = "other_sessions_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- an event
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    FAMILY_ENDED = "family_ended"
    CLIENT_CREATED = "client_created"
    CLIENT_REGISTERED = "client_registered"
    CLIENT_UPDATED = "client_updated"
    CLIENT_SECRET_ROTATED = "client_secret_rotated"  # noqa: S105 -- an event
    CLIENT_DELETED = "client_deleted"
    REDIRECT_URI_APPROVED = "redirect_uri_approved"
    API_KEY_CREATED = "api_key_created"
    API_KEY_REVOKED = "api_key_revoked"
    SERVICE_TOKEN_CREATED = "service_token_created"  # noqa: S105 -- an event
    SERVICE_TOKEN_ROTATED = "service_token_rotated"  # noqa: S105 -- an event
    SERVICE_TOKEN_REVOKED = "service_token_revoked"  # noqa: S105 -- an event
    SERVICE_TOKEN_DELETED = "service_token_deleted"  # noqa: S105 -- an event
    KEYS_ROTATED = "keys_rotated"
    VERIFICATION_TOKEN_SET = "verification_token_set"  # noqa: S105 -- an event
    VERIFICATION_TOKEN_REMOVED = "verification_token_removed"  # noqa: S105 -- an event


class AuditEvent(Base):
    """One event. No foreign keys: it stays when the account or the client is gone."""

    __tablename__ = "audit_event"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[UUID | None]
    client_id: Mapped[str | None] = mapped_column(String(255))
    reason: Mapped[str | None] = mapped_column(String(64))
    count: Mapped[int]


audit_events = cast(Table, AuditEvent.__table__)

# Sent with the event, its client_id and its reason, once written: the flight recorder listens.
event_recorded = Signal()

_insert = insert(audit_events)


def record_event(
    event: Event,
    *,
    user_id: UUID | None = None,
    client_id: str | None = None,
    reason: str | None = None,
) -> None:
    """Add an event to the log, in the present unit of work; `reason` is a word of ours."""
    row = {"event": event.value, "user_id": user_id, "client_id": client_id, "reason": reason}
    db.session.execute(_insert, {"id": uuid4(), "at": now(), "count": 1, **row})
    event_recorded.send(event, client_id=client_id, reason=reason)


def count_failed_sign_in(user_id: UUID | None) -> None:
    """Count a failed sign-in to the account, None for one that does not exist."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    event = Event.SIGN_IN_FAILED
    row = {"id": uuid5(HOURS, f"{event} {user_id} {hour.isoformat()}"), "at": now(), "count": 1}
    one_more = {"at": now(), "count": audit_events.c.count + 1}
    db.session.execute(
        dialect.insert(audit_events)
        .values(event=event.value, user_id=user_id, **row)
        .on_conflict_do_update(index_elements=["id"], set_=one_more)
    )
    event_recorded.send(event, client_id=None, reason=None)


def list_events(limit: int) -> Sequence[AuditEvent]:
    """Return the newest events, the newest first."""
    newest = select(AuditEvent).order_by(AuditEvent.at.desc(), AuditEvent.id).limit(limit)
    return db.session.scalars(newest).all()


def purge_events(batch: int = PURGE_BATCH) -> int:
    """Delete at most one batch of events older than AUDIT_LIFETIME; return how many."""
    ends = now() - timedelta(seconds=current_app.config["AUDIT_LIFETIME"])
    old = select(audit_events.c.id).where(audit_events.c.at < ends).limit(batch)
    gone = delete(audit_events).where(audit_events.c.id.in_(old)).returning(audit_events.c.id)
    return len(db.session.scalars(gone).all())
