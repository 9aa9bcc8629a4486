"""Adding, changing and removing profiles, and who may."""

from __future__ import annotations

import pytest

from app.accounts.models import AccountSession
from app.foundation.db import db
from app.profiles.models import Profile
from tests.cast import PASSWORD, Cast
from tests.fragments import assert_fragment_in_page, assert_part_of

LOOK = {"maturity_limit": "12", "avatar_seed": "3", "theme": "auto", "language": "en", "zone": "Europe/Oslo"}
LOOK |= {"audio": "", "captions": ""}
NEW = {**LOOK, "name": "Otto", "pin": ""}


def names(cast: Cast) -> list[str]:
    select = db.select(Profile.name).where(Profile.household_id == cast.elm.id).order_by(Profile.id)
    return list(db.session.scalars(select))


def find(name: str) -> Profile:
    db.session.expire_all()
    return db.session.scalars(db.select(Profile).where(Profile.name == name)).one()


def test_the_owner_adds_somebody(cast: Cast) -> None:
    assert_fragment_in_page(cast.owner, "/profiles/new", "profile_form")
    assert cast.owner.post("/profiles/new", {**NEW, "pin": "4711"}).headers["Location"] == "/profiles/manage"
    otto = find("Otto")
    assert (otto.maturity_limit, otto.avatar_seed, otto.zone, otto.has_pin) == (12, 3, "Europe/Oslo", True)
    assert "Otto has a seat" in cast.owner.get("/profiles/manage").text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "needs a name"),
        ("name", "\0", "needs a name"),
        ("name", "x" * 41, "at most 40"),
        ("name", "rUTH", "is called so already"),
        ("pin", "1234", "not 1234"),
        ("pin", "0000", "not 1234"),
        ("pin", "12", "Four digits"),
        ("pin", "１２３５", "Four digits"),
        ("maturity_limit", "99", "Not a valid choice"),
        ("maturity_limit", "x" * 9, "Not a valid choice"),
        ("avatar_seed", "9" * 5000, "Not a valid choice"),
        ("theme", "pink", "Not a valid choice"),
        ("zone", "../../etc", "Not a valid choice"),
        ("language", "\0", "Not a valid choice"),
    ],
)
def test_bad_input_is_said_and_the_text_kept(cast: Cast, field: str, value: str, sentence: str) -> None:
    form = {**NEW, field: value}
    answer = cast.owner.post("/profiles/new", form)
    assert answer.status_code == 422 and sentence in answer.text
    assert ("x" * 41 if value == "x" * 41 else "Otto" if field != "name" else "Europe/Oslo") in answer.text
    part = cast.owner.post("/profiles/new", form, fragment=True)
    assert_part_of(answer.text, part.text, "profile_form")
    assert len(names(cast)) == 4


def test_a_house_has_eight_seats(cast: Cast) -> None:
    for n in range(4):
        assert cast.owner.post("/profiles/new", {**NEW, "name": f"Guest {n}"}).status_code == 303
    assert cast.owner.get("/profiles/new").status_code == 409
    answer = cast.owner.post("/profiles/new", NEW)
    assert answer.status_code == 409 and "eight profiles" in answer.text
    assert len(names(cast)) == 8


def test_the_owner_changes_somebody(cast: Cast) -> None:
    teo = cast.profiles["teenager"]
    assert_fragment_in_page(cast.owner, f"/profiles/{teo.id}/edit", "profile_form")
    cast.owner.post(f"/profiles/{teo.id}/edit", {**NEW, "name": "Teodor", "pin": "4711", "maturity_limit": "15"})
    assert find("Teodor").has_pin
    cast.owner.post(f"/profiles/{teo.id}/edit", {**NEW, "name": "Teodor"})
    assert find("Teodor").has_pin, "an empty PIN keeps the present one"
    cast.owner.post(f"/profiles/{teo.id}/edit", {**NEW, "name": "teodor", "remove_pin": "y"})
    assert not find("teodor").has_pin


def test_a_name_cannot_be_taken_from_another(cast: Cast) -> None:
    teo = cast.profiles["teenager"].id
    answer = cast.owner.post(f"/profiles/{teo}/edit", {**NEW, "name": "MIA"})
    assert answer.status_code == 422 and 'value="MIA"' in answer.text
    assert "Teo" in names(cast)


def test_removing_asks_first_and_says_what_goes(cast: Cast) -> None:
    teo = cast.profiles["teenager"].id
    assert "history" in cast.owner.get(f"/profiles/{teo}/remove").text and "Teo" in names(cast)
    cast.owner.post(f"/profiles/{teo}/remove")
    assert "Teo" not in names(cast)
    assert cast.owner.get(f"/profiles/{teo}/edit").status_code == 404


def test_whoever_watched_as_the_removed_is_at_the_gate(cast: Cast) -> None:
    watcher = cast.teenager
    cast.owner.post(f"/profiles/{cast.profiles['teenager'].id}/remove")
    assert watcher.get("/profiles").status_code == 200
    row = db.session.get_one(AccountSession, watcher.session_id, populate_existing=True)
    assert row.profile_id is None


def test_the_last_one_stays(cast: Cast) -> None:
    answer = cast.stranger.post(f"/profiles/{cast.profiles['stranger'].id}/remove")
    assert answer.status_code == 409 and "last profile stays" in answer.text


def test_a_member_sees_but_changes_nothing(cast: Cast) -> None:
    teo = cast.profiles["teenager"].id
    assert "Only Ruth can change this" in cast.member.get("/profiles/manage").text
    for path in ("/profiles/new", f"/profiles/{teo}/edit", f"/profiles/{teo}/remove"):
        assert cast.member.get(path).status_code == 403
        assert cast.member.post(path, {**NEW}).status_code == 403
    assert names(cast) == ["Ruth", "Teo", "Mia", "Nana"]


def test_a_child_cannot_manage(cast: Cast) -> None:
    mia = cast.profiles["child"].id
    reads = ("/account", "/profiles/manage", "/profiles/new", f"/profiles/{mia}/edit", f"/profiles/{mia}/remove")
    for path in reads:
        answer = cast.child.get(path)
        assert answer.status_code == 403 and "For grown-ups" in answer.text and "/confirm?next=" in answer.text
        assert cast.child.get(path, fragment=True).status_code == 403
    for path in (*reads[2:], "/account/password", "/account/sessions/end-others"):
        form = {**NEW, "maturity_limit": "18", "present": PASSWORD, "password": "velvet tram 9 oboe"}
        assert cast.child.post(path, form).status_code == 403
    assert find("Mia").maturity_limit == 7


def test_the_password_takes_a_grown_up_past_the_child(cast: Cast) -> None:
    answer = cast.child.post("/confirm", {"password": PASSWORD, "next": "/profiles/manage"})
    assert answer.headers["Location"] == "/profiles/manage"
    assert cast.child.get("/profiles/manage").status_code == 200
    assert cast.child.get("/").headers["Location"].startswith("/profiles?next="), "nobody watches until chosen again"


def test_a_stranger_is_asked_to_sign_in(cast: Cast) -> None:
    for path in ("/profiles/manage", "/profiles/new", "/profiles/1/edit"):
        assert cast.anonymous.get(path).status_code == 302
        assert cast.anonymous.post(path).status_code in (302, 405)


@pytest.mark.parametrize("number", ["0", "x", "2147483648", "-1", "9" * 5000])
def test_a_malformed_id_is_not_there(cast: Cast, number: str) -> None:
    assert cast.owner.get(f"/profiles/{number}/edit").status_code == 404
