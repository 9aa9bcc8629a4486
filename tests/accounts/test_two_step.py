"""The second step: an app's codes and codes on paper, each taken once, tried five times, and wanted of staff."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask

from app.accounts.factors import second_factor
from app.accounts.factors.second_factor import PURPOSE
from app.accounts.models import AccountSession, Authenticator, RecoveryCode
from app.foundation import clock
from app.foundation.db import db
from app.foundation.settings import choose
from app.foundation.signing import unseal
from tests.accounts.letters import letters_to
from tests.accounts.signing import sign_in, take_token
from tests.cast import PASSWORD, Cast, Person

RUTH = "ruth@example.org"


def code(secret: str, ahead: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30 * ahead)


def enrol(person: Person) -> tuple[str, list[str]]:
    """Turn it on as people do; the secret and the codes on paper."""
    page = person.get("/account/two-step").text
    found = re.search(r'class="key">([A-Z2-7]{32})<', page)
    assert found and '<svg class="qr"' in page and "style=" not in page
    answer = person.post("/account/two-step", {"code": code(found[1])})
    assert answer.status_code == 200
    take_token(person)
    return found[1], re.findall(r"<code>([A-Z2-7-]{29})</code>", answer.text)


@pytest.fixture
def enrolled(app: Flask, cast: Cast) -> tuple[str, list[str]]:
    return enrol(sign_in(app, RUTH))


def at_the_second_question(app: Flask) -> Person:
    person = Person(app)
    answer = person.post("/sign-in", {"email": RUTH, "password": PASSWORD, "next": "/browse"})
    assert answer.headers["Location"] == "/sign-in/second"
    assert person.get("/account").status_code == 302  # half in is outside
    return person


def answer(person: Person, typed: str) -> Any:
    return person.post("/sign-in/second", {"code": typed})


def test_signing_in_takes_the_apps_code(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    person = at_the_second_question(app)
    assert person.get("/sign-in/second").status_code == 200
    found = answer(person, code(enrolled[0], 1))
    assert found.status_code == 303 and found.headers["Location"] == "/browse"
    row = db.session.scalars(db.select(AccountSession).order_by(AccountSession.created_at.desc())).first()
    assert row and row.second_factor_at
    assert person.get("/account").status_code == 200


def test_a_code_is_taken_once(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    one = code(enrolled[0], 1)
    assert answer(at_the_second_question(app), one).status_code == 303
    assert answer(at_the_second_question(app), one).status_code == 422


def test_the_code_that_turned_it_on_opens_nothing(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    assert answer(at_the_second_question(app), code(enrolled[0])).status_code == 422


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_code_of_another_minute_is_refused(
    app: Flask, enrolled: tuple[str, list[str]], steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One step off, either way, is a clock; two are not. The clock stands still, so that no step ends meanwhile."""
    moment = clock.now().replace(second=10)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert answer(at_the_second_question(app), code(enrolled[0], steps)).status_code == 422


