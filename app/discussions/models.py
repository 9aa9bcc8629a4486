"""A post in the talk about a title, at the place in the film that it speaks of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Episode, Title
from app.foundation.db import Entity, Row
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

    def __str__(self) -> str:
        return f"post {self.id}"
