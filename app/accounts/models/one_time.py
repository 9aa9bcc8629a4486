"""What opens one door once: a link in a letter, a code on a screen. The table holds digests, so it opens none."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.account import Account
from app.accounts.models.household import Household
from app.accounts.models.role import Role
from app.foundation import clock
from app.foundation.db import Entity, Row, db
from app.foundation.signing import digest, new_token


class Purpose(StrEnum):
    """What a link is for."""

    RESET = "reset"
    VERIFY = "verify"
    INVITE = "invite"


LASTS = {Purpose.RESET: timedelta(hours=2), Purpose.VERIFY: timedelta(days=3), Purpose.INVITE: timedelta(days=7)}


class OneTimeLink(Row, Entity):
    """A link that works once and for a while: for an account, or for an address that is invited (with a role, or into
    a household)."""

    __table_args__ = (CheckConstraint("purpose IN ('reset', 'verify', 'invite')", name="purpose"),)

    purpose: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(254), default="", index=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    account: Mapped[Account | None] = relationship()
    role: Mapped[Role | None] = relationship()
    household: Mapped[Household | None] = relationship()

    @classmethod
    def issue(cls, purpose: Purpose, *, lasts: timedelta | None = None, **whose: object) -> str:
        """A new one in the current transaction; its token, which is kept nowhere."""
        token = new_token()
        expires_at = clock.now() + (lasts or LASTS[purpose])
        db.session.add(cls(purpose=purpose, digest=digest(token), expires_at=expires_at, **whose))
        return token

    @classmethod
    def find(cls, purpose: Purpose, token: str) -> OneTimeLink | None:
        """The one of this token, while it works."""
        found = db.session.scalar(db.select(cls).where(cls.digest == digest(token), cls.purpose == purpose))
        return found if found is not None and found.works else None

    @property
    def works(self) -> bool:
        """Neither used nor over."""
        return self.used_at is None and clock.now() < self.expires_at

    def use(self) -> bool:
        """Use it up, in the current transaction; False when a twin was faster."""
        mine = db.update(OneTimeLink).where(OneTimeLink.id == self.id, OneTimeLink.used_at.is_(None))
        used = db.session.execute(mine.values(used_at=clock.now()), execution_options={"synchronize_session": False})
        return bool(used.rowcount)  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.address
