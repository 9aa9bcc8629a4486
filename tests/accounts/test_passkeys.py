"""Passkeys: made by their owner, proven at the door, once; refused in every other way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import AccountSession, Passkey
from app.foundation.db import db
from app.foundation.settings import choose
from tests.accounts.device import PRESENT, Device
from tests.cast import Cast, Person


def make(person: Person, device: Device | None = None, name: str = "") -> Device:
    device = device or Device()
    options = person.post("/account/passkeys/options").get_json()
    answer = person.post("/account/passkeys", {"credential": device.make(options), "name": name})
    assert answer.status_code == 303, answer.text
    return device


def challenge(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = person.post("/sign-in/passkey/options").get_json()
    return found


def enter(person: Person, credential: str) -> Any:
    return person.post("/sign-in/passkey", {"credential": credential, "next": "/browse"})


def test_a_passkey_signs_in_with_both_factors(app: Flask, cast: Cast) -> None:
    device, person = make(cast.owner, name="My phone"), Person(app)
    assert "My phone" in cast.owner.get("/account").text
    answer = enter(person, device.prove(challenge(person)))
    assert answer.status_code == 303 and answer.headers["Location"] == "/browse"
    assert "Elm Street" in person.get("/profiles").text
    rows = db.session.scalars(db.select(AccountSession).where(AccountSession.second_factor_at.is_not(None))).all()
    assert len(rows) == 2  # it was made in one, and used for the other
    assert device.user not in cast.owner.get("/account").text


def test_an_answer_is_taken_once_even_with_the_cookie_of_before(app: Flask, cast: Cast) -> None:
    device, person = make(cast.owner), Person(app)
    options = challenge(person)
    cookie = person.client.get_cookie("matinee")
    assert cookie
    answer = device.prove(options)
    assert enter(person, answer).status_code == 303
    thief = Person(app)
    thief.client.set_cookie("matinee", cookie.value)
    assert enter(thief, answer).status_code == 429
    assert enter(Person(app), answer).status_code == 422  # it was never asked


def test_an_answer_to_another_question_is_refused(app: Flask, cast: Cast) -> None:
    device, one, other = make(cast.owner), Person(app), Person(app)
    challenge(other)
    assert enter(other, device.prove(challenge(one))).status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://evil.example"},
        {"house": "evil.example"},
        {"flags": PRESENT},  # nobody was asked for a finger
        {"flags": 0},
        {"user": "c29tZWJvZHk"},
        {"count": -1},
    ],
)
def test_a_proof_for_elsewhere_or_of_nobody_is_refused(app: Flask, cast: Cast, changes: dict[str, Any]) -> None:
    device, person = make(cast.owner, Device(count=5)), Person(app)
    for name, value in changes.items():
        setattr(device, name, value)
    assert enter(person, device.prove(challenge(person))).status_code == 422
    assert person.get("/account").status_code == 302


def test_another_key_under_the_same_name_is_refused(app: Flask, cast: Cast) -> None:
    device, person = make(cast.owner), Person(app)
    forged = Device(credential_id=device.credential_id, user=device.user)
    assert enter(person, forged.prove(challenge(person))).status_code == 422


@pytest.mark.parametrize("said", ["", "x", "[]", "{}", '{"id": 1, "response": 2}', '{"id": "\\u0000", "response": {}}'])
def test_what_is_no_answer_is_refused(app: Flask, cast: Cast, said: str) -> None:
    person = Person(app)
    challenge(person)
    assert enter(person, said).status_code == 422
    cast.owner.post("/account/passkeys/options")
    assert cast.owner.post("/account/passkeys", {"credential": said}).status_code == 422


def test_a_closed_account_is_not_opened_by_its_passkey(app: Flask, cast: Cast) -> None:
    device, person = make(cast.owner), Person(app)
    cast.accounts["owner"].is_enabled = False
    db.session.commit()
    assert enter(person, device.prove(challenge(person))).status_code == 422


def test_a_removed_passkey_opens_nothing(app: Flask, cast: Cast) -> None:
    device, person = make(cast.owner), Person(app)
    row = db.session.scalars(db.select(Passkey)).one()
    assert cast.stranger.post(f"/account/passkeys/{row.id}/remove").status_code == 404
    assert cast.child.post(f"/account/passkeys/{row.id}/remove").status_code == 403
    assert cast.owner.post(f"/account/passkeys/{row.id}/remove", fragment=True).status_code == 200
    assert enter(person, device.prove(challenge(person))).status_code == 422


def test_a_key_made_once_is_made_for_nobody_else(cast: Cast) -> None:
    device = make(cast.owner)
    options = cast.stranger.post("/account/passkeys/options").get_json()
    assert cast.stranger.post("/account/passkeys", {"credential": device.make(options)}).status_code == 422


def test_one_that_asked_for_no_finger_is_not_made(cast: Cast) -> None:
    options = cast.owner.post("/account/passkeys/options").get_json()
    answer = cast.owner.post("/account/passkeys", {"credential": Device(flags=PRESENT).make(options)}, fragment=True)
    assert answer.status_code == 422 and "could not be used" in answer.text


def test_making_one_names_those_that_are_there_and_tells_nothing_of_the_account(cast: Cast) -> None:
    make(cast.owner)
    options = cast.owner.post("/account/passkeys/options").get_json()
    assert len(options["excludeCredentials"]) == 1
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert "ruth" not in json.dumps(options["user"]["id"]).lower()


def test_the_password_is_asked_for_first(cast: Cast) -> None:
    db.session.get_one(AccountSession, cast.owner.session_id).grow_stale()
    db.session.commit()
    assert "/confirm" in cast.owner.post("/account/passkeys/options").headers["Location"]


def test_a_passkey_is_second_step_enough_for_staff(app: Flask, cast: Cast) -> None:
    device, person = make(cast.admin), Person(app)
    choose("staff_two_step", True)
    db.session.commit()
    enter(person, device.prove(challenge(person)))
    assert person.get("/admin/").status_code == 200
