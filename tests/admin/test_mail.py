"""The outbox as those see it who may."""

from __future__ import annotations

import pytest

from app.foundation.db import db
from app.foundation.jobs import Job, JobState
from app.foundation.mail import MailState
from tests.cast import Cast
from tests.foundation.office import free_port, one, set_up, work_at_once


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
