"""What somebody has besides a password: an authenticator's secret, and codes on paper for when it is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.account import Account
from app.foundation.db import Entity, Row


class Authenticator(Entity):
    """The shared secret of an app that shows codes, sealed; `last_step` is the newest one taken, so none is twice."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(String(300))
    last_step: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime]
    account: Mapped[Account] = relationship()


class RecoveryCode(Row, Entity):
    """A code on paper: 120 random bits, so that a plain hash keeps it (ASVS 6.5.2), good once."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class ScreenCode(Row, Entity):
    """A code that a television shows, and that somebody signed in approves: then that screen is theirs."""

    code: Mapped[str] = mapped_column(String(8), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # of what the screen's own cookie holds
    address: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(300), default="")
    expires_at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    approved_at: Mapped[datetime | None]
    account: Mapped[Account | None] = relationship()


class KnownDevice(Entity):
    """A browser that an account has signed in with before; the cookie that it is known by is kept as a digest."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime]


class Passkey(Row, Entity):
    """A key pair that somebody's device holds (WebAuthn level 3); we hold the public half."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)  # base64url; at most 1,023 bytes
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)  # 32 bits without a sign
    used_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()
