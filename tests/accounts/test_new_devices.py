"""A sign-in with a browser that the account has not seen is told by letter; the others are not."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.accounts.models import KnownDevice
from app.foundation.db import db
from config import from_environment
from tests.accounts.letters import letters_to
from tests.accounts.signing import sign_in, take_token
from tests.cast import PASSWORD, Cast, Person

RUTH = "ruth@example.org"


def again(person: Person, email: str = RUTH) -> None:
    person.post("/sign-out")
    take_token(person)
    assert person.post("/sign-in", {"email": email, "password": PASSWORD}).status_code == 303
    take_token(person)


def test_the_first_browser_is_no_news_and_the_second_is(app: Flask, cast: Cast) -> None:
    first = sign_in(app, RUTH)
    assert not letters_to(RUTH)
    sign_in(app, RUTH)
    told = letters_to(RUTH, "new-device")
    assert len(told) == 1 and "127.0.0.1" in told[0].text
    again(first)
    assert len(letters_to(RUTH)) == 1


def test_a_browser_of_another_account_is_new_to_this_one(app: Flask, cast: Cast) -> None:
    sign_in(app, "iris@example.org")
    person = sign_in(app, RUTH)
    again(person, "iris@example.org")
    assert len(letters_to("iris@example.org", "new-device")) == 1


def test_the_cookie_opens_nothing_and_is_not_kept_as_it_is(app: Flask, cast: Cast) -> None:
    person = sign_in(app, RUTH)
    cookie = person.client.get_cookie("matinee_device")
    assert cookie and cookie.http_only and cookie.same_site == "Lax"
    assert cookie.value not in db.session.scalars(db.select(KnownDevice.digest)).all()
    other = Person(app)
    other.client.set_cookie("matinee_device", cookie.value)
    assert other.get("/account").status_code == 302


def test_by_https_the_cookies_belong_to_this_host_alone(tmp_path: Path) -> None:
    """`__Host-` (RFC 6265bis): with Secure, for the whole path, and for no domain; a neighbour cannot set them."""
    env = {"MATINEE_ENV": "demo", "MATINEE_INSTANCE": str(tmp_path)}
    assert from_environment(env)["SESSION_COOKIE_NAME"] == "matinee"
    https = from_environment({**env, "MATINEE_ADDRESS": "https://films.example.org"})
    assert https["SESSION_COOKIE_NAME"] == "__Host-matinee" and https["SESSION_COOKIE_SECURE"] is True
