"""Who watches what, how far they are, and what they mean to watch."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import Entity, Row
from app.foundation.text import random_reference
from app.media.models import Video
from app.profiles.models import Profile

TODAY, ALWAYS, NO = "today", "always", "no"
YES = (TODAY, ALWAYS)
HEARD_WITHIN = timedelta(seconds=40)  # a player that plays says so every ten
KEPT = ("playback_id", "sequence", "position_s", "furthest_s")
KEPT_TIMES = ("started_at", "updated_at", "finished_at", "hidden_at")


class Because(StrEnum):
    """Why a playback takes no more progress; empty where nobody needs to be told."""

    SEAT = "seat"  # another profile, a child's, watches in this browser now
    STOPPED = "stopped"  # from another device of the account
    ELSEWHERE = "elsewhere"  # the same film plays for the same profile somewhere else, begun later
    TIME = "time"  # as much as is agreed for today was watched, or it is bedtime
    ASKS = "asks"  # a grown-up of the house has not said yes to this film
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


class WatchRequest(Row, Entity):
    """A profile asks whether it may watch a title; a grown-up of the house answers. `good_until`: a yes for today ends
    with the profile's day, one for always with nothing."""

    __table_args__ = (
        UniqueConstraint("profile_id", "title_id"),
        CheckConstraint("answer IN ('', 'today', 'always', 'no')", name="answer"),
    )

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    answer: Mapped[str] = mapped_column(String(8), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"), index=True)
    good_until: Mapped[datetime | None]
    profile: Mapped[Profile] = relationship(foreign_keys=[profile_id])
    title: Mapped[Title] = relationship()
    answered_by: Mapped[Profile | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def allows(self) -> bool:
        """Whether the answer is yes, and still holds."""
        return self.answer in YES and (self.good_until is None or clock.now() < self.good_until)

    def ask(self) -> None:
        """Ask, or ask again."""
        self.answer, self.created_at = "", clock.now()
        self.answered_at = self.answered_by = self.good_until = None

    @property
    def waits(self) -> bool:
        """Whether nobody has answered, or today's yes is over and it was asked again."""
        return not self.answer

    def __str__(self) -> str:
        return f"{self.profile} asks for {self.title}"
