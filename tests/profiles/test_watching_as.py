"""The gate, the PIN, and switching."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts.models import AccountSession
from app.accounts.passwords import hash_password
from app.foundation import clock
from app.foundation.db import db
from app.profiles.models import Profile
from app.profiles.signals import profile_switched
from tests.cast import Cast, Person
from tests.fragments import assert_fragment_in_page

PIN_HASH = hash_password("4711")


def lock(cast: Cast, name: str) -> Profile:
    profile = cast.profiles[name]
    profile.pin_hash = PIN_HASH
    db.session.commit()
    return profile


def watching(person: Person) -> int | None:
    return db.session.get_one(AccountSession, person.session_id, populate_existing=True).profile_id


def choose(person: Person, profile: Profile | int | str, **more: object) -> object:
    return person.post("/profiles/current", {"profile": getattr(profile, "id", profile), **more})


def test_the_gate_shows_the_household_and_nobody_else(cast: Cast) -> None:
    page = cast.owner.get("/profiles").text
    assert all(f'gate__name">{name}<' in page for name in ("Ruth", "Teo", "Mia", "Nana"))
    assert "Iris" not in page and "Up to 7" in page and "Elm Street 14" in page


def test_a_stranger_to_the_house_is_sent_to_sign_in(cast: Cast) -> None:
    assert cast.anonymous.get("/profiles").headers["Location"].startswith("/sign-in")


def test_choosing_switches_and_goes_on(cast: Cast) -> None:
    answer = choose(cast.owner, cast.profiles["teenager"], next="/search?q=x")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/search?q=x")
    assert watching(cast.owner) == cast.profiles["teenager"].id
    assert choose(cast.owner, cast.profiles["owner"], next="//evil").headers["Location"] == "/"


def test_htmx_hears_that_it_happened(cast: Cast) -> None:
    answer = cast.owner.post("/profiles/current", {"profile": cast.profiles["child"].id}, fragment=True)
    assert answer.status_code == 204 and "profile-switched" in answer.headers["HX-Trigger"]


@pytest.mark.parametrize("profile", ["", "0", "-1", "x", "9" * 30, "2147483648", "٣", "\0"])
def test_a_malformed_id_is_nobody(cast: Cast, profile: str) -> None:
    assert choose(cast.owner, profile).status_code == 404


def test_another_households_profile_is_nobody(cast: Cast) -> None:
    iris = cast.profiles["stranger"].id
    before = watching(cast.owner)
    assert choose(cast.owner, iris).status_code == 404
    for path in (f"/profiles/{iris}/pin", f"/profiles/{iris}/edit", f"/profiles/{iris}/remove"):
        assert cast.owner.get(path).status_code == 404
        assert cast.owner.post(path, {"name": "Mine", "pin": "4711"}).status_code == 404
    assert watching(cast.owner) == before


def test_a_pin_stands_before_its_profile(cast: Cast) -> None:
    teo = lock(cast, "teenager")
    answer = choose(cast.owner, teo, next="/my-list")
    assert answer.headers["Location"] == f"/profiles/{teo.id}/pin?next=/my-list"
    assert watching(cast.owner) == cast.profiles["owner"].id
    assert_fragment_in_page(cast.owner, f"/profiles/{teo.id}/pin", "pin_form")
    right = cast.owner.post(f"/profiles/{teo.id}/pin", {"pin": "4711", "next": "/my-list"})
    assert right.headers["Location"] == "/my-list"
    assert watching(cast.owner) == teo.id


def test_a_child_cannot_get_past_a_grown_ups_pin(cast: Cast) -> None:
    ruth = lock(cast, "owner")
    assert "/pin" in choose(cast.child, ruth).headers["Location"]
    assert cast.child.post(f"/profiles/{ruth.id}/pin", {"pin": "1111"}).status_code == 422
    assert watching(cast.child) == cast.profiles["child"].id


def test_five_tries_then_a_minute(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    teo = lock(cast, "teenager")
    path = f"/profiles/{teo.id}/pin"
    answers = [cast.owner.post(path, {"pin": "0815"}) for _ in range(6)]
    assert [a.status_code for a in answers] == [422] * 5 + [429]
    assert "4 tries left" in answers[0].text and "1 try left" in answers[3].text
    assert "last try" in answers[4].text and answers[5].headers["Retry-After"] == "60"
    assert cast.owner.post(path, {"pin": "4711"}).status_code == 429, "the right one must wait too"
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert cast.owner.post(path, {"pin": "4711"}).status_code == 303


def test_a_child_who_guesses_does_not_lock_a_grown_up_out_elsewhere(cast: Cast) -> None:
    path = f"/profiles/{lock(cast, 'owner').id}/pin"
    assert [cast.child.post(path, {"pin": "0815"}).status_code for _ in range(6)] == [422] * 5 + [429]
    assert cast.member.post(path, {"pin": "4711"}).status_code == 303


def test_many_browsers_guess_no_faster_than_a_few(cast: Cast) -> None:
    path = f"/profiles/{lock(cast, 'owner').id}/pin"
    answers = [cast.person("child").post(path, {"pin": "0815"}).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_the_right_pin_gives_the_tries_back(cast: Cast) -> None:
    path = f"/profiles/{lock(cast, 'teenager').id}/pin"
    for pin in ["0815"] * 4 + ["4711"] + ["0815"] * 4:
        answer = cast.owner.post(path, {"pin": pin})
    assert answer.status_code == 422 and "1 try left" in answer.text


@pytest.mark.parametrize("pin", ["", "471", "47111", "\0" * 4, "４７１１"])
def test_a_malformed_pin_is_refused(cast: Cast, pin: str) -> None:
    assert cast.owner.post(f"/profiles/{lock(cast, 'teenager').id}/pin", {"pin": pin}).status_code == 422


@pytest.mark.parametrize("who", ["child", "teenager"])
def test_handing_over_to_somebody_with_a_limit_ends_what_the_password_opened(cast: Cast, who: str) -> None:
    choose(cast.owner, cast.profiles[who])
    choose(cast.owner, cast.profiles["owner"])
    row = db.session.get_one(AccountSession, cast.owner.session_id, populate_existing=True)
    assert not row.is_fresh
    assert cast.owner.get("/profiles/new").headers["Location"].startswith("/confirm")


def test_the_rooms_above_hear_who_came_and_who_went(cast: Cast) -> None:
    heard = []

    def hear(session: AccountSession, before: Profile, after: Profile) -> None:
        heard.append((session.id, before.name, after.name))

    with profile_switched.connected_to(hear):
        choose(cast.owner, cast.profiles["child"])
    assert heard == [(cast.owner.session_id, "Ruth", "Mia")]


def test_the_lights_are_kept(cast: Cast) -> None:
    assert cast.owner.post("/profiles/theme", {"theme": "light", "next": "/account"}).headers["Location"] == "/account"
    assert 'data-theme="light"' in cast.owner.get("/account").text
    assert cast.owner.post("/profiles/theme", {"theme": "auto"}, fragment=True).status_code == 204
    assert cast.owner.post("/profiles/theme", {"theme": "<b>"}).status_code == 400
    assert cast.anonymous.post("/profiles/theme", {"theme": "dark"}).status_code == 302


def test_a_face_is_drawn_and_kept(cast: Cast) -> None:
    answer = cast.owner.get(cast.profiles["child"].avatar_url)
    assert answer.mimetype == "image/svg+xml" and "immutable" in answer.headers["Cache-Control"]
    assert cast.anonymous.get("/avatars/grown-0.svg").status_code == 302
    for wrong in ("grown-2147483648", "beast-1", "grown--1", "grown-" + "9" * 5000):
        assert cast.owner.get(f"/avatars/{wrong}.svg").status_code == 404
