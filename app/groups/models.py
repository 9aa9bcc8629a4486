"""A group of accounts: a film club, a class, a crew. Titles may be kept for some groups alone."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation.db import Entity, Row, db

account_group_member = Table(
    "account_group_member",
    db.metadata,
    Column("group_id", ForeignKey("account_group.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Group(Row, Entity):
    """Accounts that belong together, such as `Film club 2026`."""

    __tablename__ = "account_group"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(String(200), default="")
    members: Mapped[list[Account]] = relationship(secondary=account_group_member, order_by=Account.name)

    def __str__(self) -> str:
        return self.name
