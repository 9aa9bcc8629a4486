"""Reports, the cases that they open, what was decided, and who may not speak for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.catalogue.models import Title
from app.foundation.db import Entity, Row
from app.profiles.models import Profile

OPEN, CLOSED = "open", "closed"


class Case(Row, Entity):
    """Something that moderators look at: one open case for each thing, however many report it.

    `subject` names a kind of `Moderatable` and `subject_id` its row. The author and the words are copied, so that the
    log can be read after the row is gone.
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        Index("ix_moderation_case_state_id", "state", "id"),
        Index("ix_moderation_case_subject_subject_id", "subject", "subject_id"),
        Index(
            "uq_moderation_case_open",
            "subject",
            "subject_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"), index=True)
    title_id: Mapped[int | None] = mapped_column(ForeignKey("title.id", ondelete="SET NULL"), index=True)
    words: Mapped[str] = mapped_column(String(4000), default="")
    state: Mapped[str] = mapped_column(String(6), default=OPEN)
    closed_at: Mapped[datetime | None]
    author: Mapped[Profile | None] = relationship()
    title: Mapped[Title | None] = relationship()
    reports: Mapped[list[Report]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="Report.id"
    )
    decisions: Mapped[list[Decision]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="Decision.id"
    )

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}"


class Report(Row, Entity):
    """One profile's report; the same profile reports the same case once."""

    __table_args__ = (UniqueConstraint("case_id", "reporter_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id", ondelete="CASCADE"), index=True)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(1000), default="")
    case: Mapped[Case] = relationship(back_populates="reports")
    reporter: Mapped[Profile | None] = relationship()

    def __str__(self) -> str:
        return f"{self.reason}: {self.case}"


class Decision(Row, Entity):
    """What a moderator did, and why. Rows are only ever added."""

    __table_args__ = (CheckConstraint("act IN ('hide', 'restore', 'warn', 'suspend', 'lift', 'dismiss')", name="act"),)

    case_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_case.id", ondelete="CASCADE"), index=True)
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    moderator_name: Mapped[str] = mapped_column(String(80), default="")
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))
    until: Mapped[datetime | None]
    case: Mapped[Case | None] = relationship(back_populates="decisions")
    moderator: Mapped[Account | None] = relationship()
    profile: Mapped[Profile | None] = relationship()

    def __str__(self) -> str:
        return f"{self.act}: {self.reason}"


class Suspension(Row, Entity):
    """A profile that may read but not post, share or vote, until a moment or until it is lifted."""

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    until: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    profile: Mapped[Profile] = relationship()

    def __str__(self) -> str:
        return f"{self.profile} is suspended"