def test_an_app_that_is_set_up_anew_takes_the_place_of_the_old_one(
    app: Flask, cast: Cast, enrolled: tuple[str, list[str]]
) -> None:
    account = cast.accounts["owner"]
    assert second_factor.enrol(account, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", code("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
    db.session.commit()
    assert len(db.session.scalars(db.select(Authenticator)).all()) == 1
    assert answer(at_the_second_question(app), code(enrolled[0], 1)).status_code == 422


def test_a_code_on_paper_opens_once_however_it_is_written(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    paper = enrolled[1]
    assert len(set(paper)) == 10
    assert answer(at_the_second_question(app), paper[0].lower().replace("-", " ")).status_code == 303
    assert answer(at_the_second_question(app), paper[0]).status_code == 422
    assert answer(at_the_second_question(app), paper[1]).status_code == 303
    unused = db.session.scalars(db.select(RecoveryCode).where(RecoveryCode.used_at.is_(None))).all()
    assert len(unused) == 8 and paper[2].replace("-", "") not in {row.digest for row in unused}


def test_codes_can_be_tried_five_times(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    person = at_the_second_question(app)
    assert [answer(person, "000000").status_code for _ in range(6)] == [422] * 5 + [429]
    assert answer(at_the_second_question(app), code(enrolled[0], 1)).status_code == 429


def test_the_right_code_gives_the_tries_back(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    person = at_the_second_question(app)
    assert [answer(person, "000000").status_code for _ in range(4)] == [422] * 4
    assert answer(person, enrolled[1][0]).status_code == 303
    again = at_the_second_question(app)
    assert [answer(again, "000000").status_code for _ in range(5)] == [422] * 5


@pytest.mark.parametrize("typed", ["", "x", "\0", "9" * 41, "１２３４５６"])
def test_what_is_no_code_is_refused(app: Flask, enrolled: tuple[str, list[str]], typed: str) -> None:
    assert answer(at_the_second_question(app), typed).status_code == 422


def test_the_second_question_alone_lets_nobody_in(app: Flask, cast: Cast, enrolled: tuple[str, list[str]]) -> None:
    assert cast.anonymous.get("/sign-in/second").headers["Location"] == "/sign-in"
    found = answer(cast.anonymous, code(enrolled[0], 1))
    assert found.headers["Location"] == "/sign-in"
    assert cast.anonymous.get("/account").status_code == 302


def test_a_password_changed_meanwhile_ends_the_second_question(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    person = at_the_second_question(app)
    run = app.test_cli_runner().invoke(args=["accounts", "set-password", RUTH, "--password", "another four words here"])
    assert run.exit_code == 0
    assert answer(person, code(enrolled[0], 1)).headers["Location"] == "/sign-in"


def test_a_wrong_password_never_comes_to_the_second_question(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    assert Person(app).post("/sign-in", {"email": RUTH, "password": "wrong"}).status_code == 422


def test_turning_it_on_needs_a_code_and_signs_others_out(app: Flask, cast: Cast) -> None:
    there, here = sign_in(app, RUTH), sign_in(app, RUTH)
    here.get("/account/two-step")
    wrong = here.post("/account/two-step", {"code": "000000"})
    assert wrong.status_code == 422 and db.session.scalar(db.select(Authenticator.account_id)) is None
    secret, _codes = enrol(here)
    assert there.get("/account").status_code == 302 and here.get("/account").status_code == 200
    kept = db.session.scalars(db.select(Authenticator)).one()
    assert secret not in kept.sealed_secret and unseal(PURPOSE, kept.sealed_secret) == secret
    assert len(letters_to(RUTH, "two-step-on")) == 1


def test_the_secret_does_not_lie_open_in_the_cookie(app: Flask, cast: Cast) -> None:
    person = sign_in(app, RUTH)
    found = re.search(r'class="key">([A-Z2-7]{32})<', person.get("/account/two-step").text)
    with person.client.session_transaction() as cookie:
        assert found and found[1] not in str(dict(cookie))


def test_it_is_turned_off_and_told(app: Flask, cast: Cast) -> None:
    person = sign_in(app, RUTH)
    enrol(person)
    assert "10 recovery codes" in person.get("/account/two-step").text
    assert person.post("/account/two-step/remove").status_code == 303
    assert sign_in(app, RUTH).get("/account").status_code == 200, "the password is enough again"
    assert len(letters_to(RUTH, "two-step-off")) == 1
    assert db.session.scalar(db.select(Authenticator.account_id)) is None
    assert db.session.scalar(db.select(RecoveryCode.id)) is None


def test_new_codes_on_paper_end_the_old_ones(app: Flask, cast: Cast) -> None:
    person = sign_in(app, RUTH)
    _secret, old = enrol(person)
    new = re.findall(r"<code>([A-Z2-7-]{29})</code>", person.post("/account/two-step/codes").text)
    assert len(new) == 10 and not set(new) & set(old)
    assert answer(at_the_second_question(app), old[0]).status_code == 422
    assert answer(at_the_second_question(app), new[0]).status_code == 303


def test_a_browser_that_came_in_without_it_cannot_change_it(app: Flask, cast: Cast) -> None:
    """A television does, by its code: the password alone must not take the second step away."""
    enrol(sign_in(app, RUTH))
    tv = cast.person("owner")
    for path in ("/account/two-step", "/account/two-step/codes", "/account/two-step/remove", "/account/passkeys"):
        answer = tv.post(path, {"code": "000000", "credential": "{}"})
        assert answer.status_code == 403 and "with your second step" in answer.text, path
    assert db.session.scalar(db.select(Authenticator.account_id))


def test_nobody_without_one_has_codes_on_paper(cast: Cast) -> None:
    assert cast.stranger.post("/account/two-step/codes").status_code == 404


def test_a_stranger_and_a_child_do_not_touch_it(app: Flask, cast: Cast, enrolled: tuple[str, list[str]]) -> None:
    cast.stranger.post("/account/two-step/remove")
    assert cast.child.post("/account/two-step/remove").status_code == 403
    assert db.session.scalar(db.select(Authenticator.account_id)) == cast.accounts["owner"].id


def test_staff_need_one_where_the_house_says_so(app: Flask, cast: Cast) -> None:
    admin = sign_in(app, "admin@example.org")
    admin.post("/profiles/current", {"profile": cast.profiles["admin"].id})
    assert admin.get("/admin/").status_code == 200
    choose("staff_two_step", True)
    db.session.commit()
    assert "/account/two-step" in admin.get("/admin/").headers["Location"]
    assert admin.get("/account").status_code == 200  # only staff's rooms ask
    enrol(admin)
    assert admin.get("/admin/").status_code == 200


def test_an_admin_takes_it_away_from_whoever_lost_everything(app: Flask, cast: Cast) -> None:
    enrol(sign_in(app, RUTH))
    data = {"action": "end_two_step", "rowid": cast.accounts["owner"].id, "confirmed": "1"}
    assert cast.stranger.post("/admin/accounts/action/", data).status_code == 403
    assert cast.admin.post("/admin/accounts/action/", data).status_code == 303
    sign_in(app, RUTH)


def test_a_clock_that_jumps_back_gives_no_code_twice(
    app: Flask, enrolled: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = code(enrolled[0], 1)
    assert answer(at_the_second_question(app), one).status_code == 303
    before = clock.now() - timedelta(seconds=30)
    monkeypatch.setattr(second_factor.clock, "now", lambda: before)
    assert answer(at_the_second_question(app), one).status_code == 422
