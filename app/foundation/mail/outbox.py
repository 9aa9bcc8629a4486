"""Putting mail into the outbox; a job takes it from there."""

from __future__ import annotations

from app.foundation.db import db
from app.foundation.jobs import enqueue
from app.foundation.mail.models import Mail


def send(kind: str, recipient: str, subject: str, text: str, html: str = "", *, unsubscribe_url: str = "") -> Mail:
    """Add a mail to the current transaction, and the job that sends it."""
    mail = Mail(
        kind=kind, recipient=recipient, subject=subject[:200], text=text, html=html, unsubscribe_url=unsubscribe_url
    )
    db.session.add(mail)
    db.session.flush()
    enqueue("mail.send", dedupe_key=f"mail:{mail.id}", mail_id=mail.id)
    return mail
