"""Putting mail into the outbox; a job takes it from there."""

from __future__ import annotations

from flask import current_app

from app.foundation.db import db
from app.foundation.jobs import enqueue
from app.foundation.mail.models import Mail
from app.foundation.text import clean_line


def send(kind: str, recipient: str, subject: str, text: str, html: str = "", *, unsubscribe_url: str = "") -> Mail:
    """Add a mail to the current transaction, and the job that sends it."""
    mail = Mail(
        kind=kind,
        recipient=recipient,
        subject=clean_line(subject)[:200],
        text=text,
        html=html,
        unsubscribe_url=unsubscribe_url,
    )
    db.session.add(mail)
    db.session.flush()
    _enqueue(mail)
    return mail


def send_again(mail: Mail) -> None:
    """Try it once more from the beginning, in the current transaction."""
    mail.wait_again()
    db.session.flush()
    _enqueue(mail)


def absolute(path: str) -> str:
    """The whole address of a path of this site: a mail is read elsewhere."""
    return f"{current_app.config['MAIL_ADDRESS_OF_SITE']}{path}"


def _enqueue(mail: Mail) -> None:
    enqueue("mail.send", dedupe_key=f"mail:{mail.id}", mail_id=mail.id)
