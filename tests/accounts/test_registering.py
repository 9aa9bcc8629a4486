"""Making an account: in the open, by invitation, and as the first admin."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.accounts.models import Account, EmailAddress, Role
from app.accounts.queries import has_admin
from app.foundation.db import db
from app.foundation.settings import choose
from app.profiles.models import Profile
from tests.accounts.signing import sign_in
from tests.cast import PASSWORD, Cast, Person
from tests.fragments import assert_fragment_in_page, assert_part_of

NEW = {"name": "Otto", "email": "Otto@Example.org", "password": "velvet tram 9 oboe"}


@pytest.fixture
def open_house(app: Flask) -> Flask:
    choose("registration", "open")
    db.session.commit()
    return app


def run(app: Flask, *words: str) -> str:
    result = app.test_cli_runner().invoke(args=["accounts", *words])
    assert result.exit_code == 0, result.output
    return result.output.strip()


def count() -> int:
    return int(db.session.scalar(db.select(db.func.count(Account.id))) or 0)


def test_an_account_comes_with_a_house_and_a_profile(open_house: Flask) -> None:
    otto = Person(open_house)
    answer = otto.post("/register", NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/profiles")
    page = otto.get("/profiles").text
    assert "Otto’s house" in page and re.search(r"gate__name\">Otto<", page)
    assert db.session.scalars(db.select(EmailAddress.address)).one() == "otto@example.org"


def test_the_fragment_stands_in_the_page(open_house: Flask) -> None:
    person = Person(open_house)
    assert_fragment_in_page(person, "/register", "register_form")
    bad = {**NEW, "email": "no at sign"}
    page, part = person.post("/register", bad), person.post("/register", bad, fragment=True)
    assert page.status_code == part.status_code == 422
    assert_part_of(page.text, part.text, "register_form")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "ruth.example.org", "no @"),
        ("email", "a@b", "needs a dot"),
        ("email", "a b@example.org", "does not look like"),
        ("email", "a" * 300 + "@example.org", "does not look like"),
        ("email", "", "Type your e-mail"),
        ("name", "", "what to call you"),
        ("name", "\0\t ", "what to call you"),
        ("name", "x" * 81, "at most 80"),
        ("password", "short", "8 characters or more"),
        ("password", "x y" * 100, "at most 256"),
        ("password", "Password123!", "Too many people"),
        ("password", "aaaaaaaaaa", "Too many people"),
        ("password", "Matinee2026!", "too close"),
        ("password", "otto@example.org", "too close"),
    ],
)
def test_what_is_wrong_is_said_and_the_text_kept(open_house: Flask, field: str, value: str, sentence: str) -> None:
    form = {**NEW, field: value}
    answer = Person(open_house).post("/register", form)
    assert answer.status_code == 422 and sentence in answer.text
    assert 'aria-invalid="true"' in answer.text and f'id="{field}-error"' in answer.text
    kept = "Otto" if field != "name" else "Otto@Example.org"
    assert kept in answer.text and NEW["password"] not in answer.text
    assert count() == 0


def test_a_taken_address_makes_nothing(open_house: Flask, cast: Cast) -> None:
    before = count()
    answer = Person(open_house).post("/register", {**NEW, "email": " RUTH@example.org"})
    assert answer.status_code == 422 and "cannot be used here" in answer.text
    assert count() == before


def test_a_closed_house_says_whom_to_ask(cast: Cast) -> None:
    assert cast.anonymous.get("/register").status_code == 403
    answer = cast.anonymous.post("/register", NEW)
    assert answer.status_code == 403 and "By invitation" in answer.text


def test_an_invitation_lets_its_address_in_once(app: Flask, cast: Cast) -> None:
    token = run(app, "invite", "guest@example.org").split("=", 1)[1]
    guest = Person(app)
    assert 'value="guest@example.org" readonly' in guest.get(f"/register?invitation={token}").text
    answer = guest.post("/register", {**NEW, "email": "other@example.org", "invitation": token})
    assert answer.status_code == 303
    assert db.session.scalar(db.select(EmailAddress.id).where(EmailAddress.address == "guest@example.org"))
    db.session.delete(db.session.scalars(db.select(Account).where(Account.name == "Otto")).one())
    db.session.commit()
    assert Person(app).post("/register", {**NEW, "invitation": token}).status_code == 403


@pytest.mark.parametrize("token", ["x", "W10.aaaa.bbbb", "\0"])
def test_a_forged_invitation_opens_nothing(cast: Cast, token: str) -> None:
    assert cast.anonymous.get("/register", query_string={"invitation": token}).status_code == 403


def test_the_first_admin_comes_with_the_consoles_code(app: Flask) -> None:
    stale, code = run(app, "first-admin-code"), run(app, "first-admin-code")
    person = Person(app)
    assert "code from the console" in person.get("/sign-in").text
    assert code in person.get(f"/welcome?code={code}").text
    assert person.post("/welcome", {**NEW, "code": stale}).status_code == 422
    assert person.post("/welcome", {**NEW, "code": ""}).status_code == 422
    assert count() == 0
    assert person.post("/welcome", {**NEW, "code": code.lower().replace("-", " ")}).status_code == 303
    assert has_admin()
    assert db.session.scalars(db.select(Role.name).order_by(Role.name)).all() == ["admin", "editor", "moderator"]
    assert Person(app).get(f"/welcome?code={code}").status_code == 404
    assert Person(app).post("/welcome", {**NEW, "email": "b@example.org", "code": code}).status_code == 404
    assert run(app, "first-admin-code") == ""


def test_codes_cannot_be_tried_for_long(app: Flask) -> None:
    run(app, "first-admin-code")
    answers = [Person(app).post("/welcome", {**NEW, "code": "AAAAA"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_the_console_makes_admins_and_passwords(app: Flask, cast: Cast) -> None:
    assert "is an admin" in run(app, "make-admin", "ruth@example.org")
    assert {"admin"} == {role.name for role in cast.accounts["owner"].roles}
    run(app, "set-password", "ruth@example.org", "--password", "another four words here")
    assert cast.owner.get("/account").status_code == 200  # opened after the change
    sign_in(app, "ruth@example.org", "another four words here")
    refused = app.test_cli_runner().invoke(args=["accounts", "make-admin", "nobody@example.org"])
    assert refused.exit_code == 1 and "Nobody has the address" in refused.output


def test_a_long_name_still_gets_a_profile(open_house: Flask) -> None:
    assert Person(open_house).post("/register", {**NEW, "name": "Ö" * 80}).status_code == 303
    assert db.session.scalars(db.select(Profile.name)).one() == "Ö" * 40


def test_whoever_is_signed_in_is_sent_on(cast: Cast) -> None:
    assert cast.owner.get("/register").headers["Location"] == "/"
    assert PASSWORD not in cast.owner.get("/account").text
