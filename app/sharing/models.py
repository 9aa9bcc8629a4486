"""A title recommended by one profile to another, and links that show a guest a title's card."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Title
from app.foundation.db import Entity, Row
from app.profiles.models import Profile


class Share(Row, Entity):
    """A title with a note, from one profile to another. Shared again, the note is new and the row the same."""

    __table_args__ = (
        UniqueConstraint("sender_id", "receiver_id", "title_id"),
        CheckConstraint("state IN ('published', 'held')", name="state"),
    )

    sender_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), index=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(10), default="published")
    held_reason: Mapped[str] = mapped_column(String(500), default="")
    shared_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    put_away_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    sender: Mapped[Profile] = relationship(foreign_keys=[sender_id])
    receiver: Mapped[Profile] = relationship(foreign_keys=[receiver_id])
    title: Mapped[Title] = relationship()

    def __str__(self) -> str:
        return f"{self.title} from {self.sender} to {self.receiver}"


class GuestLink(Row, Entity):
    """A link for somebody without an account: it opens the title's card and nothing else, until it ends.

    `digest` is the SHA-256 of the link's token, so the table opens no door.
    """

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), index=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    opened_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None]
    profile: Mapped[Profile] = relationship()
    title: Mapped[Title] = relationship()

    def __str__(self) -> str:
        return f"a guest’s link to {self.title}"
