"""What a profile is told, and by which ways it wants to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import Entity, Row
from app.profiles.models import Profile


class Notification(Row, Entity):
    """Something that a profile should know. It holds ids, never words: those are looked up for whoever reads.

    `key` names the happening, so that the same one rings once. A notification about a title is shown only to a
    profile that may see that title.
    """

    __table_args__ = (
        UniqueConstraint("profile_id", "key"),
        Index("ix_notification_profile_id_read_at", "profile_id", "read_at"),
    )

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    title_id: Mapped[int | None] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    url: Mapped[str] = mapped_column(String(300), default="")
    read_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None] = mapped_column(index=True)
    mailed_at: Mapped[datetime | None]
    profile: Mapped[Profile] = relationship(foreign_keys=[profile_id])
    actor: Mapped[Profile | None] = relationship(foreign_keys=[actor_id])
    title: Mapped[Title | None] = relationship()

    @property
    def is_read(self) -> bool:
        """Whether its reader has opened it, or said so."""
        return self.read_at is not None

    def read(self) -> None:
        """Its reader knows."""
        self.read_at = self.read_at or clock.now()

    def unread(self) -> None:
        """Its reader wants to come back to it."""
        self.read_at = None

    def remove(self) -> None:
        """Out of sight at once; gone for good with the sweep an hour later."""
        self.removed_at = clock.now()

    def restore(self) -> None:
        """Undo `remove`."""
        self.removed_at = None

    @property
    def address(self) -> str:
        """Where it leads: its own address, else its title's, which may have moved since."""
        return self.url or (f"/titles/{self.title.slug}" if self.title else "/notifications")

    def __str__(self) -> str:
        return f"{self.kind} for {self.profile}"


class NotificationSwitch(Entity):
    """Whether a profile wants this kind on its bell and in its digest. No row: the kind's own default."""

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    on_bell: Mapped[bool] = mapped_column(default=True)
    in_digest: Mapped[bool] = mapped_column(default=True)


class Digest(Entity):
    """A profile's daily mail, to the account that asked for it. No row: none.

    `looked_at` is when it was last gathered, which happens once a day, whether or not there was anything to send.
    """

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    begun_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    profile: Mapped[Profile] = relationship()
    account: Mapped[Account] = relationship()
