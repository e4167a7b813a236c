"""What the plugin stores whatever its operations are: the hosts' verification tokens."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from plugin_oauth.database import Base

SERVICE_LENGTH = 32
VERIFICATION_TOKEN_LENGTH = 200


class VerificationToken(Base):
    """What a host gave the developer, to see it in the manifest: not a secret."""

    __tablename__ = "verification_token"

    service: Mapped[str] = mapped_column(String(SERVICE_LENGTH), primary_key=True)
    token: Mapped[str] = mapped_column(String(VERIFICATION_TOKEN_LENGTH))
    updated_at: Mapped[datetime]
