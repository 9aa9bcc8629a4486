"""Joining an account elsewhere, and parting from it: never the last way in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from flask import Flask

from app.accounts.models import Passkey, SocialAccount, SocialToken
from app.accounts.queries import find_by_address
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.jobs.performing import work_off
from tests.accounts.elsewhere.provider import (
    Provider,
    change,
    come_in,
    join,
    prove,
    refresh_of,
)
from tests.accounts.signing import take_token
from tests.accounts.test_passkeys import make as make_passkey
from tests.cast import Cast, Person


def _work_off(app: Flask) -> None:
    with app.app_context():
        work_off()


def test_an_owner_joins_signs_in_with_it_and_parts_again(app: Flask, cast: Cast, school: Provider) -> None:
    assert "Join School" in cast.owner.get("/account").text
    answer = join(cast.owner)
    assert answer.status_code == 303 and answer.headers["Location"] == "/account"
    page = cast.owner.get("/account").text
    assert "kate@school.example" in page and "Part from School" in page
    person = Person(app)
    assert come_in(person, "kate").status_code == 303
    assert "Elm Street" in person.get("/profiles").text
    row = db.session.scalars(db.select(SocialAccount)).one()
    assert cast.stranger.post(f"/account/social/{row.id}/remove").status_code == 404
    school.lies["/.well-known/openid-configuration"] = lambda told: {
        **told,
        "revocation_endpoint": f"{school.issuer}/revoke",
    }
    assert cast.owner.post(f"/account/social/{row.id}/remove").status_code == 303
    assert not db.session.scalars(db.select(SocialAccount)).all()
    assert not db.session.scalars(db.select(SocialToken)).all()
    _work_off(app)
    assert school.forms("/revoke")[0]["token_type_hint"] == "refresh_token"
    kinds = db.session.scalars(db.select(AuditEvent.kind)).all()
    assert {"social-joined", "social-parted"} <= set(kinds)
    assert come_in(Person(app), "kate").status_code == 403


def test_the_last_way_in_is_kept(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    person = Person(app)
    come_in(person, "kate")
    person.get("/profiles")
    take_token(person)
    row = db.session.scalars(db.select(SocialAccount)).one()
    answer = person.post(f"/account/social/{row.id}/remove")
    assert answer.status_code == 409 and "only way into your account" in answer.text
    assert "This account has no password" in person.get("/account").text
    assert db.session.scalars(db.select(SocialAccount)).one()


def test_of_several_ways_in_all_but_one_may_go(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    person = Person(app)
    come_in(person, "kate")
    person.get("/profiles")
    take_token(person)
    school.knows("kate-at-home", email="kate@home.example")
    join(person, "kate-at-home")
    first, second = db.session.scalars(db.select(SocialAccount).order_by(SocialAccount.id)).all()
    assert person.post(f"/account/social/{first.id}/remove").status_code == 303
    assert person.post(f"/account/social/{second.id}/remove").status_code == 409
    make_passkey(person)
    passkey = db.session.scalars(db.select(Passkey)).one()
    assert person.post(f"/account/social/{second.id}/remove").status_code == 303
    assert person.post(f"/account/passkeys/{passkey.id}/remove").status_code == 409


def test_who_has_no_password_is_asked_where_they_sign_in(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    person = Person(app)
    come_in(person, "kate")
    person.get("/profiles")
    take_token(person)
    account = find_by_address("kate@school.example")
    assert account
    for row in account.sessions:
        row.grow_stale()
    db.session.commit()
    asked = person.get("/account/data")
    assert asked.headers["Location"].startswith("/confirm")
    assert "Ask School" in person.get("/confirm?next=/account/data").text
    there = refresh_of(person.post("/confirm/with/school", {"next": "/account/data"}))
    assert parse_qs(urlsplit(there).query)["prompt"] == ["login"]
    school.knows("other", email="other@school.example")
    assert person.get(prove(there, "other")).status_code == 403
    there = refresh_of(person.post("/confirm/with/school", {"next": "/account/data"}))
    assert person.get(prove(there, "kate")).headers["Location"] == "/account/data"
    assert person.get("/account/data").status_code == 200


def test_who_has_a_password_gives_that(app: Flask, cast: Cast, school: Provider) -> None:
    assert join(cast.owner).status_code == 303
    there = refresh_of(cast.owner.post("/confirm/with/school"))
    assert cast.owner.get(prove(there, "kate")).status_code == 403
