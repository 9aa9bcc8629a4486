"""A review: one to five bulbs and, if one likes, words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import Entity, Row
from app.foundation.events import EVERYONE, publish
from app.profiles.models import Profile

PUBLISHED, HELD, REMOVED = "published", "held", "removed"


class Review(Row, Entity):
    """What one profile thought of one title."""

    __table_args__ = (
        UniqueConstraint("profile_id", "title_id"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("state IN ('published', 'held', 'removed')", name="state"),
        Index("ix_review_title_id_state_id", "title_id", "state", "id"),
        {"sqlite_autoincrement": True},  # a case outlives the row, and must never mean another one
    )

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"))
    rating: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default=PUBLISHED)
    held_reason: Mapped[str] = mapped_column(String(200), default="")
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None] = mapped_column(index=True)
    profile: Mapped[Profile] = relationship()
    title: Mapped[Title] = relationship()

    @property
    def is_published(self) -> bool:
        """Whether others see it."""
        return self.state == PUBLISHED

    @property
    def is_removed(self) -> bool:
        """Whether its author took it back; it can be put back until the hourly sweep deletes it."""
        return self.state == REMOVED

    def revise(self, rating: int, text: str) -> None:
        """Change one's mind. A review taken back appears again; one that is held stays held."""
        self.rating, self.text, self.edited_at = rating, text, clock.now()
        self.put_back()

    def take_back(self) -> None:
        """Out of sight at once; gone for good with the next sweep."""
        self.state, self.removed_at = REMOVED, clock.now()
        self.tell_changed()

    def put_back(self) -> None:
        """Undo `take_back`; one that was held is held again."""
        if self.is_removed:
            self.state, self.removed_at = HELD if self.held_reason else PUBLISHED, None
            self.tell_changed()

    def hold(self, reason: str) -> None:
        """Take it out of sight, with the reason on the row. What its author took back stays with its author."""
        self.state, self.held_reason = REMOVED if self.is_removed else HELD, reason
        self.tell_changed()

    def release(self) -> None:
        """Show it again, unless its author took it back."""
        self.state, self.held_reason = REMOVED if self.is_removed else PUBLISHED, ""
        self.tell_changed()

    def tell_changed(self) -> None:
        """Tell the open pages of its title, in the current transaction."""
        publish("reviews-changed", EVERYONE, title=self.title_id)

    def __str__(self) -> str:
        return f"{self.rating}/5 by {self.profile}"


class HelpfulVote(Entity):
    """A profile found somebody else's review helpful."""

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
