"""An account signs in; a profile watches."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts import passwords
from app.accounts.models.household import HouseholdMember
from app.accounts.models.role import Role, account_role
from app.foundation import clock
from app.foundation.db import Entity, Row

if TYPE_CHECKING:
    from app.accounts.models.session import AccountSession


class Awaits(StrEnum):
    """What a new account waits for before it can be used."""

    APPROVAL = "approval"  # by somebody who may
    ADDRESS = "address"  # that its owner opens the link sent there


class Account(Row, Entity):
    """Somebody who can sign in. Flask-Login sees it through the session row (`get_id` is the session's token)."""

    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    is_enabled: Mapped[bool] = mapped_column(default=True)
    awaits: Mapped[str] = mapped_column(String(8), default="", server_default="")  # Awaits; empty for nothing
    password_changed_at: Mapped[datetime | None]
    leaves_at: Mapped[datetime | None] = mapped_column(index=True)  # asked to be deleted; until then it can stay

    addresses: Mapped[list[EmailAddress]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="EmailAddress.id"
    )
    roles: Mapped[list[Role]] = relationship(secondary=account_role)
    membership: Mapped[HouseholdMember | None] = relationship(
        back_populates="account", cascade="all, delete-orphan", uselist=False
    )
    sessions: Mapped[list[AccountSession]] = relationship(back_populates="account", cascade="all, delete-orphan")

    __allow_unmapped__ = True  # the two below belong to this request, not to the row
    session: AccountSession | None = None
    session_token: str = ""
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Flask-Login's word for `is_enabled`."""
        return self.is_enabled

    @property
    def may_come_in(self) -> bool:
        """Whether it can be signed in with: neither closed nor waiting for something."""
        return self.is_enabled and not self.awaits

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the session's token, never the account."""
        return self.session_token

    @classmethod
    def open(cls, name: str, address: str, password: str) -> Self:
        """A new account with its first e-mail address. Costs 40 ms of argon2: call it outside a transaction."""
        account = cls(name=name, password_hash=passwords.hash_password(password))
        account.addresses.append(EmailAddress(address=address, is_primary=True))
        return account

    @property
    def email(self) -> str:
        """The primary address; empty when there is none."""
        return next((row.address for row in self.addresses if row.is_primary), "")

    @property
    def permissions(self) -> set[str]:
        """Everything its roles allow."""
        return {permission for role in self.roles for permission in role.permissions}

    def can(self, permission: str) -> bool:
        """Whether any of its roles allows this."""
        return self.is_enabled and permission in self.permissions

    def write_to(self, address: EmailAddress) -> None:
        """Make one of its addresses the one that letters go to."""
        for row in self.addresses:
            row.is_primary = row is address

    def confirm_address(self, address: str) -> bool:
        """One of its addresses has proven to be theirs; False when it is theirs no longer."""
        row = next((row for row in self.addresses if row.address == address), None)
        if row is None:
            return False
        row.verified_at = row.verified_at or clock.now()
        if self.awaits == Awaits.ADDRESS:
            self.awaits = ""
        return True

    def change_password(self, password_hash: str) -> None:
        """Take a new password (already hashed); the caller ends the other sessions."""
        self.password_hash = password_hash
        self.password_changed_at = clock.now()

    def __str__(self) -> str:
        return self.name


class EmailAddress(Row, Entity):
    """An address, kept in lower case, of exactly one account."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(254), unique=True)
    is_primary: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(back_populates="addresses")

    def __str__(self) -> str:
        return self.address
