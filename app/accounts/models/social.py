"""Signing in with another provider (OpenID Connect Core 1.0): whom the house asks, and who somebody is there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.account import Account
from app.foundation.db import Entity, Row
from app.foundation.signing import seal, unseal

SEALED_FOR = "social-application"
SCOPES = "openid email profile"


class SocialApplication(Row, Entity):
    """A provider that people may sign in with, as it knows this house: by an id, and a secret that is kept sealed.

    `trusts_addresses`: an address that it tells is taken for that person's own. `makes_accounts`: whoever it knows
    gets an account, however registration stands. `is_inside`: it runs in the house's own network.
    """

    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(300))
    client_id: Mapped[str] = mapped_column(String(300))
    sealed_secret: Mapped[str] = mapped_column(String(800), default="")
    scopes: Mapped[str] = mapped_column(String(200), default=SCOPES)
    is_enabled: Mapped[bool] = mapped_column(default=True, server_default=true())
    trusts_addresses: Mapped[bool] = mapped_column(default=False, server_default=false())
    makes_accounts: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_inside: Mapped[bool] = mapped_column(default=False, server_default=false())
    accounts: Mapped[list[SocialAccount]] = relationship(
        back_populates="application", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def secret(self) -> str:
        """The client's secret; empty for a public client. Raises ValueError when the house's key is another now."""
        return unseal(SEALED_FOR, self.sealed_secret) if self.sealed_secret else ""

    @secret.setter
    def secret(self, secret: str) -> None:
        self.sealed_secret = seal(SEALED_FOR, secret) if secret else ""

    @property
    def way_back(self) -> str:
        """The path that the provider sends people back to; it has to be entered there."""
        return f"/sign-in/with/{self.slug}/back"

    def __str__(self) -> str:
        return self.name


class SocialAccount(Row, Entity):
    """Who somebody is at a provider: by issuer and subject, which never change hands; never by an address."""

    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("social_application.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    called: Mapped[str] = mapped_column(String(254), default="")  # how the provider names them, for people to read
    used_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()
    application: Mapped[SocialApplication] = relationship(back_populates="accounts")
    token: Mapped[SocialToken | None] = relationship(
        back_populates="social_account", cascade="all, delete-orphan", passive_deletes=True, uselist=False
    )

    def __str__(self) -> str:
        return self.called or self.subject


class SocialToken(Entity):
    """What the provider handed out at the last sign-in, sealed; it is given back when the two are parted."""

    social_account_id: Mapped[int] = mapped_column(
        ForeignKey("social_account.id", ondelete="CASCADE"), primary_key=True
    )
    sealed_token: Mapped[str] = mapped_column(String(8000))
    is_refresh: Mapped[bool] = mapped_column(default=False)
    scope: Mapped[str] = mapped_column(String(300), default="")
    expires_at: Mapped[datetime | None]
    social_account: Mapped[SocialAccount] = relationship(back_populates="token")
