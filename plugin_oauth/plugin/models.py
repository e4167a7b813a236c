"""What the plugin stores whatever its operations are: verification tokens, ids of requests."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from plugin_oauth.database import Base

DIGEST = LargeBinary(32)
SERVICE_LENGTH = 32
VERIFICATION_TOKEN_LENGTH = 200


class VerificationToken(Base):
    """What a host gave the developer, to see it in the manifest: not a secret."""

    __tablename__ = "verification_token"

    service: Mapped[str] = mapped_column(String(SERVICE_LENGTH), primary_key=True)
    token: Mapped[str] = mapped_column(String(VERIFICATION_TOKEN_LENGTH))
    updated_at: Mapped[datetime]


class Creation(Base):
    """A creation that was named by the caller, so that repeating it makes no second thing.

    It has nothing of the thing but what the arguments do not tell again: what is deleted leaves no
    text behind.
    """

    __tablename__ = "creation"

    digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    arguments_digest: Mapped[bytes] = mapped_column(DIGEST)
    item_id: Mapped[UUID]
    due_on: Mapped[date | None]
    expires_at: Mapped[datetime]
