"""Who may make an account: anybody, people of some places, whoever is let in, whoever is invited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import Account, OneTimeLink
from app.foundation import clock
from app.foundation.db import db
from app.foundation.settings import choose
from tests.accounts.letters import letters_to, path_in
from tests.accounts.signing import sign_in
from tests.cast import Cast, Person

OTTO = "otto@school.example"
NEW = {"name": "Otto", "email": OTTO, "password": "velvet tram 9 oboe"}


def set_up(registration: str, domains: str = "") -> None:
    choose("registration", registration)
    choose("domains", domains)
    db.session.commit()


def otto() -> Account:
    db.session.expire_all()
    return db.session.scalars(db.select(Account).where(Account.name == "Otto")).one()


def test_people_of_a_place_come_in_once_their_address_is_proven(app: Flask, cast: Cast) -> None:
    set_up("domains", "school.example, Example.edu")
    person = Person(app)
    assert person.post("/register", NEW).headers["Location"] == "/register/address"
    assert "letter is on its way" in person.get("/register/address").text
    assert person.get("/account").status_code == 302
    refused = person.post("/sign-in", {"email": OTTO, "password": NEW["password"]})
    assert refused.status_code == 422 and "open the link in your letter" in refused.text
    Person(app).post(path_in(letters_to(OTTO, "verify")[0]))
    sign_in(app, OTTO, NEW["password"])


@pytest.mark.parametrize(
    "address", ["otto@elsewhere.example", "otto@sub.school.example", "school.example@evil.example"]
)
def test_people_of_other_places_do_not(app: Flask, cast: Cast, address: str) -> None:
    set_up("domains", "school.example")
    answer = Person(app).post("/register", {**NEW, "email": address})
    assert answer.status_code == 422 and "school.example" in answer.text
    assert db.session.scalar(db.select(Account.id).where(Account.name == "Otto")) is None


@pytest.mark.parametrize(("registration", "awaits"), [("domains", "address"), ("approval", "approval")])
def test_that_an_address_has_an_account_is_told_to_it_alone(
    app: Flask, cast: Cast, registration: str, awaits: str
) -> None:
    set_up(registration, "example.org, school.example")
    before = db.session.scalar(db.select(db.func.count(Account.id)))
    ruth = cast.accounts["owner"].email
    for _ in range(2):
        answer = Person(app).post("/register", {**NEW, "email": ruth.upper()})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/register/{awaits}")
    assert Person(app).post("/sign-in", {"email": ruth, "password": NEW["password"]}).status_code == 422
    assert db.session.scalar(db.select(db.func.count(Account.id))) == before
    assert [path_in(one) for one in letters_to(ruth)] == ["/sign-in"]  # once a day


def test_trying_often_tells_no_more_of_an_address(app: Flask, cast: Cast) -> None:
    set_up("approval")
    for address in (OTTO, cast.accounts["owner"].email):
        Person(app).post("/register", {**NEW, "email": address})
        tries = [Person(app).post("/sign-in", {"email": address, "password": NEW["password"]}) for _ in range(11)]
        assert [answer.status_code for answer in tries] == [422] * 10 + [429]


def test_with_no_place_named_nobody_comes(app: Flask, cast: Cast) -> None:
    set_up("domains")
    assert Person(app).post("/register", NEW).status_code == 422


def test_whoever_asks_is_let_in_by_an_admin_and_told(app: Flask, cast: Cast) -> None:
    set_up("approval")
    assert Person(app).post("/register", NEW).headers["Location"] == "/register/approval"
    refused = Person(app).post("/sign-in", {"email": OTTO, "password": NEW["password"]})
    assert refused.status_code == 422 and "let you in first" in refused.text
    for address in (OTTO, "nobody@school.example"):  # who waits is told to nobody
        wrong = Person(app).post("/sign-in", {"email": address, "password": "not the password"})
        assert wrong.status_code == 422 and "let you in first" in wrong.text
    assert "Waits to be let in" in cast.admin.get("/admin/accounts/").text
    act = {"action": "let_in", "rowid": otto().id, "confirmed": "1"}
    assert cast.stranger.post("/admin/accounts/action/", act).status_code == 403
    assert cast.editor.post("/admin/accounts/action/", act).status_code == 403
    assert cast.admin.post("/admin/accounts/action/", act).status_code == 303
    assert path_in(letters_to(OTTO, "approved")[0]) == "/sign-in"
    sign_in(app, OTTO, NEW["password"])


def test_proving_an_address_lets_nobody_in_who_waits_for_approval(app: Flask, cast: Cast) -> None:
    set_up("approval")
    Person(app).post("/register", NEW)
    otto().confirm_address(OTTO)
    db.session.commit()
    assert otto().awaits == "approval"


def invite(cast: Cast, **more: object) -> str:
    data = {"address": OTTO, "role": 0, "days": 7, **more}
    answer = cast.admin.post("/admin/invitations/new/", data)
    assert answer.status_code == 200, answer.text
    path = path_in(letters_to(OTTO, "invite")[-1])
    assert path in answer.text.replace("&amp;", "&")
    return path


def test_an_invitation_comes_by_letter_and_is_passed_by_no_rule(app: Flask, cast: Cast) -> None:
    set_up("domains", "elsewhere.example")
    path = invite(cast)
    guest = Person(app)
    assert OTTO in guest.get(path).text
    token = path.split("=", 1)[1]
    assert (
        guest.post("/register", {**NEW, "email": "x@y.example", "invitation": token}).headers["Location"] == "/profiles"
    )
    assert otto().email == OTTO and otto().addresses[0].verified_at and not otto().awaits
    assert Person(app).get(path).status_code in (200, 403) and OTTO not in Person(app).get(path).text


def test_an_invitation_gives_its_role(app: Flask, cast: Cast) -> None:
    role = cast.accounts["moderator"].roles[0]
    token = invite(cast, role=role.id).split("=", 1)[1]
    Person(app).post("/register", {**NEW, "invitation": token})
    assert [each.name for each in otto().roles] == ["moderator"]


def test_only_who_may_give_out_roles_invites_with_one(app: Flask, cast: Cast) -> None:
    cast.accounts["admin"].roles[0].allow("admin:enter", "accounts:manage")
    db.session.commit()
    role = cast.accounts["moderator"].roles[0]
    answer = cast.admin.post("/admin/invitations/new/", {"address": OTTO, "role": role.id, "days": 7})
    assert "cannot give out" in answer.text and not letters_to(OTTO)


def test_an_invitation_ends_by_its_day_or_by_being_taken_back(app: Flask, cast: Cast) -> None:
    first, second = invite(cast), invite(cast)
    rows = db.session.scalars(db.select(OneTimeLink).order_by(OneTimeLink.id)).all()
    rows[0].expires_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert cast.admin.post("/admin/invitations/delete/", {"id": rows[1].id, "confirmed": "1"}).status_code in (302, 303)
    for path in (first, second):
        assert Person(app).get(path).status_code == 403


def test_nobody_else_sees_or_makes_invitations(cast: Cast) -> None:
    for person in (cast.owner, cast.stranger, cast.editor, cast.moderator):
        assert person.get("/admin/invitations/").status_code == 403
        assert person.post("/admin/invitations/new/", {"address": OTTO, "role": 0, "days": 7}).status_code == 403
    assert cast.anonymous.get("/admin/invitations/").status_code == 302


def test_a_link_to_a_new_password_is_no_invitation_to_look_at(cast: Cast) -> None:
    OneTimeLink.issue("reset", account=cast.accounts["owner"], address="ruth@example.org")  # type: ignore[arg-type]
    db.session.commit()
    row = db.session.scalars(db.select(OneTimeLink)).one()
    assert "ruth@example.org" not in cast.admin.get("/admin/invitations/").text
    assert cast.admin.post("/admin/invitations/delete/", {"id": row.id, "confirmed": "1"}).status_code != 200
    assert db.session.scalar(db.select(OneTimeLink.id)) == row.id


@pytest.mark.parametrize(
    "data", [{"address": ""}, {"address": "x"}, {"address": "ruth@example.org"}, {"days": 900}, {"role": 99}]
)
def test_what_cannot_be_invited_is_said(cast: Cast, data: dict[str, object]) -> None:
    answer = cast.admin.post("/admin/invitations/new/", {"address": OTTO, "role": 0, "days": 7, **data})
    assert answer.status_code in (200, 422) and db.session.scalar(db.select(OneTimeLink.id)) is None
