"""Signing in and out, and who is let in."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask

from app.accounts import authentication, passwords
from app.accounts.models import Account, AccountSession, EmailAddress
from app.foundation import clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from tests.accounts.signing import sign_in
from tests.cast import PASSWORD, Cast, Person
from tests.fragments import assert_fragment_in_page

SENTENCE = "This address and password do not belong together"


def kinds() -> list[str]:
    return list(db.session.scalars(db.select(AuditEvent.kind).order_by(AuditEvent.id)))


def test_the_right_password_opens_a_session_row_and_the_gate(app: Flask, cast: Cast) -> None:
    ruth = sign_in(app, "Ruth@Example.org ")
    assert "Who’s watching?" in ruth.get("/profiles").text
    assert kinds()[-1] == "signed-in"


def test_the_fragment_stands_in_the_page(cast: Cast) -> None:
    assert_fragment_in_page(cast.anonymous, "/sign-in", "sign_in_form")


@pytest.mark.parametrize("email", ["ruth@example.org", "nobody@example.org", "", "not an address", "a\0b@example.org"])
def test_a_wrong_password_and_an_unknown_address_get_one_answer(cast: Cast, email: str) -> None:
    answer = cast.anonymous.post("/sign-in", {"email": email, "password": "wrong wrong wrong"})
    assert answer.status_code == 422
    assert (SENTENCE in answer.text) == bool(email)
    assert "wrong wrong wrong" not in answer.text


def test_what_was_typed_is_kept_but_never_the_password(cast: Cast) -> None:
    answer = cast.anonymous.post("/sign-in", {"email": "a<b>@example.org", "password": "topsecret"})
    assert "a&lt;b&gt;@example.org" in answer.text and "topsecret" not in answer.text


def test_a_refusal_is_noted_for_the_account(app: Flask, cast: Cast) -> None:
    cast.anonymous.post("/sign-in", {"email": "ruth@example.org", "password": "wrong"})
    event = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.kind, event.account_id) == ("sign-in-refused", cast.accounts["owner"].id)
    assert event.subject == "ruth@example.org"
    cast.anonymous.post("/sign-in", {"email": "nobody@example.org", "password": "wrong"})
    event = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None and (event.subject, event.account_id) == ("", None)  # what strangers type is kept nowhere


def test_the_browser_keeps_the_cookie_for_as_long_as_a_session_may_last(app: Flask, cast: Cast) -> None:
    answer = Person(app).post("/sign-in", {"email": "ruth@example.org", "password": PASSWORD})
    (kept,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("matinee=")]
    ends = parsedate_to_datetime(kept.partition("Expires=")[2].partition(";")[0])
    assert timedelta(days=89) < ends - clock.now() < timedelta(days=91)


def test_that_somebody_is_here_is_written_once_a_minute_and_by_no_post(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen() -> datetime:
        return db.session.get_one(AccountSession, cast.owner.session_id, populate_existing=True).seen_at

    first, now = seen(), clock.now()
    cast.owner.get("/account")
    assert seen() == first
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=61))
    cast.owner.post("/nowhere")
    assert seen() == first
    cast.owner.get("/account")
    assert seen() == now + timedelta(seconds=61)


def test_a_session_that_is_renewed_stays_what_it_was(app: Flask, cast: Cast) -> None:
    """Another id, so that what was seen of the old one is worth nothing; the same place, age and line."""
    old = db.session.get_one(AccountSession, cast.owner.session_id)
    facts, lineage = (old.address, old.created_at, old.expires_at, old.profile_id), old.lineage
    assert cast.owner.post("/confirm", {"password": PASSWORD}).status_code == 303
    (new,) = db.session.scalars(db.select(AccountSession).where(AccountSession.account_id == old.account_id))
    assert new.id != cast.owner.session_id and new.lineage == lineage
    assert (new.address, new.created_at, new.expires_at, new.profile_id) == facts
    assert lineage and lineage != db.session.get_one(AccountSession, cast.stranger.session_id).lineage


@pytest.mark.parametrize("held", [["a"], 7, {"a": 1}, None])
def test_a_cookie_that_holds_something_else_is_nobodys(app: Flask, held: object) -> None:
    person = Person(app)
    with person.client.session_transaction() as cookie:
        cookie["_user_id"] = held
    assert person.get("/account").headers["Location"].startswith("/sign-in")
    assert person.post("/watch/abcdefghijk/progress", {}).status_code in (302, 401)


def test_nothing_of_the_cookie_before_is_kept_when_somebody_signs_in(app: Flask, cast: Cast) -> None:
    """Session fixation: what somebody else has put there before is theirs, with its CSRF token."""
    person = Person(app)
    with person.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        before = cookie["csrf_token"]
    assert person.post("/sign-in", {"email": "ruth@example.org", "password": PASSWORD}).status_code == 303
    person.get("/profiles")
    with person.client.session_transaction() as cookie:
        assert "planted" not in cookie and cookie["csrf_token"] != before


def test_a_closed_account_is_not_let_in(cast: Cast) -> None:
    cast.accounts["owner"].is_enabled = False
    db.session.commit()
    assert cast.anonymous.post("/sign-in", {"email": "ruth@example.org", "password": PASSWORD}).status_code == 422


def test_the_eleventh_try_waits_but_the_owner_elsewhere_is_let_in(app: Flask, cast: Cast) -> None:
    guess = {"email": "ruth@example.org", "password": "guess"}
    answers = [cast.anonymous.post("/sign-in", guess).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    spoofed = cast.anonymous.post("/sign-in", guess, headers={"X-Forwarded-For": "10.1.1.1"})
    assert spoofed.status_code == 429 and int(spoofed.headers["Retry-After"]) > 0
    right = {"email": "ruth@example.org", "password": PASSWORD}
    elsewhere = Person(app).post("/sign-in", right, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 303


def test_the_right_password_gives_the_tries_back(app: Flask, cast: Cast) -> None:
    for _ in range(3):
        for _ in range(9):
            cast.anonymous.post("/sign-in", {"email": "ruth@example.org", "password": "guess"})
        sign_in(app, "ruth@example.org")


def test_too_many_tries_for_the_whole_house_wait(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authentication, "ALL", authentication.Limit(burst=2, period_s=300))
    form = {"password": "guess"}
    answers = [Person(app).post("/sign-in", {**form, "email": f"{n}@example.org"}).status_code for n in range(3)]
    assert answers == [422, 422, 429]


def test_an_outdated_hash_is_made_anew(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cast.accounts["owner"].password_hash
    monkeypatch.setattr(passwords, "is_outdated", lambda _hash: True)
    sign_in(app, "ruth@example.org")
    after = db.session.scalars(db.select(Account.password_hash).where(Account.name == "Ruth")).one()
    assert after != before and passwords.is_password(PASSWORD, after)


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "/\tevil", "https://evil.example", "evil", "/a\nb"]
)
def test_next_never_leads_elsewhere(app: Flask, cast: Cast, target: str) -> None:
    form = {"email": "ruth@example.org", "password": PASSWORD, "next": target}
    assert Person(app).post("/sign-in", form).headers["Location"] == "/"
    assert Person(app).post("/sign-in", form, query_string={"next": target}).headers["Location"] == "/"
    assert target not in cast.owner.get("/sign-in", query_string={"next": target}).headers["Location"]


def test_next_leads_back_inside(app: Flask, cast: Cast) -> None:
    form = {"email": "ruth@example.org", "password": PASSWORD, "next": "/search?q=noir"}
    assert Person(app).post("/sign-in", form).headers["Location"] == "/search?q=noir"


def test_htmx_is_sent_on_by_a_header(app: Flask, cast: Cast) -> None:
    answer = Person(app).post("/sign-in", {"email": "ruth@example.org", "password": PASSWORD}, fragment=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/")


def test_without_the_token_nobody_signs_in(cast: Cast) -> None:
    form = {"email": "ruth@example.org", "password": PASSWORD, "csrf_token": ""}
    assert cast.anonymous.post("/sign-in", form).status_code == 400


def test_signing_out_takes_the_row_away(app: Flask, cast: Cast) -> None:
    answer = cast.owner.post("/sign-out")
    assert answer.headers["Location"] == "/sign-in"
    assert db.session.get(AccountSession, cast.owner.session_id, populate_existing=True) is None
    with cast.owner.client.session_transaction() as cookie:
        assert "_user_id" not in cookie
    assert cast.owner.get("/account").headers["Location"].startswith("/sign-in?next=")


def test_a_session_knows_from_where_it_was_begun(app: Flask, cast: Cast) -> None:
    person = Person(app)
    person.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    person.post("/sign-in", {"email": "ruth@example.org", "password": PASSWORD})
    assert "192.0.2.7" in db.session.scalars(db.select(AccountSession.address)).all()


def test_a_stranger_cannot_sign_out(cast: Cast) -> None:
    assert cast.anonymous.post("/sign-out").headers["Location"].startswith("/sign-in")


def test_a_second_sign_in_in_one_browser_ends_the_first(app: Flask, cast: Cast) -> None:
    ruth = sign_in(app, "ruth@example.org")
    before = db.session.scalars(db.select(AccountSession.id)).all()
    ruth.post("/sign-in", {"email": "iris@example.org", "password": PASSWORD})
    after = db.session.scalars(db.select(AccountSession.id)).all()
    assert len(before) == len(after) and set(before) != set(after)


def test_the_cookie_carries_a_token_and_never_the_account(app: Flask, cast: Cast) -> None:
    ruth = sign_in(app, "ruth@example.org")
    with ruth.client.session_transaction() as cookie:
        assert len(cookie["_user_id"]) > 40
        assert set(cookie) <= {"_user_id", "_id", "_fresh", "_permanent", "csrf_token", "csrf_kept", "_flashes"}


def test_an_answer_that_changes_nothing_leaves_the_cookie_alone(app: Flask, cast: Cast) -> None:
    """A picture that is late would else undo what was set meanwhile: the notice, a renewed session."""
    ruth = sign_in(app, "ruth@example.org")
    assert "Set-Cookie" not in ruth.get("/profiles").headers
    assert "Set-Cookie" not in cast.owner.get("/events/since").headers


def test_a_session_ended_elsewhere_is_signed_out_at_the_next_request(cast: Cast) -> None:
    assert cast.owner.get("/account").status_code == 200
    db.session.delete(db.session.get(AccountSession, cast.owner.session_id))
    db.session.commit()
    assert cast.owner.get("/account").status_code == 302
    assert cast.owner.get("/account", fragment=True).status_code == 401


@pytest.mark.parametrize(("days", "status"), [(13, 200), (15, 302)])
def test_two_idle_weeks_end_a_session(cast: Cast, monkeypatch: pytest.MonkeyPatch, days: int, status: int) -> None:
    later = clock.now() + timedelta(days=days)
    assert cast.owner.get("/account").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: later)
    assert cast.owner.get("/account").status_code == status


def test_ninety_days_end_a_session_however_busy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    start = clock.now()
    assert cast.owner.get("/account").status_code == 200
    for day in range(10, 90, 10):
        monkeypatch.setattr(clock, "now", lambda day=day: start + timedelta(days=day))
        assert cast.owner.get("/account").status_code == 200, day
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=90, minutes=1))
    assert cast.owner.get("/account").status_code == 302


def test_addresses_are_one_however_typed(cast: Cast) -> None:
    assert db.session.scalar(db.select(EmailAddress.account_id).where(EmailAddress.address == "ruth@example.org"))
