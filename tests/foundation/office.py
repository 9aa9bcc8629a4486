"""A mail server on this machine, and short words for mail."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from flask import Flask

from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs.performing import work_off
from app.foundation.mail import Mail, send
from app.foundation.mail.transport import sender_from, smtp_from

LEAVE = "https://films.example.org/notifications/unsubscribe?token=" + "x" * 90
LETTER = {"text": "Aurora: season 1, episode 4 is here.", "html": "<p>Aurora</p><script>x()</script>"}


class Office:
    """A mail server's manners: what it took, and what it answers instead of taking."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        """Take it, or say the next answer."""
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append(email.message_from_bytes(content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 OK"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def opened(**manners: Any) -> Iterator[tuple[Office, int]]:
    """A server on this machine while the block lasts, and its port."""
    handler, port = Office(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **manners)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()


def set_up(app: Flask, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """The house as `MATINEE_SMTP` would have it."""
    monkeypatch.setitem(app.config, "SMTP", smtp_from(address))
    monkeypatch.setitem(app.config, "MAIL_FROM", sender_from("Matinee <films@example.org>"))


class Sent:
    """A mail as it stands now, whichever session wrote to it last."""

    def __init__(self, **more: Any) -> None:
        mail = send("digest", "ruth@example.org", "Matinee: 1 thing for Ruth", **{**LETTER, **more})
        db.session.commit()
        self.id = mail.id

    @property
    def row(self) -> Mail:
        """Its row, read anew."""
        return db.session.get_one(Mail, self.id, populate_existing=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def one(**more: Any) -> Sent:
    """A mail to Ruth in the outbox."""
    return Sent(**more)


def work_at_once(monkeypatch: pytest.MonkeyPatch, times: int = 1) -> None:
    """Work off what is due, and again after the pauses between tries."""
    begun = clock.now()
    for number in range(times):
        monkeypatch.setattr(clock, "now", lambda n=number: begun + timedelta(minutes=2 * n))
        work_off()
