"""The outbox: one row per mail, written with the change that it tells of, sent by a job."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.db import Entity, Row


class MailState(StrEnum):
    """Where a mail is. `kept` is not sent: the house has nobody who takes mail. `refused` is not tried again."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    REFUSED = "refused"


class Mail(Row, Entity):
    """A mail to one address, in plain text and in HTML. `sent_at` is when it left the house."""

    __table_args__ = (CheckConstraint("state IN ('waiting', 'sent', 'kept', 'failed', 'refused')", name="state"),)

    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    unsubscribe_url: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(8), default=MailState.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    error: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_waiting(self) -> bool:
        """Whether a job will still try it."""
        return self.state == MailState.WAITING

    def leave(self) -> None:
        """It was taken by the next server."""
        self._try(MailState.SENT, "")
        self.sent_at = self.tried_at

    def stay(self) -> None:
        """Nobody takes mail from this house."""
        self._try(MailState.KEPT, "")

    def fail(self, reason: str, state: MailState) -> None:
        """This try did not succeed; `state` says whether another follows."""
        self._try(state, reason)

    def wait_again(self) -> None:
        """As new, whatever became of it."""
        self.state, self.error = MailState.WAITING, ""

    def _try(self, state: MailState, error: str) -> None:
        self.state, self.error, self.tried_at = state, error, clock.now()
        self.attempts += 1

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"
