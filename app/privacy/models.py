"""A download of all that is known of an account, while it is made and for the week that it is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.db import Entity, Row
from app.foundation.text import random_reference

KEPT_FOR = timedelta(days=7)


class Export(Row, Entity):
    """One download. It is a file in the instance's `exports`, under a name that nobody guesses."""

    reference: Mapped[str] = mapped_column(String(22), unique=True, default=lambda: random_reference(22))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    fraction: Mapped[float] = mapped_column(default=0.0)
    ready_at: Mapped[datetime | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    failure: Mapped[str] = mapped_column(String(200), default="")

    @property
    def path(self) -> Path:
        """Where it lies."""
        folder: Path = current_app.config["INSTANCE"] / "exports"
        return folder / f"{self.reference}.zip"

    @property
    def is_being_made(self) -> bool:
        """Whether a job works on it, or will."""
        return self.ready_at is None and not self.failure

    @property
    def is_over(self) -> bool:
        """Whether its week has passed."""
        return clock.now() > self.created_at + KEPT_FOR
