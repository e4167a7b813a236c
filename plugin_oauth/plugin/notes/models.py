"""What is stored of notes, each of one person. Their words for the search: search.py."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin_oauth.database import Base

TITLE_LENGTH = 200
TEXT_LENGTH = 40_000


class Note(Base):
    """One text a person keeps. It goes with the person's account.

    On SQLite a trigger removes its words from the search; whoever rebuilds the table makes it anew.
    """

    __tablename__ = "note"
    __table_args__ = (
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "sort_key", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    # The title's words, folded; compared by code points, as SQLite does, in any locale.
    sort_key: Mapped[str] = mapped_column(
        String(TITLE_LENGTH).with_variant(String(TITLE_LENGTH, collation="C"), "postgresql")
    )
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
