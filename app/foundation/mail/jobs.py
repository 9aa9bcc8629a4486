"""Jobs of the outbox. Only they talk to a mail server: never a request, and never a transaction that writes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

from flask import current_app
from sqlalchemy import and_, or_

from app.foundation import clock
from app.foundation.db import db, reading, writing
from app.foundation.jobs import JobRefused, Run, every, job
from app.foundation.jobs.models import TRIES
from app.foundation.mail.letter import UnfitForMail, letter_of
from app.foundation.mail.models import Mail, MailState
from app.foundation.mail.outbox import send_again
from app.foundation.mail.transport import MailFailed, Smtp

KEPT_FOR = timedelta(days=30)
TRIED_FOR = timedelta(days=1)
WAITS_FOR = timedelta(hours=1)
AT_ONCE = 200
log = logging.getLogger("matinee.mail")


@job("mail.send")
def send(run: Run, mail_id: int) -> None:
    """Send one mail that waits. What became of it is on its row before the job ends or fails."""
    try:
        message = _message(mail_id)
        if message is None:
            return
        smtp: Smtp | None = current_app.config["SMTP"]
        if smtp is None:
            keep(mail_id, message)
        else:
            smtp.deliver(message)
            _note(mail_id, Mail.leave)
    except UnfitForMail as error:
        _fail(run, mail_id, MailFailed(str(error), is_final=True))
    except MailFailed as error:
        _fail(run, mail_id, error)


@every("mail.try-again", hours=1)
def try_again(_run: Run) -> None:
    """A server that was down for longer than a job has tries, or that greets strangers late: once more, for a day.

    So is what waits for an hour: its job was stopped. One that still has a job gets no other.
    """
    moment = clock.now()
    left = and_(Mail.state == MailState.WAITING, Mail.created_at < moment - WAITS_FOR)
    wanted = or_(Mail.state == MailState.FAILED, left), Mail.created_at > moment - TRIED_FOR
    with writing():
        for mail in db.session.scalars(db.select(Mail).where(*wanted).order_by(Mail.id).limit(AT_ONCE)):
            send_again(mail)


@every("mail.sweep", hours=1)
def sweep(_run: Run) -> None:
    """Delete what is older than thirty days."""
    with writing():
        old = db.select(Mail.id).where(Mail.created_at < clock.now() - KEPT_FOR).limit(AT_ONCE)
        db.session.execute(db.delete(Mail).where(Mail.id.in_(list(db.session.scalars(old)))))


def keep(mail_id: int, message: EmailMessage) -> None:
    """Nobody takes mail from this house: it stays in the outbox, and where people try things out the console tells."""
    if current_app.config["ENV"] != "production":
        body = message.get_body(("plain",))
        log.info("mail %s stays in the house:\n%s", mail_id, body.get_content() if body else "")
    _note(mail_id, Mail.stay)


def _message(mail_id: int) -> EmailMessage | None:
    """What to send; None when it is gone or does not wait."""
    with reading():
        mail = db.session.get(Mail, mail_id)
        return letter_of(mail, current_app.config["MAIL_FROM"]) if mail is not None and mail.is_waiting else None


def _note(mail_id: int, verb: Callable[[Mail], None]) -> None:
    with writing():
        mail = db.session.get(Mail, mail_id)
        if mail is not None:
            verb(mail)


def _fail(run: Run, mail_id: int, error: MailFailed) -> None:
    is_last = run.attempt >= TRIES
    state = MailState.REFUSED if error.is_final else MailState.FAILED if is_last else MailState.WAITING
    _note(mail_id, lambda mail: mail.fail(error.reason, state))
    raise JobRefused(error.reason) if error.is_final else error
