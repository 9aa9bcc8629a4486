"""The outbox: one row per mail, written with the change that it tells of, sent by a job."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Entity, Row


class Mail(Row, Entity):
    """A mail to one address, in plain text and in HTML. `sent_at` is when it left the house."""

    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    unsubscribe_url: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    error: Mapped[str] = mapped_column(Text, default="")

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"
