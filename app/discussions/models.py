"""A post in the talk about a title, at the place in the film that it speaks of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Episode, Title
from app.foundation import clock
from app.foundation.db import Entity, Row
from app.foundation.events import EVERYONE, publish
from app.profiles.models import Profile

PUBLISHED, HELD, REMOVED = "published", "held", "removed"


class Post(Row, Entity):
    """What somebody said of a film or an episode, `at_s` seconds in. Nobody who has not come so far is sent it.

    Without an episode it speaks of the film, or of a series before its first episode (`at_s` 0: everybody). A reply
    has a parent, and a parent has none. `key` comes with the form, so that the same post sent twice is one row.
    """

    __table_args__ = (
        UniqueConstraint("profile_id", "key"),
        CheckConstraint("state IN ('published', 'held', 'removed')", name="state"),
        CheckConstraint("at_s >= 0", name="place"),
        Index("ix_post_title_id_state_id", "title_id", "state", "id"),
        {"sqlite_autoincrement": True},  # cases and bells outlive the row, and must never mean another one
    )

    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"))
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    at_s: Mapped[float] = mapped_column(default=0.0)
    text: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(22))
    state: Mapped[str] = mapped_column(String(10), default=PUBLISHED)
    held_reason: Mapped[str] = mapped_column(String(500), default="")
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None] = mapped_column(index=True)
    title: Mapped[Title] = relationship()
    episode: Mapped[Episode | None] = relationship()
    profile: Mapped[Profile] = relationship()
    parent: Mapped[Post | None] = relationship(remote_side="Post.id", back_populates="replies")
    replies: Mapped[list[Post]] = relationship(back_populates="parent", order_by="Post.id", passive_deletes=True)

    @property
    def is_published(self) -> bool:
        """Whether others who have come so far see it."""
        return self.state == PUBLISHED

    @property
    def is_removed(self) -> bool:
        """Whether its author took it back; it can be put back until the sweep."""
        return self.state == REMOVED

    @property
    def thread_id(self) -> int:
        """The post that its thread begins with: its parent, or itself."""
        return self.parent_id or self.id

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"/titles/{self.title.slug}/discussion/{self.thread_id}#post-{self.id}"

    def revise(self, text: str, episode_id: int | None, at_s: float) -> None:
        """Say it otherwise, here or later in the film. What is held stays held."""
        self.text, self.episode_id, self.at_s, self.edited_at = text, episode_id, at_s, clock.now()
        self.tell()

    def take_back(self) -> None:
        """Out of sight at once; its words are gone for good with the sweep."""
        self.state, self.removed_at = REMOVED, clock.now()
        self.tell()

    def put_back(self) -> None:
        """Undo `take_back`; one that was held is held again."""
        if self.is_removed:
            self.state, self.removed_at = HELD if self.held_reason else PUBLISHED, None
            self.tell()

    def hold(self, reason: str) -> None:
        """Out of sight, with the reason on the row. What its author took back stays taken back, and is held too."""
        self.held_reason = reason
        self.state = REMOVED if self.is_removed else HELD
        self.tell()

    def release(self) -> None:
        """In sight again, unless its author took it back meanwhile."""
        self.held_reason = ""
        self.state = REMOVED if self.is_removed else PUBLISHED
        self.tell()

    def tell(self) -> None:
        """Let open pages ask anew, in the current transaction. What they are given is decided when they ask."""
        publish("posts-changed", EVERYONE, title=self.title_id)

    def __str__(self) -> str:
        return f"post {self.id}"
