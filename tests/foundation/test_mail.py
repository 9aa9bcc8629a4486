"""Mail: written with the change that it tells of, sent by a job to a real server, kept where nobody takes it."""

from __future__ import annotations

import logging
import re
import socket
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs import Job, JobState
from app.foundation.jobs.performing import work_off
from app.foundation.mail import Mail, MailState, jobs, send, send_again, transport
from app.foundation.mail.letter import letter_of
from app.foundation.mail.transport import Smtp, sender_from
from tests.foundation.office import LEAVE, Office, free_port, one, opened, set_up, work_at_once


def test_a_mail_is_a_row_and_a_job_and_neither_without_the_commit(app: Flask) -> None:
    send("digest", "ruth@example.org", "Nothing", "Nothing")
    db.session.rollback()
    assert db.session.scalars(db.select(Mail)).all() == []
    assert db.session.scalars(db.select(Job).where(Job.kind == "mail.send")).all() == []


def test_it_arrives_with_both_parts_and_the_way_out(app: Flask, office: Office) -> None:
    mail = one(unsubscribe_url=LEAVE)
    work_off()
    letter = office.taken[0]
    assert letter["To"] == "ruth@example.org" and letter["From"] == "Matinee <films@example.org>"
    assert letter["List-Unsubscribe"] == f"<{LEAVE}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert "episode 4 is here" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert (mail.state, mail.attempts, mail.error) == (MailState.SENT, 1, "") and mail.sent_at


def test_without_a_way_out_none_is_promised(app: Flask, office: Office) -> None:
    one()
    work_off()
    assert "List-Unsubscribe" not in office.taken[0]


def test_run_twice_it_is_sent_once(app: Flask, office: Office) -> None:
    mail = one()
    work_off()
    jobs.send(None, mail.id)  # type: ignore[arg-type]
    assert len(office.taken) == 1


def test_a_long_way_out_and_words_beyond_ascii_arrive_whole(app: Flask, office: Office) -> None:
    send("digest", "ruth@example.org", "Für Ruth: „Über den Dächern“", "Grüße, 日本", unsubscribe_url=LEAVE + "y" * 100)
    db.session.commit()
    work_off()
    assert office.taken[0]["Subject"] == "Für Ruth: „Über den Dächern“"
    assert office.taken[0]["List-Unsubscribe"] == f"<{LEAVE}{'y' * 100}>"
    assert office.taken[0].get_body(("plain",)).get_content().strip() == "Grüße, 日本"  # type: ignore[union-attr]


def test_a_line_break_adds_no_header(app: Flask, office: Office) -> None:
    send("digest", "ruth@example.org", "Hello\r\nBcc: iris@example.org", "x")
    send("digest", "ruth@example.org\r\nBcc: iris@example.org", "Hello", "x")
    db.session.commit()
    work_off()
    assert [letter["Subject"] for letter in office.taken] == ["Hello Bcc: iris@example.org"]
    assert "Bcc" not in office.taken[0]
    refused = db.session.scalar(db.select(Mail).where(Mail.state == MailState.REFUSED))
    assert refused is not None and "no address" in refused.error


def test_a_server_that_says_later_is_asked_later(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = one()
    office.answers = ["451 Greylisted, come back"]
    work_off()
    assert (mail.state, mail.attempts) == (MailState.WAITING, 1) and "451: Greylisted" in mail.error
    work_at_once(monkeypatch, 2)
    assert (mail.state, mail.attempts, mail.error) == (MailState.SENT, 2, "")


def test_a_server_that_refuses_is_not_asked_again(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = one()
    office.answers = ["554 No such person"]
    work_at_once(monkeypatch, 3)
    assert (mail.state, mail.attempts) == (MailState.REFUSED, 1) and "554: No such person" in mail.error
    job = db.session.scalar(db.select(Job).where(Job.kind == "mail.send"))
    assert job is not None and job.state == JobState.FAILED and "No such person" in job.error
    jobs.try_again(None)  # type: ignore[arg-type]
    assert mail.state == MailState.REFUSED


def test_a_server_that_is_down_is_tried_three_times_then_failed_with_the_reason(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(app, monkeypatch, f"smtp://127.0.0.1:{free_port()}")
    mail = one()
    work_at_once(monkeypatch, 4)
    assert (mail.state, mail.attempts) == (MailState.FAILED, 3)
    assert "could not be reached" in mail.error and mail.sent_at is None


def test_a_mail_whose_job_was_stopped_gets_another(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = one()
    for job in db.session.scalars(db.select(Job).where(Job.kind == "mail.send")):
        job.cancel()
    db.session.commit()
    work_at_once(monkeypatch, 2)
    assert mail.state == MailState.WAITING
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    jobs.try_again(None)  # type: ignore[arg-type]
    work_off()
    assert mail.state == MailState.SENT


def test_what_nobody_took_is_tried_each_hour_for_a_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(app, monkeypatch, f"smtp://127.0.0.1:{free_port()}")
    mail = one()
    work_at_once(monkeypatch, 4)
    jobs.try_again(None)  # type: ignore[arg-type]
    assert mail.state == MailState.WAITING
    work_at_once(monkeypatch, 4)
    assert (mail.state, mail.attempts) == (MailState.FAILED, 6)
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    jobs.try_again(None)  # type: ignore[arg-type]
    assert mail.state == MailState.FAILED


def test_no_transaction_is_open_while_a_server_is_talked_to(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver, seen = Smtp.deliver, []

    def watched(self: Smtp, message: EmailMessage) -> None:
        seen.append(db.session().in_transaction())
        deliver(self, message)

    monkeypatch.setattr(Smtp, "deliver", watched)
    one()
    work_off()
    assert seen == [False]


def test_without_a_server_nothing_pretends_to_have_sent(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    mail = one()
    with caplog.at_level(logging.INFO, "matinee.mail"):
        work_off()
    assert mail.state == MailState.KEPT and mail.sent_at is None
    assert "episode 4 is here" in caplog.text


def test_what_was_kept_leaves_when_sent_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = one()
    work_off()
    with opened() as (handler, port):
        set_up(app, monkeypatch, f"smtp://127.0.0.1:{port}")
        send_again(mail.row)
        db.session.commit()
        work_off()
    assert len(handler.taken) == 1 and mail.state == MailState.SENT


def test_a_server_that_speaks_no_smtp_is_one_that_cannot_be_reached(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        set_up(app, monkeypatch, f"smtp://127.0.0.1:{mute.getsockname()[1]}")
        monkeypatch.setattr(transport, "TIMEOUT_S", 0.2)
        mail = one()
        work_off()
    assert mail.state == MailState.WAITING and "could not be reached" in mail.error


def test_old_mail_is_swept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    one()
    jobs.sweep(None)  # type: ignore[arg-type]
    assert db.session.scalar(db.select(db.func.count(Mail.id))) == 1
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    jobs.sweep(None)  # type: ignore[arg-type]
    assert db.session.scalar(db.select(db.func.count(Mail.id))) == 0


def test_each_try_bears_the_same_message_id(app: Flask) -> None:
    mail = one()
    ids = {letter_of(mail.row, sender_from("films@example.org"))["Message-ID"] for _ in range(2)}
    assert len(ids) == 1 and re.fullmatch(r"<matinee-\d+-\d{20}@example\.org>", ids.pop())
