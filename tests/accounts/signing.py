"""Browsers that sign in by the form, as people do."""

from __future__ import annotations

import re

from flask import Flask

from tests.cast import PASSWORD, Person


def take_token(person: Person) -> None:
    """Read the page's CSRF token again: it is another after signing in."""
    with person.client.session_transaction() as cookie:
        person.csrf = cookie.get("csrf_kept", person.csrf)


def sign_in(app: Flask, email: str, password: str = PASSWORD) -> Person:
    """A browser that has signed in at the door."""
    person = Person(app)
    answer = person.post("/sign-in", {"email": email, "password": password})
    assert answer.status_code == 303, re.sub(r"<[^>]+>|\s+", " ", answer.text)[:600]
    person.get("/profiles")
    take_token(person)
    return person
