"""What is stored of tasks, each of one person."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from plugin_oauth.database import Base

TITLE_LENGTH = 200
NOTES_LENGTH = 2000


class Task(Base):
    """One thing a person has to do. It goes with the person's account."""

    __tablename__ = "task"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    notes: Mapped[str | None] = mapped_column(String(NOTES_LENGTH))
    due_on: Mapped[date | None]
    completed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
