"""Resource owners and their browser sessions, as they are stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from plugin_oauth.database import Base

EMAIL_LENGTH = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets
USER_AGENT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """The resource owner on whose behalf a request acts; a client's own account has no e-mail."""

    id: UUID
    email: str | None
    is_admin: bool


class User(Base):
    """A resource owner. Random ids: nothing tells how many there are, no index grows at one end."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # None is a service account: it belongs to a client and nobody can sign in to it.
    email: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class BrowserSession(Base):
    """One person signed in in one browser; the cookie's value is stored as a digest only."""

    __tablename__ = "browser_session"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    auth_time: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(String(USER_AGENT_LENGTH))
    last_seen_at: Mapped[datetime | None]  # coarsely (last_use.py); None was never seen again


sessions = cast(Table, BrowserSession.__table__)
