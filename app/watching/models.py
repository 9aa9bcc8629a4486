"""Who watches what, how far they are, and what they mean to watch."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import Entity, Row
from app.foundation.text import random_reference
from app.media.models import Video
from app.profiles.models import Profile

HEARD_WITHIN = timedelta(seconds=40)  # a player that plays says so every ten
KEPT = ("playback_id", "sequence", "position_s", "furthest_s")
KEPT_TIMES = ("started_at", "updated_at", "finished_at", "hidden_at")


class Because(StrEnum):
    """Why a playback takes no more progress; empty where nobody needs to be told."""

    SEAT = "seat"  # another profile, a child's, watches in this browser now
    STOPPED = "stopped"  # from another device of the account
    ELSEWHERE = "elsewhere"  # the same film plays for the same profile somewhere else, begun later
    TIME = "time"  # as much as is agreed for today was watched, or it is bedtime
    ASIDE = "aside"  # it did, and is over: whoever goes on here opens it anew


class Playback(Row, Entity):
    """One opening of the watch page. Progress names it, so a second tab cannot write into another's history.

    Its number is never given again: progress knows the newest opening by it. It outlives its session, so that what was
    watched still counts; without one it takes no more progress. `watched_s` is what was really
    seen: steps forward, none longer than the clock's. A private one saves no progress.
    """

    __table_args__ = (Index("ix_playback_created_at", "created_at"), {"sqlite_autoincrement": True})

    reference: Mapped[str] = mapped_column(String(11), unique=True, default=random_reference)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("account_session.id", ondelete="SET NULL"), index=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), index=True)
    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), index=True)
    beat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(String(9), default="", server_default="")
    is_private: Mapped[bool] = mapped_column(default=False, server_default=false())
    watched_s: Mapped[float] = mapped_column(default=0.0, server_default="0")
    video: Mapped[Video] = relationship()
    profile: Mapped[Profile] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether it may still be saved to."""
        return self.ended_at is None

    @property
    def is_heard(self) -> bool:
        """Whether it seems to play now."""
        heard_at = self.beat_at or self.created_at
        return self.is_open and self.session_id is not None and heard_at > clock.now() - HEARD_WITHIN

    def end(self, because: str = "") -> None:
        """Take no more progress from it."""
        if self.is_open:
            self.ended_at, self.ended_because = clock.now(), because


class Progress(Entity):
    """How far a profile is in a video; the furthest point is kept beside the present one."""

    __table_args__ = (Index("ix_progress_profile_id_updated_at", "profile_id", "updated_at"),)

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), primary_key=True, index=True)
    playback_id: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(default=0)
    position_s: Mapped[float] = mapped_column(default=0.0)
    furthest_s: Mapped[float] = mapped_column(default=0.0)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]  # to the other devices of the profile, at most once a minute
    video: Mapped[Video] = relationship()

    @property
    def kept(self) -> dict[str, Any]:
        """Its place as JSON knows it, for an undo."""
        times = {name: getattr(self, name) for name in KEPT_TIMES}
        said = {name: moment.isoformat() if moment else None for name, moment in times.items()}
        return {name: getattr(self, name) for name in KEPT} | said


def place_of(kept: dict[str, Any]) -> dict[str, Any]:
    """The columns of Progress in what `Progress.kept` gave."""
    times = {name: kept[name] and datetime.fromisoformat(kept[name]) for name in KEPT_TIMES}
    return {name: kept[name] for name in KEPT} | times


class ListEntry(Entity):
    """A title on a profile's list; those of a higher rank stand before the others."""

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), primary_key=True, index=True)
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    rank: Mapped[int] = mapped_column(default=0, server_default="0")
    title: Mapped[Title] = relationship()
