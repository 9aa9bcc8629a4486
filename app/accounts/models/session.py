"""A session is a row: gone means signed out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, ForeignKey, String, event, false, inspect, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.account import Account
from app.accounts.models.household import HouseholdMember
from app.foundation import clock
from app.foundation.db import Entity
from app.foundation.signing import digest

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=90)
SEEN_EVERY = timedelta(minutes=1)
STAFF_FOR = timedelta(minutes=30)


class AccountSession(Entity):
    """One browser signed in. The key is the SHA-256 of the cookie's token, so the table opens no door.

    While it is private, what is watched through it is noted nowhere.
    """

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    authenticated_at: Mapped[datetime] = mapped_column(default=clock.now)
    second_factor_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(300), default="")
    is_private: Mapped[bool] = mapped_column(default=False, server_default=false())
    account: Mapped[Account] = relationship(back_populates="sessions")

    @classmethod
    def begin(cls, account: Account, token: str, address: str, agent: str) -> AccountSession:
        """A session for whoever holds `token`."""
        row = cls(id=digest(token), account=account, address=address, agent=agent[:300])
        row.expires_at = clock.now() + ABSOLUTE
        return row

    @property
    def lineage(self) -> str:
        """What stays the same when the session gets a new id: whose it is, and the moment it was begun."""
        return f"{self.account_id}:{self.created_at.isoformat()}"

    @property
    def is_live(self) -> bool:
        """Neither idle for 14 days nor older than 90."""
        moment = clock.now()
        return moment < self.expires_at and moment - self.seen_at < IDLE

    @property
    def wants_seeing(self) -> bool:
        """Whether `seen_at` is a minute old, so that it is written at most that often."""
        return clock.now() - self.seen_at > SEEN_EVERY

    @property
    def is_fresh(self) -> bool:
        """Whether the password was given within 30 minutes: staff and account changes need that."""
        return clock.now() - self.authenticated_at < STAFF_FOR

    def grow_stale(self) -> None:
        """Forget that the password was given lately."""
        self.authenticated_at = min(self.authenticated_at, clock.now() - STAFF_FOR)


@event.listens_for(HouseholdMember, "after_update")
def _move(mapper: Any, connection: Connection, member: HouseholdMember) -> None:
    if inspect(member).attrs.household_id.history.has_changes():
        _leave_the_seat(mapper, connection, member)


@event.listens_for(HouseholdMember, "after_delete")
def _leave_the_seat(_mapper: Any, connection: Connection, member: HouseholdMember) -> None:
    """Whoever goes to another household, or to none, watches as nobody of the old one."""
    theirs = update(AccountSession).where(AccountSession.account_id == member.account_id)
    connection.execute(theirs.values(profile_id=None))
