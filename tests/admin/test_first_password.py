"""An account that an admin makes: nobody gives it a password but its owner."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from app.accounts import passwords
from app.accounts.models import Account
from app.admin.refusing import Refused
from app.foundation.db import db
from tests.accounts.letters import letters_to, path_in
from tests.cast import Cast, Person

GOOD = "lanterns over gravel"


def test_a_new_account_chooses_its_password_by_a_link_shown_once(app: Flask, cast: Cast) -> None:
    answer = cast.admin.post("/admin/accounts/new/", {"name": "Otto", "address": "Otto@Example.org", "is_enabled": "y"})
    assert answer.status_code == 200
    shown = re.search(r'id="link">https?://[^/<]+(/reset/[^<]+)<', answer.text)
    assert shown is not None and shown[1] == path_in(letters_to("otto@example.org", "first-password")[0])
    account = db.session.scalars(db.select(Account).where(Account.name == "Otto")).one()
    assert account.password_hash == ""
    assert account.email == "otto@example.org"
    assert account.membership is not None
    assert shown[1] not in cast.admin.get("/admin/accounts/").text
    otto = Person(app)
    assert otto.get(shown[1]).status_code == 200
    assert otto.post(shown[1], {"password": GOOD}).headers["Location"] == "/sign-in"
    db.session.expire_all()
    assert passwords.is_password(GOOD, account.password_hash)
    assert otto.post(shown[1], {"password": GOOD}).status_code == 410


def test_a_password_that_an_admin_types_needs_no_link(cast: Cast) -> None:
    form = {"name": "Otto", "address": "otto@example.org", "is_enabled": "y", "password": GOOD}
    assert cast.admin.post("/admin/accounts/new/", form).status_code == 303
    assert letters_to("otto@example.org") == []


def test_an_account_that_was_not_made_leaves_no_link(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_facts: Any) -> None:
        raise Refused(None, "Not now.")

    monkeypatch.setattr("app.admin.accounts.keep_an_admin", refuse)
    answer = cast.admin.post("/admin/accounts/new/", {"name": "Otto", "address": "otto@example.org", "is_enabled": "y"})
    assert answer.status_code == 422 and "Not now." in answer.text and "/reset/" not in answer.text
    assert letters_to("otto@example.org") == []
    assert db.session.scalar(db.select(Account.id).where(Account.name == "Otto")) is None
