"""The account's own page: password, devices, and what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts import passwords
from app.accounts.models import Account, AccountSession
from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import Event, to_account
from tests.accounts.signing import sign_in, take_token
from tests.cast import PASSWORD, Cast, Person
from tests.fragments import assert_fragment_in_page

NEW = "another four words here"


def fresh_session(cast: Cast, minutes: int) -> Person:
    """The admin's browser, whose password was given so many minutes ago."""
    person = cast.admin
    row = db.session.get_one(AccountSession, person.session_id)
    row.authenticated_at = clock.now() - timedelta(minutes=minutes)
    db.session.commit()
    return person


@pytest.mark.parametrize("block", ["password_form", "sessions", "events"])
def test_each_part_stands_in_the_page(cast: Cast, block: str) -> None:
    if block == "password_form":
        assert_fragment_in_page(cast.owner, "/account", block)
    assert f'id="{block}"' in cast.owner.get("/account").text


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(app: Flask, cast: Cast) -> None:
    here, there = sign_in(app, "ruth@example.org"), sign_in(app, "ruth@example.org")
    with here.client.session_transaction() as cookie:
        before = cookie["_user_id"]
    answer = here.post("/account/password", {"present": PASSWORD, "password": NEW})
    assert answer.status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    with here.client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
    assert "Changed the password" in here.get("/account").text
    stored = db.session.scalars(db.select(Account.password_hash).where(Account.name == "Ruth")).one()
    assert passwords.is_password(NEW, stored)


@pytest.mark.parametrize(
    ("present", "password", "sentence"),
    [("wrong", NEW, "not your present"), (PASSWORD, "short", "8 characters"), (PASSWORD, "Ruth123456", "too close")],
)
def test_a_bad_change_changes_nothing(cast: Cast, present: str, password: str, sentence: str) -> None:
    before = cast.accounts["owner"].password_hash
    answer = cast.owner.post("/account/password", {"present": present, "password": password}, fragment=True)
    assert answer.status_code == 422 and sentence in answer.text
    assert password not in answer.text
    assert db.session.scalars(db.select(Account.password_hash).where(Account.name == "Ruth")).one() == before


def test_under_htmx_the_form_comes_back_with_the_devices_and_a_notice(app: Flask, cast: Cast) -> None:
    ruth = sign_in(app, "ruth@example.org")
    answer = ruth.post("/account/password", {"present": PASSWORD, "password": NEW}, fragment=True)
    assert answer.status_code == 200 and "notice" in answer.headers["HX-Trigger"]
    assert 'id="password_form"' in answer.text and 'hx-target="#sessions"' in answer.text


def test_another_device_is_ended(cast: Cast, app: Flask) -> None:
    there = sign_in(app, "ruth@example.org")
    row = db.session.scalars(db.select(AccountSession.id).where(AccountSession.id != cast.owner.session_id)).one()
    assert cast.owner.post(f"/account/sessions/{row}/end").status_code == 303
    assert there.get("/account").status_code == 302
    assert cast.owner.get("/account").status_code == 200


def test_a_strangers_session_is_not_there(cast: Cast) -> None:
    assert cast.stranger.post(f"/account/sessions/{cast.owner.session_id}/end").status_code == 404
    assert cast.owner.post("/account/sessions/" + "f" * 64 + "/end").status_code == 404
    assert cast.owner.post("/account/sessions/short/end").status_code == 404
    assert cast.owner.get("/account").status_code == 200


def test_all_other_devices_are_ended(cast: Cast, app: Flask) -> None:
    there = sign_in(app, "ruth@example.org")
    answer = cast.owner.post("/account/sessions/end-others", fragment=True)
    assert answer.status_code == 200 and "1 other device signed out" in answer.headers["HX-Trigger"]
    assert there.get("/account").status_code == 302
    told = db.session.scalars(db.select(Event.audience).where(Event.kind == "identity-changed")).all()
    owner = db.session.get_one(AccountSession, cast.owner.session_id).account_id
    assert told == [to_account(owner)], "open pages hear that they are over"


def test_ending_this_device_signs_out(cast: Cast) -> None:
    answer = cast.owner.post(f"/account/sessions/{cast.owner.session_id}/end")
    assert answer.headers["Location"] == "/sign-in"


def test_staff_are_asked_again_after_half_an_hour(cast: Cast, staff_room: str) -> None:
    assert fresh_session(cast, 29).get(staff_room).status_code == 200
    answer = fresh_session(cast, 31).get(f"{staff_room}?page=2")
    assert answer.headers["Location"] == f"/confirm?next={staff_room}%3Fpage%3D2"
    here = {"HX-Current-URL": f"http://localhost{staff_room}/jobs"}
    fragment = cast.admin.get(staff_room, fragment=True, headers=here)
    assert fragment.headers["HX-Redirect"] == f"/confirm?next={staff_room}/jobs"
    elsewhere = cast.admin.get(staff_room, fragment=True, headers={"HX-Current-URL": "http://evil.example/x"})
    assert elsewhere.headers["HX-Redirect"] == "/confirm?next=/"
    assert cast.admin.get("/profiles").status_code == 200


def test_a_viewer_may_not_enter_however_fresh(cast: Cast, staff_room: str) -> None:
    assert cast.owner.get(staff_room).status_code == 403
    assert cast.anonymous.get(staff_room).status_code == 302


def test_the_password_again_opens_staffs_rooms(cast: Cast, staff_room: str) -> None:
    admin = fresh_session(cast, 31)
    assert_fragment_in_page(admin, "/confirm", "confirm_form")
    assert admin.post("/confirm", {"password": "wrong", "next": staff_room}).status_code == 422
    assert admin.get(staff_room).status_code == 303
    answer = admin.post("/confirm", {"password": PASSWORD, "next": staff_room})
    assert answer.headers["Location"] == staff_room
    assert admin.get(staff_room).status_code == 200
    assert db.session.get(AccountSession, admin.session_id, populate_existing=True) is None, "the id must be a new one"
    take_token(admin)
    assert admin.post("/confirm", {"password": PASSWORD, "next": "//evil"}).headers["Location"] == "/"


def test_guessing_at_the_confirmation_is_limited_too(cast: Cast) -> None:
    answers = [cast.owner.post("/confirm", {"password": "guess"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_the_right_password_gives_the_tries_at_the_confirmation_back(cast: Cast) -> None:
    guesses = ["guess"] * 9 + [PASSWORD] + ["guess"] * 9
    answers = []
    for guess in guesses:
        answers.append(cast.owner.post("/confirm", {"password": guess}).status_code)
        if guess == PASSWORD:
            take_token(cast.owner)
    assert answers == [422] * 9 + [303] + [422] * 9
