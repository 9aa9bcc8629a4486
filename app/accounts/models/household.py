"""A household shares profiles; its owner may change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation.db import Entity, Row

if TYPE_CHECKING:
    from app.accounts.models.account import Account

OWNER, MEMBER = "owner", "member"


class Household(Row, Entity):
    """The people behind one door."""

    name: Mapped[str] = mapped_column(String(80))
    members: Mapped[list[HouseholdMember]] = relationship(back_populates="household", cascade="all, delete-orphan")

    def admit(self, account: Account, role: str = MEMBER) -> HouseholdMember:
        """Let an account in, as owner or member."""
        member = HouseholdMember(account=account, role=role)
        self.members.append(member)
        return member

    def __str__(self) -> str:
        return self.name


class HouseholdMember(Entity):
    """An account in a household. An account belongs to one household. `starts_as_id`: the profile it begins with when
    it signs in; none asks who is watching."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(10), default=MEMBER)
    starts_as_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"), index=True)
    household: Mapped[Household] = relationship(back_populates="members")
    account: Mapped[Account] = relationship(back_populates="membership")

    @property
    def is_owner(self) -> bool:
        """Whether this member may change the household."""
        return self.role == OWNER

    def __str__(self) -> str:
        return f"{self.account} ({self.role})"
