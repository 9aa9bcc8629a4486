"""Signing a television in: its code is typed on a phone; nobody else's screen, nobody's code twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import AccountSession, ScreenCode
from app.foundation import clock
from app.foundation.db import db
from tests.accounts.signing import take_token
from tests.cast import Cast, Person


def screen(app: Flask) -> tuple[Person, str]:
    """A television that shows a code."""
    tv = Person(app)
    assert tv.get("/tv").status_code == 200
    assert tv.post("/tv", headers={"User-Agent": "Mozilla/5.0 (SMART-TV; Tizen 6.0)"}).status_code == 303
    page = tv.get("/tv").text
    found = re.search(r'class="screen-code"[^>]*>([A-Z0-9]{4}-[A-Z0-9]{4})<', page)
    assert found and "<svg" in page
    return tv, found[1]


def test_a_screen_is_signed_in_by_whoever_types_its_code(app: Flask, cast: Cast) -> None:
    tv, code = screen(app)
    assert tv.post("/tv/wait", fragment=True).status_code == 204
    assert code in cast.owner.get(f"/tv/approve?code={code}").text
    shown = cast.owner.post("/tv/approve", {"code": code.lower().replace("-", " ")})
    assert shown.status_code == 200 and "a television" in shown.text
    assert tv.post("/tv/wait", fragment=True).status_code == 204  # looking is not letting in
    assert cast.owner.post("/tv/approve", {"code": code, "is_mine": "1"}).status_code == 303
    assert tv.post("/tv/wait", fragment=True).headers["HX-Redirect"] == "/profiles"
    assert "Elm Street" in tv.get("/profiles").text
    assert db.session.scalar(db.select(ScreenCode.id)) is None


def test_without_scripts_a_button_goes_on(app: Flask, cast: Cast) -> None:
    tv, code = screen(app)
    assert tv.post("/tv/wait").headers["Location"] == "/tv"
    cast.owner.post("/tv/approve", {"code": code, "is_mine": "1"})
    assert tv.post("/tv/wait").headers["Location"] == "/profiles"


def test_a_code_lets_in_one_screen_once(app: Flask, cast: Cast) -> None:
    tv, code = screen(app)
    cast.owner.post("/tv/approve", {"code": code, "is_mine": "1"})
    assert cast.stranger.post("/tv/approve", {"code": code, "is_mine": "1"}).status_code == 422
    other = Person(app)
    other.post("/tv/wait")
    assert other.get("/account").status_code == 302
    assert tv.post("/tv/wait").status_code == 303
    tv.get("/profiles")
    take_token(tv)
    assert tv.post("/sign-out").status_code == 303
    tv.get("/sign-in")
    take_token(tv)
    tv.post("/tv/wait")
    assert tv.get("/account").status_code == 302


def test_a_code_is_over_after_ten_minutes(app: Flask, cast: Cast) -> None:
    tv, code = screen(app)
    db.session.scalars(db.select(ScreenCode)).one().expires_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert cast.owner.post("/tv/approve", {"code": code, "is_mine": "1"}).status_code == 422
    assert "Show a code" in tv.post("/tv/wait", fragment=True).text


def test_codes_can_be_guessed_ten_times(cast: Cast) -> None:
    answers = [cast.owner.post("/tv/approve", {"code": "AAAA-AAAA"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize("code", ["", "\0", "x" * 21, "ÄÖ"])
def test_what_is_no_code_is_said(cast: Cast, code: str) -> None:
    assert cast.owner.post("/tv/approve", {"code": code}).status_code == 422


def test_a_child_and_a_stranger_from_the_street_let_nobody_in(app: Flask, cast: Cast) -> None:
    tv, code = screen(app)
    assert cast.child.post("/tv/approve", {"code": code, "is_mine": "1"}).status_code == 403
    assert cast.anonymous.post("/tv/approve", {"code": code, "is_mine": "1"}).status_code == 302
    assert tv.post("/tv/wait", fragment=True).status_code == 204


def test_whoever_is_closed_meanwhile_lets_no_screen_in(app: Flask, cast: Cast) -> None:
    tv, code = screen(app)
    cast.owner.post("/tv/approve", {"code": code, "is_mine": "1"})
    cast.accounts["owner"].is_enabled = False
    db.session.commit()
    assert tv.post("/tv/wait", fragment=True).status_code == 204


def test_the_screen_is_listed_and_can_be_signed_out(app: Flask, cast: Cast) -> None:
    tv, code = screen(app)
    cast.owner.post("/tv/approve", {"code": code, "is_mine": "1"})
    tv.post("/tv/wait", headers={"User-Agent": "Mozilla/5.0 (SMART-TV; Tizen 6.0)"})
    assert "a television" in cast.owner.get("/account").text
    row = db.session.scalars(db.select(AccountSession.id).where(AccountSession.id != cast.owner.session_id)).one()
    cast.owner.post(f"/account/sessions/{row}/end")
    assert tv.get("/account").status_code == 302
