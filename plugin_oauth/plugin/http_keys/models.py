"""Service tokens and personal API keys, as they are stored: their digests, and what they may do."""

from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin_oauth.database import Base

NAME_LENGTH = 100


class ServiceToken(Base):
    """What a host proves itself with; it acts for an account of its own that nobody signs in to."""

    __tablename__ = "service_token"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)  # None is revoked
    # The token before the present one, which still counts until its end.
    previous_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    previous_ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class ApiKey(Base):
    """What one person's host sends; revoking it deletes the row."""

    __tablename__ = "api_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    scope: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


service_tokens = cast(Table, ServiceToken.__table__)
api_keys = cast(Table, ApiKey.__table__)
