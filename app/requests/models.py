"""What viewers ask of the house: a problem with a video, a title that is missing. And the answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import Entity, Row
from app.media.models import Video
from app.profiles.models import Profile

PROBLEM, WISH = "problem", "wish"
OPEN, DONE, DECLINED = "open", "done", "declined"


class Request(Row, Entity):
    """A problem with a video, `at_s` seconds in, or a wish for a title by `subject`."""

    __tablename__ = "request"
    __table_args__ = (
        UniqueConstraint("profile_id", "key"),
        CheckConstraint("kind IN ('problem', 'wish')", name="kind"),
        CheckConstraint("state IN ('open', 'done', 'declined')", name="state"),
        Index("ix_request_state_id", "state", "id"),
    )

    kind: Mapped[str] = mapped_column(String(8))
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    title_id: Mapped[int | None] = mapped_column(ForeignKey("title.id", ondelete="SET NULL"), index=True)
    video_id: Mapped[int | None] = mapped_column(ForeignKey("video.id", ondelete="SET NULL"), index=True)
    at_s: Mapped[float | None]
    subject: Mapped[str] = mapped_column(String(200), default="")
    topic: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(String(2000), default="")
    key: Mapped[str] = mapped_column(String(22))
    state: Mapped[str] = mapped_column(String(8), default=OPEN)
    closed_at: Mapped[datetime | None]
    profile: Mapped[Profile] = relationship()
    title: Mapped[Title | None] = relationship()
    video: Mapped[Video | None] = relationship()
    replies: Mapped[list[Reply]] = relationship(
        back_populates="request", cascade="all, delete-orphan", order_by="Reply.id"
    )

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the house."""
        return self.state == OPEN

    @property
    def is_problem(self) -> bool:
        """Whether something does not play as it should; else a title is wished for."""
        return self.kind == PROBLEM

    @property
    def newest_reply_id(self) -> int:
        """The number of the last reply; 0 before the first. Whoever answers says which one they had seen."""
        return max((reply.id for reply in self.replies), default=0)

    def reply(self, text: str, by: Account | None = None) -> Reply:
        """A further line, from who asked or, `by` an account, from the house."""
        line = Reply(text=text, account_id=by.id if by else None, is_from_staff=by is not None)
        self.replies.append(line)
        return line

    def close(self, state: str = DONE) -> None:
        """Nobody has to do anything any more."""
        self.state, self.closed_at = state, clock.now()

    def reopen(self) -> None:
        """It is not settled after all."""
        self.state, self.closed_at = OPEN, None

    def __str__(self) -> str:
        return self.subject or f"{self.kind} {self.id}"


class Reply(Row, Entity):
    """A line of the talk between who asked and who answers; from staff when it has an account."""

    __tablename__ = "request_reply"

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    is_from_staff: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(String(2000))
    request: Mapped[Request] = relationship(back_populates="replies")
    account: Mapped[Account | None] = relationship()

    def __str__(self) -> str:
        return self.text[:60]
