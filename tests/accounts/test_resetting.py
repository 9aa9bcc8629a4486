"""A new password by letter: the link works once, tells nothing, and signs everybody else out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import EmailAddress, OneTimeLink
from app.accounts.resetting import send_reset
from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs import Job
from app.foundation.jobs.worker import work_off
from tests.accounts.letters import letters_to, path_in
from tests.accounts.signing import sign_in
from tests.cast import PASSWORD, Cast, Person
from tests.fragments import assert_fragment_in_page
from tests.statements import count_statements

NEW = "another four words here"
RUTH = "ruth@example.org"


def ask(app: Flask, address: str = RUTH) -> Any:
    answer = Person(app).post("/forgotten", {"email": address})
    with app.app_context():
        work_off()
    return answer


def link(app: Flask) -> str:
    ask(app)
    return path_in(letters_to(RUTH, "reset")[-1])


def test_the_form_stands_in_the_page(cast: Cast) -> None:
    assert_fragment_in_page(cast.anonymous, "/forgotten", "forgotten_form")


def test_the_link_changes_the_password_and_signs_everybody_out(app: Flask, cast: Cast) -> None:
    there, path = sign_in(app, RUTH), link(app)
    person = Person(app)
    assert person.get(path).status_code == 200
    assert person.post(path, {"password": NEW}).headers["Location"] == "/sign-in"
    assert there.get("/account").status_code == 302
    sign_in(app, RUTH, NEW)
    assert Person(app).post("/sign-in", {"email": RUTH, "password": PASSWORD}).status_code == 422
    assert len(letters_to(RUTH, "password-changed")) == 1
    row = db.session.scalars(db.select(EmailAddress).where(EmailAddress.address == RUTH)).one()
    assert row.verified_at  # nobody else could have read the letter


def test_a_link_works_once_and_takes_the_others_with_it(app: Flask, cast: Cast) -> None:
    first, second = link(app), link(app)
    assert Person(app).post(second, {"password": NEW}).status_code == 303
    for path in (first, second):
        assert Person(app).get(path).status_code == 410
        assert Person(app).post(path, {"password": "yet another four words"}).status_code == 410
    sign_in(app, RUTH, NEW)


def test_a_link_is_over_after_two_hours(app: Flask, cast: Cast) -> None:
    path = link(app)
    db.session.scalars(db.select(OneTimeLink)).one().expires_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert Person(app).post(path, {"password": NEW}).status_code == 410
    sign_in(app, RUTH)


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "../sign-in"])
def test_a_forged_link_opens_nothing(cast: Cast, token: str) -> None:
    assert cast.anonymous.get(f"/reset/{token}").status_code in (404, 410)
    assert cast.anonymous.post(f"/reset/{token}", {"password": NEW}).status_code in (404, 405, 410)


def test_a_link_for_one_purpose_serves_no_other(app: Flask, cast: Cast) -> None:
    path = link(app)
    assert cast.anonymous.get(path.replace("/reset/", "/verify/")).status_code == 410
    token = path.rpartition("/")[2]
    assert cast.anonymous.get(f"/register?invitation={token}").status_code == 403


def test_a_weak_password_is_refused_and_the_link_still_works(app: Flask, cast: Cast) -> None:
    path = link(app)
    answer = Person(app).post(path, {"password": "Ruth123456"})
    assert answer.status_code == 422 and "too close" in answer.text and "Ruth123456" not in answer.text
    assert Person(app).post(path, {"password": NEW}).status_code == 303


def test_nobody_learns_who_has_an_account(app: Flask, cast: Cast) -> None:
    answers, costs = [], []
    for address in (RUTH, "nobody@example.org"):
        with count_statements() as asked:
            answer = Person(app).post("/forgotten", {"email": address})
        answers.append((answer.status_code, answer.headers["Location"]))
        costs.append([one.split()[0] for one in asked])
    assert answers[0] == answers[1] == (303, "/forgotten/sent")
    assert costs[0] == costs[1]
    with app.app_context():
        work_off()
    assert len(letters_to(RUTH)) == 1 and not letters_to("nobody@example.org")


def test_nobody_is_written_to_more_than_five_times_a_day(app: Flask, cast: Cast) -> None:
    answers = [Person(app).post("/forgotten", {"email": RUTH}).status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]
    assert Person(app).post("/forgotten", {"email": "iris@example.org"}).status_code == 303


def test_a_closed_account_gets_no_link(app: Flask, cast: Cast) -> None:
    cast.accounts["owner"].is_enabled = False
    db.session.commit()
    ask(app)
    assert not letters_to(RUTH)


def test_the_job_may_run_twice_and_what_it_wrote_is_not_in_its_row(app: Flask, cast: Cast) -> None:
    ask(app)
    with app.app_context():
        send_reset(None, RUTH)  # type: ignore[arg-type]
    token = path_in(letters_to(RUTH, "reset")[-1]).rpartition("/")[2]
    assert all(token not in str(job.payload) for job in db.session.scalars(db.select(Job)))
    kept = db.session.scalars(db.select(OneTimeLink.digest)).all()
    assert len(kept) == 2 and token not in kept


@pytest.mark.parametrize("address", ["", "no at sign", "a@b", "\0@example.org"])
def test_what_is_no_address_is_said(cast: Cast, address: str) -> None:
    assert cast.anonymous.post("/forgotten", {"email": address}).status_code == 422


def test_a_house_that_sends_no_letters_says_so(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "ENV", "production")
    monkeypatch.setitem(app.config, "SMTP", None)
    assert "sends no letters" in cast.anonymous.get("/forgotten").text
    assert cast.anonymous.post("/forgotten", {"email": RUTH}).status_code == 422
