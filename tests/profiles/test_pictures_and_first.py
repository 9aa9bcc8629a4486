"""A picture of one's own, the languages of a profile, the scale of ages, and whom an account begins as."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app.foundation.db import db
from app.foundation.settings import choose
from app.profiles import maturity
from app.profiles.models import Profile, ProfilePicture
from tests.accounts.signing import sign_in
from tests.cast import Cast, Person
from tests.films import film, ready_video


def photo(kind: str = "JPEG", size: tuple[int, int] = (600, 400), **more: Any) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, "#c9573c").save(out, kind, **more)
    out.seek(0)
    return out


def send(person: Person, profile: Profile, picture: BytesIO | None, **more: str) -> Any:
    form: dict[str, Any] = {"name": profile.name, "maturity_limit": profile.maturity_limit, "avatar_seed": "0"}
    form |= {"theme": "auto", "language": "en", "zone": "", "audio": "", "captions": "", **more}
    if picture is not None:
        form["own_picture"] = (picture, "me.jpg")
    return person.post(f"/profiles/{profile.id}/edit", form, content_type="multipart/form-data")


def test_a_picture_is_encoded_anew_and_shown(app: Flask, cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    assert send(cast.owner, cast.profiles["owner"], photo(exif=exif)).status_code == 303
    db.session.expire_all()
    path = cast.profiles["owner"].avatar_url
    assert path in cast.owner.get("/profiles").text
    answer = cast.owner.get(path)
    assert answer.mimetype == "image/webp" and b"taken at home" not in answer.data
    assert Image.open(BytesIO(answer.data)).size == (288, 288)
    assert cast.stranger.get(path).status_code == 200  # a grown-up's stands beside reviews
    assert Person(app).get(path).status_code == 302
    assert send(cast.owner, cast.profiles["owner"], None, remove_picture="y").status_code == 303
    assert cast.owner.get(path).status_code == 404
    assert not db.session.scalars(db.select(ProfilePicture)).all()


def test_a_childs_picture_is_for_the_house_alone(cast: Cast) -> None:
    assert send(cast.owner, cast.profiles["child"], photo("PNG")).status_code == 303
    db.session.expire_all()
    path = cast.profiles["child"].avatar_url
    assert cast.child.get(path).status_code == 200 and cast.member.get(path).status_code == 200
    assert cast.stranger.get(path).status_code == 404 and cast.admin.get(path).status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no picture we can read"),
        (b"GIF89a" + b"\0" * 50, "no picture we can read"),
        (photo(size=(8, 8)).getvalue(), "at least 32"),
    ],
)
def test_what_is_no_picture_is_said_so_and_nothing_else_is_lost(cast: Cast, sent: bytes, words: str) -> None:
    answer = send(cast.owner, cast.profiles["owner"], BytesIO(sent), zone="Europe/Oslo")
    assert answer.status_code == 422 and words in answer.text and 'selected value="Europe/Oslo"' in answer.text
    db.session.expire_all()
    assert cast.profiles["owner"].picture == "" and cast.profiles["owner"].zone == ""


@pytest.mark.parametrize("path", ["/avatars/own/aaaaaaaaaaa.webp", "/avatars/own/%00aaaaaaaaaa.webp"])
def test_a_picture_that_is_none_is_not_found(cast: Cast, path: str) -> None:
    assert cast.owner.get(path).status_code == 404


def test_sound_and_captions_are_wished_for_by_profile(cast: Cast) -> None:
    video = ready_video(film("Snow", age=6))
    db.session.commit()
    assert send(cast.owner, cast.profiles["owner"], None, audio="fr", captions="de").status_code == 303
    page = cast.owner.get(f"/watch/{video.reference}").text
    assert 'data-audio="fr"' in page and 'data-captions="de"' in page
    assert send(cast.owner, cast.profiles["owner"], None, audio="xx").status_code == 422


def test_an_account_begins_as_whom_it_has_chosen(app: Flask, cast: Cast) -> None:
    owner = cast.accounts["owner"]
    assert cast.owner.post("/profiles/first", {"profile": cast.profiles["teenager"].id}).status_code == 303
    person = sign_in(app, owner.email)
    assert "Teo" in person.get("/browse").text
    assert cast.owner.post("/profiles/first", {"profile": ""}).status_code == 303
    assert sign_in(app, owner.email).get("/browse").headers["Location"].startswith("/profiles")
    assert cast.owner.post("/profiles/first", {"profile": cast.profiles["stranger"].id}).status_code == 404
    assert cast.child.post("/profiles/first", {"profile": ""}).status_code == 403


def test_whoever_has_a_pin_is_asked_for_it_all_the_same(app: Flask, cast: Cast) -> None:
    cast.owner.post("/profiles/first", {"profile": cast.profiles["teenager"].id})
    cast.profiles["teenager"].pin_hash = "kept"
    db.session.commit()
    person = sign_in(app, cast.accounts["owner"].email)
    assert person.get("/browse").headers["Location"].startswith("/profiles")


@pytest.mark.parametrize(
    ("scale", "marks", "twelve"),
    [
        ("age", {0: "All", 7: "7+", 11: "11+", 13: "13+", 18: "18+", None: "?"}, "Up to 12"),
        ("mpa", {0: "G", 7: "PG", 8: "PG", 11: "PG-13", 13: "PG-13", 16: "R", 18: "NC-17", None: "?"}, "Up to PG"),
        ("bbfc", {0: "U", 7: "PG", 12: "12", 13: "15", 16: "18", 18: "18", None: "?"}, "Up to 12"),
        ("fsk", {0: "FSK 0", 7: "FSK 12", 12: "FSK 12", 18: "FSK 18", None: "?"}, "Up to FSK 12"),
    ],
)
def test_a_mark_never_promises_more_than_is_so(
    cast: Cast, scale: str, marks: dict[int | None, str], twelve: str
) -> None:
    choose("maturity_scale", scale)
    db.session.commit()
    assert {years: maturity.age_mark(years) for years in marks} == marks
    assert maturity.limit_words(12) == twelve and maturity.limit_words(18) == "No limit"
    assert maturity.limit_words(0) == "Films for everyone"
    assert [years for years, _words in maturity.limits(12)] == sorted({12, *(s.years for s in maturity.steps())})
    title = film("Snow", age=7)
    db.session.commit()
    assert marks[7] in cast.owner.get(f"/titles/{title.slug}").text
