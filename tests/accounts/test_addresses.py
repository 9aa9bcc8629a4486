"""The addresses of an account: added, proven, chosen, forgotten; and nobody else's."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.models import AccountSession, EmailAddress
from app.foundation.db import db
from tests.accounts.letters import letters_to, path_in
from tests.accounts.signing import sign_in
from tests.cast import Cast, Person
from tests.fragments import assert_fragment_in_page

NEW = "ruth@seats.example"


def row(address: str = NEW) -> EmailAddress:
    db.session.expire_all()
    return db.session.scalars(db.select(EmailAddress).where(EmailAddress.address == address)).one()


@pytest.fixture
def added(cast: Cast) -> EmailAddress:
    assert cast.owner.post("/account/addresses", {"email": " Ruth@Seats.example"}).status_code == 303
    return row()


def test_the_part_stands_in_the_page(cast: Cast) -> None:
    assert 'id="addresses"' in cast.owner.get("/account").text


def test_an_address_is_proven_by_the_link_that_is_sent_there(app: Flask, cast: Cast, added: EmailAddress) -> None:
    assert added.verified_at is None and not added.is_primary
    path = path_in(letters_to(NEW, "verify")[0])
    page = Person(app).get(path)
    assert page.status_code == 200 and NEW in page.text
    assert row().verified_at is None  # a program that looks at links has proven nothing
    assert Person(app).post(path).status_code == 303
    assert row().verified_at
    assert Person(app).post(path).status_code == 410


def test_only_a_proven_one_is_written_to_and_the_old_one_is_told(cast: Cast, added: EmailAddress) -> None:
    at = f"/account/addresses/{added.id}"
    answer = cast.owner.post(f"{at}/primary", fragment=True)
    assert answer.status_code == 422 and "Open the link" in answer.text
    cast.anonymous.post(path_in(letters_to(NEW, "verify")[0]))
    assert cast.owner.post(f"{at}/primary").status_code == 303
    assert row().is_primary and not row("ruth@example.org").is_primary
    told = letters_to("ruth@example.org", "address-changed")
    assert len(told) == 1 and NEW in told[0].text
    assert cast.owner.post(f"{at}/primary").status_code == 303
    assert len(letters_to("ruth@example.org", "address-changed")) == 1


def test_one_signs_in_with_any_of_them(app: Flask, cast: Cast, added: EmailAddress) -> None:
    sign_in(app, NEW)


def test_an_address_is_forgotten_but_not_the_one_that_is_written_to(cast: Cast, added: EmailAddress) -> None:
    primary = row("ruth@example.org")
    answer = cast.owner.post(f"/account/addresses/{primary.id}/remove", fragment=True)
    assert answer.status_code == 422 and "Choose another" in answer.text
    path = path_in(letters_to(NEW, "verify")[0])
    assert cast.owner.post(f"/account/addresses/{added.id}/remove", fragment=True).status_code == 200
    assert db.session.scalar(db.select(EmailAddress.id).where(EmailAddress.address == NEW)) is None
    assert cast.anonymous.post(path).status_code == 410


@pytest.mark.parametrize("act", ["ask", "primary", "remove"])
def test_a_strangers_address_is_not_there(cast: Cast, added: EmailAddress, act: str) -> None:
    assert cast.stranger.post(f"/account/addresses/{added.id}/{act}").status_code == 404
    assert cast.owner.post(f"/account/addresses/999999/{act}").status_code == 404
    assert row().account_id == cast.accounts["owner"].id


@pytest.mark.parametrize("address", ["", "x", "iris@example.org", "ruth@example.org"])
def test_what_cannot_be_added_is_said_and_kept(cast: Cast, address: str) -> None:
    answer = cast.owner.post("/account/addresses", {"email": address}, fragment=True)
    assert answer.status_code == 422 and 'id="email-error"' in answer.text and f'value="{address}"' in answer.text


def test_there_are_at_most_five(cast: Cast) -> None:
    answers = [cast.owner.post("/account/addresses", {"email": f"r{n}@example.org"}).status_code for n in range(5)]
    assert answers == [303] * 4 + [422]


def test_a_link_can_be_sent_again(cast: Cast, added: EmailAddress) -> None:
    assert cast.owner.post(f"/account/addresses/{added.id}/ask", fragment=True).status_code == 200
    assert len(letters_to(NEW, "verify")) == 2


def test_the_password_is_asked_for_first(cast: Cast) -> None:
    db.session.get_one(AccountSession, cast.owner.session_id).grow_stale()
    db.session.commit()
    answer = cast.owner.post("/account/addresses", {"email": NEW})
    assert "/confirm" in answer.headers["Location"]
    assert not letters_to(NEW)


def test_a_child_does_not_come_near(cast: Cast, added: EmailAddress) -> None:
    assert cast.child.post("/account/addresses", {"email": "mia@example.org"}).status_code == 403
    assert cast.child.post(f"/account/addresses/{added.id}/remove").status_code == 403


def test_the_form_comes_back_as_it_stands_in_the_page(cast: Cast) -> None:
    assert_fragment_in_page(cast.owner, "/account", "password_form")
