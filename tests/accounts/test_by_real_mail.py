"""The door's letters by a real mail server: what arrives there opens, once, in its text and in its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.foundation.jobs.performing import work_off
from app.foundation.settings import choose
from tests.accounts.signing import sign_in
from tests.cast import PASSWORD, Cast, Person
from tests.foundation.office import Office, opened, set_up, work_at_once

NEW = "nine quiet rows of plush"
RUTH = "ruth@example.org"


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with opened() as (handler, port):
        set_up(app, monkeypatch, f"smtp://127.0.0.1:{port}")
        yield handler


def arrived(app: Flask, office: Office, recipient: str) -> str:
    """The path of the link in the newest letter, the same in both of its parts."""
    for _round in range(3):  # a job that writes a letter puts in the one that sends it
        with app.app_context():
            work_off()
    letter = office.taken[-1]
    assert letter["To"] == recipient
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found and found[1] in html
    return found[1]


def test_a_lost_password_comes_back_by_mail_and_the_link_works_once(app: Flask, cast: Cast, office: Office) -> None:
    person = Person(app)
    assert person.post("/forgotten", {"email": RUTH}).status_code == 303
    path = arrived(app, office, RUTH)
    assert person.get(path).status_code == 200
    assert person.post(path, {"password": NEW}).status_code == 303
    assert person.post(path, {"password": PASSWORD}).status_code == 410
    assert sign_in(app, RUTH, NEW).get("/account").status_code == 200
    assert Person(app).post("/sign-in", {"email": RUTH, "password": PASSWORD}).status_code == 422


def test_an_invitation_arrives_and_makes_one_account(app: Flask, cast: Cast, office: Office) -> None:
    choose("registration", "invitation")
    assert cast.owner.post("/profiles/members", {"email": "aunt@example.org"}).status_code == 303
    path = arrived(app, office, "aunt@example.org")
    form = {"name": "Aunt", "password": NEW, "invitation": path.partition("invitation=")[2]}
    assert Person(app).post("/register", form).status_code == 303
    assert Person(app).post("/register", {**form, "name": "Another"}).status_code == 403


def test_a_mail_server_that_is_away_loses_no_letter(
    app: Flask, cast: Cast, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.answers += ["451 Try again later"]
    Person(app).post("/forgotten", {"email": RUTH})
    with app.app_context():
        work_off()
    assert not office.taken
    work_at_once(monkeypatch, 3)
    assert arrived(app, office, RUTH).startswith("/reset/")
