"""A profile watches; what it may watch is decided by its limit."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Household
from app.foundation.db import Entity, Row

NO_CAP = 18
CHILD_UNDER = 13


class Profile(Row, Entity):
    """Somebody of a household. `maturity_limit` is in years, 0 to 18, 18 being no cap."""

    __table_args__ = (
        UniqueConstraint("household_id", "name"),
        CheckConstraint("maturity_limit BETWEEN 0 AND 18", name="limit"),
    )

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    handle: Mapped[str | None] = mapped_column(String(30), unique=True)
    maturity_limit: Mapped[int] = mapped_column(default=NO_CAP)
    pin_hash: Mapped[str] = mapped_column(String(200), default="")
    avatar_seed: Mapped[int] = mapped_column(default=0)
    theme: Mapped[str] = mapped_column(String(5), default="auto")
    zone: Mapped[str] = mapped_column(String(40), default="")
    language: Mapped[str] = mapped_column(String(12), default="en")
    captions: Mapped[str] = mapped_column(String(12), default="")
    household: Mapped[Household] = relationship()

    @property
    def is_capped(self) -> bool:
        """Whether some titles are not for it; unrated titles then are not either."""
        return self.maturity_limit < NO_CAP

    @property
    def is_child(self) -> bool:
        """Whether it gets the children's house: no reviews, no talk."""
        return self.maturity_limit < CHILD_UNDER

    @property
    def has_pin(self) -> bool:
        """Whether a PIN stands before it."""
        return bool(self.pin_hash)

    @property
    def avatar_url(self) -> str:
        """Where its drawn avatar is; the seed is in the address, so it may be kept for long."""
        kind = "child" if self.is_child else "grown"
        return f"/avatars/{kind}-{self.avatar_seed}.svg"

    def __str__(self) -> str:
        return self.name
