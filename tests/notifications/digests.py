"""The daily mail in tests: gathering it, reading it, its way out."""

from __future__ import annotations

from datetime import UTC, datetime

from app.foundation.db import db
from app.foundation.mail import Mail
from app.notifications.jobs import send_digests

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def gather() -> None:
    """Run the job. It ends its transactions, and in the tests those would take what a request did with them."""
    db.session.commit()
    send_digests(None)


def mails() -> list[Mail]:
    return list(db.session.scalars(db.select(Mail).order_by(Mail.id)))


def link_in(mail: Mail) -> str:
    """The way out, as a path."""
    return mail.unsubscribe_url.removeprefix("http://localhost:8000")
