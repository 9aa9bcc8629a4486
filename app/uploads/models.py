"""An upload: a file that somebody is sending, and what it is for."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.db import Entity, Row
from app.foundation.text import random_reference
from app.media.models import Video
from app.media.place import media_folder

LIFE = timedelta(days=7)


def soon_over() -> datetime:
    """When an upload that nobody goes on with is removed."""
    return clock.now() + LIFE


class Upload(Row, Entity):
    """A file of `length` bytes of which the first `received` lie synced on disk; then the video that it became.

    Only the account that began it knows of it.
    """

    __table_args__ = (CheckConstraint("received >= 0 AND received <= length", name="received"),)

    reference: Mapped[str] = mapped_column(String(11), unique=True, default=random_reference)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    length: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    expires_at: Mapped[datetime] = mapped_column(default=soon_over, index=True)
    video_id: Mapped[int | None] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), index=True)

    account: Mapped[Account] = relationship()
    video: Mapped[Video | None] = relationship()

    @property
    def path(self) -> Path:
        """Where its bytes lie until it is a video's file."""
        return draft_path(self.reference)

    @property
    def is_whole(self) -> bool:
        """Whether all of it has arrived."""
        return self.received == self.length

    @property
    def is_over(self) -> bool:
        """Whether nobody went on with it for too long."""
        return self.video_id is None and self.expires_at <= clock.now()

    @property
    def percent(self) -> int:
        """How much has arrived; 100 only when it is whole."""
        return int(100 * self.received / self.length) if self.length else 100

    def __str__(self) -> str:
        return self.name


def draft_path(reference: str) -> Path:
    """Where the bytes of an upload lie: beside the sources, under a name that no source has."""
    place = media_folder().source_path(reference)
    return place.with_name(f".part-{reference}")
