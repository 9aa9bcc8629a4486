"""An admin enters providers, and sees who is joined."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.models import SocialAccount, SocialApplication
from app.accounts.social import joined
from app.foundation.db import db
from tests.accounts.elsewhere.provider import (
    Provider,
    change,
    come_in,
    join,
)
from tests.accounts.letters import letters_to
from tests.cast import Cast, Person


def test_the_secret_is_sealed_and_never_shown(app: Flask, cast: Cast, school: Provider) -> None:
    row = db.session.scalars(db.select(SocialApplication)).one()
    assert "a secret of the house" not in row.sealed_secret and row.secret == "a secret of the house"
    pages = ("/admin/social-applications/", f"/admin/social-applications/edit/?id={row.id}")
    for path in pages:
        text = cast.admin.get(path).text
        assert "School" in text and "a secret of the house" not in text and row.sealed_secret not in text


def test_a_secret_of_another_key_is_no_fault_of_the_viewer(app: Flask, school: Provider) -> None:
    change(sealed_secret="gAAAAAsealed-elsewhere")
    answer = Person(app).get("/sign-in/with/school")
    assert answer.status_code == 503 and "does not answer" in answer.text


def test_an_admin_enters_a_provider(app: Flask, cast: Cast, running: Provider) -> None:
    running.lies, running.sends_away = {}, ""
    form = {"preset": "", "name": "Our school", "issuer": running.issuer, "client_id": "m", "secret": "s3cret"}
    form |= {"scopes": "openid email", "is_enabled": "y", "is_inside": "y"}
    answer = cast.admin.post("/admin/social-applications/new/", form)
    assert answer.status_code == 303, answer.text
    row = db.session.scalars(db.select(SocialApplication)).one()
    assert (row.slug, row.secret) == ("our-school", "s3cret")
    kept = cast.admin.post(f"/admin/social-applications/edit/?id={row.id}", {**form, "secret": "", "name": "School"})
    db.session.expire_all()
    assert kept.status_code == 303 and row.secret == "s3cret" and row.slug == "our-school" and row.name == "School"


@pytest.mark.parametrize(
    ("change_of", "words"),
    [
        ({"issuer": "http://localhost:9"}, "does not answer as a provider does"),
        ({"issuer": "javascript:alert(1)"}, "This is no issuer"),
        ({"preset": "microsoft", "issuer": ""}, "filled in"),
        ({"issuer": "http://elsewhere.example", "is_inside": ""}, "Without https only in our own network"),
        ({"scopes": "email"}, "Keep openid"),
        ({"client_id": ""}, "gives this house an id"),
        ({"name": ""}, "needs a name"),
    ],
)
def test_a_slip_of_the_pen_is_found_at_once(
    app: Flask, cast: Cast, running: Provider, change_of: dict[str, str], words: str
) -> None:
    running.lies, running.sends_away = {}, ""
    form = {"preset": "", "name": "School", "issuer": running.issuer, "client_id": "m", "scopes": "openid"}
    form = {k: v for k, v in {**form, "is_inside": "y", **change_of}.items() if v or k != "is_inside"}
    answer = cast.admin.post("/admin/social-applications/new/", form)
    assert answer.status_code == 422 and words in answer.text
    assert not db.session.scalars(db.select(SocialApplication)).all()


def test_an_editor_looks_at_no_provider(app: Flask, cast: Cast) -> None:
    assert cast.editor.get("/admin/social-applications/").status_code == 403
    assert cast.editor.get("/admin/social-accounts/").status_code == 403


def test_an_admin_sees_who_is_joined_and_parts_them(app: Flask, cast: Cast, school: Provider) -> None:
    join(cast.owner)
    page = cast.admin.get("/admin/social-accounts/").text
    assert "kate@school.example" in page and "Refresh token" in page and "openid email profile" in page
    row = db.session.scalars(db.select(SocialAccount)).one()
    assert row.token and row.token.sealed_token not in page
    answer = cast.admin.post("/admin/social-accounts/delete/", {"id": row.id, "confirmed": "1"})
    assert answer.status_code == 303
    assert not db.session.scalars(db.select(SocialAccount)).all()


def test_letters_are_not_written_for_the_first_browser(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    come_in(Person(app), "kate")
    assert not letters_to("kate@school.example")
    assert joined.applications()
