"""A video is a playable work: the film itself, an episode, a trailer, an extra."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Episode, Title
from app.foundation import clock
from app.foundation.db import Entity, Row
from app.foundation.text import random_reference
from app.media.chapters import read_chapters, write_chapters
from app.media.marks import closing_credits_at_s, in_force, read_mark, write_mark
from app.media.wishes import EncodeWishes


class VideoRole(StrEnum):
    """What a video is to its title or episode."""

    MAIN = "main"
    TRAILER = "trailer"
    EXTRA = "extra"


class VideoState(StrEnum):
    """Where a video is on its way. A growing one can be watched as far as it is encoded; it and a ready one have
    addresses, the others have none."""

    WAITING = "waiting"
    ENCODING = "encoding"
    GROWING = "growing"
    READY = "ready"
    FAILED = "failed"


class Store(StrEnum):
    """Where a video's package and its source lie; what is being made lies in the folder."""

    FOLDER = "folder"
    BUCKET = "bucket"


PLAYABLE = (VideoState.GROWING, VideoState.READY)


class Video(Row, Entity):
    """A video of exactly one title or one episode, known outside by `reference` alone."""

    __table_args__ = (
        CheckConstraint("(title_id IS NULL) <> (episode_id IS NULL)", name="subject"),
        CheckConstraint("role IN ('main', 'trailer', 'extra')", name="role"),
        CheckConstraint("state IN ('waiting', 'encoding', 'growing', 'ready', 'failed')", name="state"),
        CheckConstraint("store IN ('folder', 'bucket')", name="store"),
        Index("ix_video_state_ready_at", "state", "ready_at"),
    )

    reference: Mapped[str] = mapped_column(String(11), unique=True, default=random_reference)
    title_id: Mapped[int | None] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(8), default=VideoRole.MAIN)
    name: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(8), default=VideoState.WAITING)
    store: Mapped[str] = mapped_column(String(6), default=Store.FOLDER, server_default=Store.FOLDER)
    source_name: Mapped[str] = mapped_column(String(255), default="")
    source_bytes: Mapped[int | None] = mapped_column(BigInteger)
    duration_s: Mapped[float | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    failure: Mapped[str] = mapped_column(Text, default="")
    failure_log: Mapped[str] = mapped_column(Text, default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    ready_at: Mapped[datetime | None]
    is_downloadable: Mapped[bool] = mapped_column(default=False)
    chapters_by_hand: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    marks_found: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    marks_by_hand: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    encode_wishes: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    title: Mapped[Title | None] = relationship()
    episode: Mapped[Episode | None] = relationship()
    renditions: Mapped[list[Rendition]] = relationship(back_populates="video", cascade="all, delete-orphan")

    has_played_before = False  # of this object, not of the row: known to whoever hears that it became ready

    @property
    def work(self) -> Title:
        """The title it belongs to, directly or through its episode."""
        if self.episode is not None:
            return self.episode.season.title
        assert self.title is not None  # noqa: S101 - the table's check holds it
        return self.title

    @property
    def chapters(self) -> list[dict[str, Any]]:
        """`start_s`, `end_s` and `title` of each: an editor's, else the file's."""
        found = self.facts.get("chapters") if self.chapters_by_hand is None else self.chapters_by_hand
        return list(found or [])

    @property
    def chapter_lines(self) -> str:
        """The chapters as an editor reads and writes them; none give way to the file's."""
        return write_chapters(self.chapters)

    @chapter_lines.setter
    def chapter_lines(self, text: str) -> None:
        own = write_chapters((self.facts or {}).get("chapters") or [])
        is_own = not text.strip() or text.split() == own.split()
        self.chapters_by_hand = None if is_own else read_chapters(text, self.duration_s)

    @property
    def marks(self) -> dict[str, list[float]]:
        """`[begin_s, end_s]` of `recap`, `intro` and `credits`, as far as they are known."""
        return in_force(self.marks_found, self.marks_by_hand)

    @property
    def credits_at_s(self) -> float | None:
        """From when on nothing but credits comes; nothing where something follows them."""
        return closing_credits_at_s(self.marks, self.duration_s)

    @property
    def intro_line(self) -> str:
        """The intro as an editor reads and writes it."""
        return self._mark_line("intro")

    @intro_line.setter
    def intro_line(self, text: str) -> None:
        self._mark("intro", text)

    @property
    def recap_line(self) -> str:
        """What happened so far, as an editor reads and writes where it is told."""
        return self._mark_line("recap")

    @recap_line.setter
    def recap_line(self, text: str) -> None:
        self._mark("recap", text)

    @property
    def credits_line(self) -> str:
        """The credits as an editor reads and writes them."""
        return self._mark_line("credits")

    @credits_line.setter
    def credits_line(self, text: str) -> None:
        self._mark("credits", text)

    def _mark_line(self, kind: str) -> str:
        return write_mark({**(self.marks_found or {}), **(self.marks_by_hand or {})}.get(kind))

    def _mark(self, kind: str, text: str) -> None:
        """What says the same as the found one is not kept."""
        others = {name: mark for name, mark in (self.marks_by_hand or {}).items() if name != kind}
        mark, found = read_mark(text, self.duration_s), (self.marks_found or {}).get(kind)
        is_own = mark is not None and write_mark(mark) != write_mark(found)
        self.marks_by_hand = (others | {kind: mark} if is_own else others) or None

    @property
    def offered_s(self) -> list[float]:
        """The moments of the frames that an editor may choose from."""
        return list((self.facts or {}).get("offered_s", []))

    @property
    def wishes(self) -> EncodeWishes:
        """How it is to be encoded from the next time on."""
        return EncodeWishes.of(self.encode_wishes)

    @wishes.setter
    def wishes(self, wishes: EncodeWishes) -> None:
        self.encode_wishes = wishes.kept or None

    @property
    def name_of_file(self) -> str:
        """`Harbour Office S1 E2.mp4`: what may not stand in a file's name is left out."""
        named = " ".join(
            part for part in (self.work.name, self.episode.code if self.episode else "", self.name) if part
        )
        plain = "".join(c for c in named if c.isprintable() and c not in '<>:"/\\|?*')
        return f"{' '.join(plain.split())[:120].strip('. ') or self.reference}.mp4"

    @property
    def may_be_taken(self) -> bool:
        """Whether its one file is there, and whoever may watch it may keep that."""
        return self.is_downloadable and self.is_ready

    @property
    def is_ready(self) -> bool:
        """Whether its package is in place."""
        return self.state == VideoState.READY

    @property
    def is_playable(self) -> bool:
        """Whether it can be watched, be it only as far as it is encoded."""
        return self.state in PLAYABLE

    def begin_encoding(self) -> None:
        """A worker has taken it; what grows already goes on growing."""
        self.failure = self.failure_log = ""
        if self.state != VideoState.GROWING:
            self.state = VideoState.ENCODING

    def become_playable(self, duration_s: float, width: int, height: int, facts: dict[str, Any]) -> None:
        """Its first pieces are in place; the length is what it will be."""
        self.state = VideoState.GROWING
        self.duration_s, self.width, self.height, self.facts = duration_s, width, height, facts

    def fail(self, reason: str, log: str = "") -> None:
        """It cannot be used; `reason` is a sentence for the editor."""
        self.state, self.failure, self.failure_log = VideoState.FAILED, reason, log

    def become_ready(self, duration_s: float, width: int, height: int, facts: dict[str, Any]) -> None:
        """Its package is in place, for the first time or anew."""
        self.has_played_before = self.ready_at is not None
        self.state, self.ready_at = VideoState.READY, clock.now()
        self.duration_s, self.width, self.height, self.facts = duration_s, width, height, facts
        self.failure = self.failure_log = ""

    def __str__(self) -> str:
        return self.name or str(self.episode or self.title or self.reference)


class SentSubtitles(Row, Entity):
    """Subtitles that an editor sent for a video, as clean WebVTT; every encode of it gets them."""

    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(80))
    is_forced: Mapped[bool] = mapped_column(default=False)
    is_sdh: Mapped[bool] = mapped_column(default=False)
    source_name: Mapped[str] = mapped_column(String(255), default="")
    text: Mapped[str] = mapped_column(Text)
    video: Mapped[Video] = relationship()

    def __str__(self) -> str:
        return self.name


class SoundPrint(Row, Entity):
    """How an episode sounds at its two ends (fingerprints.py), for comparison with its season."""

    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), unique=True)
    head: Mapped[bytes] = mapped_column(LargeBinary)
    tail: Mapped[bytes] = mapped_column(LargeBinary)
    tail_at_s: Mapped[float]


class Rendition(Row, Entity):
    """One way a video is there: a rung of the ladder, an audio track, subtitles."""

    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(12), default="")
    height: Mapped[int | None]
    bitrate_kbps: Mapped[int | None]
    codecs: Mapped[str] = mapped_column(String(60), default="")
    path: Mapped[str] = mapped_column(String(120), default="")
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    video: Mapped[Video] = relationship(back_populates="renditions")

    def __str__(self) -> str:
        return self.name or (f"{self.height}p" if self.height else self.kind)
