"""Reports, the cases that they open, what was decided, and who may not speak for a while."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import Entity, Row, db
from app.moderation.moderatable import Moderatable
from app.profiles.models import Profile

OPEN, CLOSED = "open", "closed"
HIDE, RESTORE, WARN, SUSPEND, LIFT, DISMISS = "hide", "restore", "warn", "suspend", "lift", "dismiss"


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

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == OPEN

    @property
    def newest_decision_id(self) -> int:
        """The number of what was decided last; 0 before that. Whoever decides says which one they had seen."""
        return max((decision.id for decision in self.decisions), default=0)

    @property
    def main_reason(self) -> str:
        """What most reporters say is wrong; of equals what was said first."""
        said = Counter(report.reason for report in self.reports)
        return said.most_common(1)[0][0] if said else ""

    def hide(self, row: Moderatable, by: Account, reason: str) -> Decision:
        """Out of sight for everybody but its author, who reads why."""
        row.hold(reason)
        return self._decide(HIDE, by, reason)

    def restore(self, row: Moderatable, by: Account, reason: str) -> Decision:
        """In sight again."""
        row.release()
        return self._decide(RESTORE, by, reason)

    def warn(self, by: Account, reason: str) -> Decision:
        """The words stay; their author is told."""
        return self._decide(WARN, by, reason)

    def suspend(self, by: Account, reason: str, until: datetime | None) -> Decision:
        """Their author may not speak until then; without an end, until somebody lifts it."""
        if self.author is not None:
            db.session.add(Suspension.of(self.author, reason, until))
        return self._decide(SUSPEND, by, reason, until)

    def dismiss(self, by: Account, reason: str) -> Decision:
        """Nothing was wrong."""
        return self._decide(DISMISS, by, reason)

    def _decide(self, act: str, by: Account, reason: str, until: datetime | None = None) -> Decision:
        decision = Decision.by(by, act, reason, profile_id=self.author_id, until=until)
        self.decisions.append(decision)
        if self.is_open:
            self.state, self.closed_at = CLOSED, clock.now()
        return decision

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

    @classmethod
    def by(cls, moderator: Account, act: str, reason: str, **about: Any) -> Decision:
        """What this moderator decides. The name is copied: the row outlives the account."""
        return cls(moderator_id=moderator.id, moderator_name=moderator.name, act=act, reason=reason, **about)

    def __str__(self) -> str:
        return f"{self.act}: {self.reason}"


class Suspension(Row, Entity):
    """A profile that may read but not post, share or vote, until a moment or until it is lifted.

    It stays with the household when the profile goes, so that to remove it and make another is no way around.
    """

    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    until: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    profile: Mapped[Profile | None] = relationship()

    @classmethod
    def of(cls, profile: Profile, reason: str, until: datetime | None = None) -> Suspension:
        """One that silences this profile, and those that its household makes from now on."""
        return cls(profile_id=profile.id, household_id=profile.household_id, reason=reason, until=until)

    @property
    def is_lasting(self) -> bool:
        """Whether it still silences somebody."""
        return self.lifted_at is None and (self.until is None or self.until > clock.now())

    def lift(self) -> None:
        """They may speak again."""
        self.lifted_at = clock.now()

    def __str__(self) -> str:
        return f"{self.profile or 'somebody who is gone'} is suspended"
