"""A title recommended by one profile to another, and links that show a guest a title's card."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import Entity, Row
from app.foundation.events import publish, to_profile
from app.profiles.models import Profile

PUBLISHED, HELD = "published", "held"


class Share(Row, Entity):
    """A title with a note, from one profile to another. Shared again, the note is new and the row the same."""

    __table_args__ = (
        UniqueConstraint("sender_id", "receiver_id", "title_id"),
        CheckConstraint("state IN ('published', 'held')", name="state"),
        {"sqlite_autoincrement": True},  # a case outlives the row, and must never mean another one
    )

    sender_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), index=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(10), default=PUBLISHED)
    held_reason: Mapped[str] = mapped_column(String(500), default="")
    shared_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    put_away_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    sender: Mapped[Profile] = relationship(foreign_keys=[sender_id])
    receiver: Mapped[Profile] = relationship(foreign_keys=[receiver_id])
    title: Mapped[Title] = relationship()

    @property
    def is_on_its_way(self) -> bool:
        """Whether its receiver has it: neither held nor withdrawn."""
        return self.state == PUBLISHED and self.withdrawn_at is None

    def send_again(self, note: str) -> None:
        """With another note, as if new to its receiver. One that is held stays held."""
        self.note, self.shared_at = note, clock.now()
        self.seen_at = self.put_away_at = self.withdrawn_at = None

    def put_away(self) -> None:
        """Off its receiver's page and home."""
        self.put_away_at = clock.now()

    def take_out(self) -> None:
        """Undo `put_away`."""
        self.put_away_at = None

    def withdraw(self) -> None:
        """Its sender takes it back."""
        self.withdrawn_at = clock.now()

    def give_back(self) -> None:
        """Undo `withdraw`."""
        self.withdrawn_at = None

    def hold(self, reason: str) -> None:
        """Take it out of sight, with the reason on the row."""
        self.state, self.held_reason = HELD, reason
        self.tell()

    def release(self) -> None:
        """Show it again."""
        self.state, self.held_reason = PUBLISHED, ""
        self.tell()

    def tell(self) -> None:
        """Let its receiver's open pages look again, in the current transaction."""
        publish("shares-changed", to_profile(self.receiver_id))

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

    @property
    def is_over(self) -> bool:
        """Whether it was ended, or its days are past."""
        return self.ended_at is not None or self.expires_at <= clock.now()

    def end(self) -> None:
        """From now on it opens nothing."""
        self.ended_at = self.ended_at or clock.now()

    def __str__(self) -> str:
        return f"a guest’s link to {self.title}"
