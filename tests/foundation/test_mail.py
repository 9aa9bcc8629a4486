"""Mail: written with the change that it tells of, sent by a job to a real server, kept where nobody takes it."""

from __future__ import annotations

import email
import email.policy
import logging
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from flask import Flask

from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs import Job, JobState
from app.foundation.jobs.performing import work_off
from app.foundation.mail import Mail, MailState, jobs, send, send_again, transport
from app.foundation.mail.letter import letter_of
from app.foundation.mail.transport import Smtp, sender_from, smtp_from
from app.foundation.settings import ConfigError
from config import from_environment
from tests.cast import Cast

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


def set_up(app: Flask, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """The house as `MATINEE_SMTP` would have it."""
    monkeypatch.setitem(app.config, "SMTP", smtp_from(address))
    monkeypatch.setitem(app.config, "MAIL_FROM", sender_from("Matinee <films@example.org>"))


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A server on this machine that the house sends to."""
    handler, port = Office(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    set_up(app, monkeypatch, f"smtp://127.0.0.1:{port}")
    yield handler
    controller.stop()


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
    handler, port = Office(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        set_up(app, monkeypatch, f"smtp://127.0.0.1:{port}")
        send_again(mail.row)
        db.session.commit()
        work_off()
    finally:
        controller.stop()
    assert len(handler.taken) == 1 and mail.state == MailState.SENT


def test_a_password_is_given_and_a_wrong_one_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(_server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"a@b", b"p/w"), handled=mechanism == "NEVER")

    handler, port = Office(), free_port()
    controller = Controller(
        handler, hostname="127.0.0.1", port=port, authenticator=check, auth_require_tls=False, auth_required=True
    )
    controller.start()
    try:
        set_up(app, monkeypatch, f"smtp://a%40b:p%2Fw@127.0.0.1:{port}")
        right = one()
        work_off()
        set_up(app, monkeypatch, f"smtp://a%40b:secret@127.0.0.1:{port}")
        wrong = one()
        work_off()
    finally:
        controller.stop()
    assert right.state == MailState.SENT and len(handler.taken) == 1
    assert wrong.state == MailState.REFUSED and "user or password" in wrong.error and "secret" not in wrong.error


def test_a_password_is_not_sent_in_the_clear_beyond_this_machine(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "HOME", ())
    set_up(app, monkeypatch, f"smtp://a:secret@127.0.0.1:{app.config['SMTP'].port}")
    mail = one()
    work_off()
    assert mail.state == MailState.REFUSED and "no encryption" in mail.error and office.taken == []


def test_a_server_that_speaks_no_smtp_is_one_that_cannot_be_reached(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        set_up(app, monkeypatch, f"smtp://127.0.0.1:{mute.getsockname()[1]}")
        monkeypatch.setattr(transport, "TIMEOUT_S", 0.2)
        mail = one()
        work_off()
    assert mail.state == MailState.WAITING and "could not be reached" in mail.error


def test_where_tls_was_asked_for_nothing_is_sent_without_it(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(app, monkeypatch, f"smtps://a:secret@127.0.0.1:{app.config['SMTP'].port}")
    mail = one()
    work_off()
    assert mail.state == MailState.WAITING and "could not be reached" in mail.error and office.taken == []


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


@pytest.mark.parametrize(
    "address", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://u@h", "smtp://h:99999", "smtp://h/x"]
)
def test_a_server_that_cannot_be_read_refuses_to_start(tmp_path: Path, address: str) -> None:
    settings = {"MATINEE_ENV": "home", "MATINEE_INSTANCE": str(tmp_path), "MATINEE_SMTP": address}
    with pytest.raises(ConfigError, match="MATINEE_SMTP"):
        from_environment(settings | {"MATINEE_MAIL_FROM": "films@example.org"})


@pytest.mark.parametrize("sender", ["", "films", "films@example", "a <films@example.org", "<>", "ü@example.org"])
def test_a_sender_that_cannot_be_read_refuses_to_start(tmp_path: Path, sender: str) -> None:
    settings = {"MATINEE_ENV": "home", "MATINEE_INSTANCE": str(tmp_path), "MATINEE_SMTP": "smtp://mail.example.org"}
    with pytest.raises(ConfigError, match="MATINEE_MAIL_FROM"):
        from_environment(settings | {"MATINEE_MAIL_FROM": sender})


def test_the_server_may_be_named_in_a_file_and_its_password_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "smtp").write_text("smtps://matinee:hush%21@mail.example.org\n")
    settings = {"MATINEE_ENV": "home", "MATINEE_INSTANCE": str(tmp_path)}
    found = from_environment(
        settings | {"MATINEE_SMTP_FILE": str(tmp_path / "smtp"), "MATINEE_MAIL_FROM": "Kino Zürich <k@example.org>"}
    )
    assert found["SMTP"] == Smtp("smtps", "mail.example.org", 465, "matinee", "hush!")
    assert "hush" not in repr(found["SMTP"])
    assert from_environment(settings)["SMTP"] is None


def test_the_outbox_shows_a_mail_as_text_and_its_html_as_source(cast: Cast) -> None:
    mail = one()
    page = cast.admin.get(f"/admin/mail/details/?id={mail.id}").text
    assert "season 1, episode 4 is here" in page and "&lt;script&gt;x()&lt;/script&gt;" in page
    assert "<script>x()" not in page
    assert "Matinee: 1 thing for Ruth" in cast.admin.get("/admin/mail/").text


def test_a_mail_that_nobody_took_is_sent_again_from_the_outbox(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(cast.app, monkeypatch, f"smtp://127.0.0.1:{free_port()}")
    mail, _ = one(), cast.admin  # who signs in before the jobs end their sessions
    work_at_once(monkeypatch, 4)
    page = cast.admin.get(f"/admin/mail/details/?id={mail.id}").text
    assert "could not be reached" in page and f'action="/admin/mail/{mail.id}/send"' in page
    assert cast.admin.post(f"/admin/mail/{mail.id}/send").status_code == 303
    assert mail.state == MailState.WAITING
    cast.admin.post(f"/admin/mail/{mail.id}/send")  # a twin finds it waiting
    open_jobs = Job.state.in_((JobState.QUEUED, JobState.RUNNING)), Job.kind == "mail.send"
    assert db.session.scalar(db.select(db.func.count(Job.id)).where(*open_jobs)) == 1


def test_mail_is_for_those_who_may_read_it(cast: Cast) -> None:
    mail = one()
    for who in (cast.editor, cast.moderator, cast.owner, cast.child, cast.stranger):
        assert who.get("/admin/mail/").status_code == 403
        assert who.get(f"/admin/mail/details/?id={mail.id}").status_code == 403
        assert who.post(f"/admin/mail/{mail.id}/send").status_code == 403
    assert cast.admin.get("/admin/mail/details/?id=999999").status_code == 404
