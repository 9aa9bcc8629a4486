"""Everything to take along: all that is somebody's, nothing that opens a door, and for nobody else."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table

from app.accounts.models import AccountSession, OneTimeLink
from app.discussions.models import Post
from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs.worker import work_off
from app.privacy.gathering import OWN, profile_ids_of, tables
from app.privacy.jobs import sweep
from app.privacy.models import Export
from app.profiles.models import ProfilePicture
from app.reviews.models import Review
from app.watching.beats import Seat
from app.watching.models import ListEntry, Playback
from app.watching.playbacks import open_playback
from app.watching.progress import record
from tests.cast import Cast, Person
from tests.films import film, ready_video
from tests.fragments import assert_fragment_in_page

WORD = "quixotic"


@pytest.fixture
def lived(cast: Cast) -> Cast:
    """Ruth has watched, listed, reviewed and spoken; so has Iris."""
    video = ready_video(film("Aurora", age=12), duration_s=100)
    for who in ("owner", "stranger"):
        profile, person = cast.profiles[who], cast.person(who)
        record(Seat.of(open_playback(person.session_id, profile, video), video), 1, 40)
        text = f"{WORD} {who}, with “quotes” and snö"
        db.session.add_all([
            ListEntry(profile_id=profile.id, title_id=video.work.id),
            Review(profile_id=profile.id, title_id=video.work.id, rating=4, text=text),
            Post(profile_id=profile.id, title_id=video.work.id, text=text, key=f"k{who}"),
        ])  # fmt: skip
    db.session.commit()
    return cast


def taken(app: Flask, person: Person) -> dict[str, Any]:
    """The files of the archive by name, JSON as Python."""
    assert person.post("/account/data/export").status_code == 303
    with app.app_context():
        work_off()
    db.session.expire_all()
    row = db.session.scalars(db.select(Export).order_by(Export.id.desc())).first()
    assert row and row.ready_at and row.size_bytes == row.path.stat().st_size
    answer = person.get(f"/account/data/{row.reference}.zip")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    return {name: json.loads(text) if name.endswith(".json") else text for name, text in texts.items()}


def left(reference: str, app: Flask) -> list[str]:
    """What lies there of this download."""
    return [path.name for path in (app.config["INSTANCE"] / "exports").glob(f"{reference}*")]


def test_all_that_is_theirs_is_in_it_with_the_names_of_films(app: Flask, lived: Cast) -> None:
    found = taken(app, lived.owner)
    for name in ("progress", "playback", "list_entry", "review", "post"):
        assert found[f"{name}.json"][0]["title"] == "Aurora", name
    assert f"{WORD} owner" in found["review.json"][0]["text"]
    assert "Aurora\n4 of 5" in found["reviews.txt"] and "snö" in found["reviews.txt"]
    assert {row["name"] for row in found["profile.json"]} == {"Ruth", "Teo", "Mia", "Nana"}
    assert found["email_address.json"][0]["address"] == "ruth@example.org"
    assert any(row["kind"] == "export-asked" for row in found["event.json"])


def test_nothing_of_anybody_else_is_in_it(app: Flask, lived: Cast) -> None:
    found = taken(app, lived.owner)
    everything = json.dumps(found, ensure_ascii=False)
    assert f"{WORD} stranger" not in everything and "iris@example.org" not in everything


def test_nothing_in_it_opens_a_door(app: Flask, lived: Cast) -> None:
    OneTimeLink.issue("reset", account=lived.accounts["owner"], address="ruth@example.org")  # type: ignore[arg-type]
    lived.profiles["teenager"].pin_hash = "pin-hash-of-teo"
    db.session.commit()
    everything = json.dumps(taken(app, lived.owner))
    secrets = [lived.accounts["owner"].password_hash, "pin-hash-of-teo"]
    secrets += db.session.scalars(db.select(AccountSession.id)).all()
    secrets += db.session.scalars(db.select(OneTimeLink.digest)).all()
    assert len(secrets) > 3 and not [secret for secret in secrets if secret in everything]


def test_every_table_that_names_an_account_or_a_profile_is_in_it(app: Flask, lived: Cast) -> None:
    """A new table is; one whose rows belong to somebody by a column of another name is looked at here first."""
    others = {
        "actor_id",
        "added_by_id",
        "moderator_id",
        "answered_by_id",
        "starts_as_id",
    }  # who did something to what is another's

    def named(table: Table) -> set[str]:
        ours = ("account", "profile")
        return {key.parent.name for key in table.foreign_keys if key.column.table.name in ours}

    assert {name for table in db.metadata.sorted_tables for name in named(table)} <= {*OWN, *others}
    found = taken(app, lived.owner)
    assert {f"{table.name}.json" for table in tables()} <= set(found)


def test_a_member_takes_no_profile_that_somebody_has_locked(app: Flask, lived: Cast) -> None:
    lived.profiles["owner"].pin_hash = "locked"
    db.session.commit()
    names = {row["name"] for row in taken(app, lived.member)["profile.json"]}
    assert "Ruth" not in names and "Nana" in names
    assert lived.profiles["owner"].id in profile_ids_of(lived.accounts["owner"])


def test_pictures_are_in_it_as_they_are(app: Flask, lived: Cast) -> None:
    db.session.add(ProfilePicture(profile_id=lived.profiles["owner"].id, reference="a" * 11, webp=b"RIFF picture"))
    db.session.add(ProfilePicture(profile_id=lived.profiles["stranger"].id, reference="b" * 11, webp=b"RIFF other"))
    db.session.commit()
    pictures = {name: file for name, file in taken(app, lived.owner).items() if name.startswith("pictures/")}
    assert pictures == {f"pictures/{lived.profiles['owner'].id}.webp": "RIFF picture"}


def test_what_was_watched_privately_is_in_nobodys(app: Flask, lived: Cast) -> None:
    db.session.execute(db.update(Playback).values(is_private=True))
    db.session.commit()
    assert taken(app, lived.owner)["playback.json"] == []


def test_a_stranger_and_a_child_do_not_get_it(app: Flask, lived: Cast) -> None:
    taken(app, lived.owner)
    reference = db.session.scalars(db.select(Export.reference)).one()
    for person, status in ((lived.stranger, 404), (lived.member, 404), (lived.child, 403), (lived.anonymous, 302)):
        assert person.get(f"/account/data/{reference}.zip").status_code == status
    db.session.get_one(AccountSession, lived.owner.session_id).grow_stale()
    db.session.commit()
    assert "/confirm" in lived.owner.get(f"/account/data/{reference}.zip").headers["Location"]


def test_the_page_shows_how_far_it_is(app: Flask, cast: Cast) -> None:
    answer = cast.owner.post("/account/data/export", fragment=True)
    assert answer.status_code == 200 and "<progress" in answer.text and "every 2s" in answer.text
    assert cast.owner.post("/account/data/export").status_code == 303  # one is being made: no second one
    assert db.session.scalar(db.select(db.func.count(Export.id))) == 1
    assert_fragment_in_page(cast.owner, "/account/data", "download")
    with app.app_context():
        work_off()
    assert "Download" in cast.owner.get("/account/data", fragment=True).text


def test_three_a_day_are_enough(app: Flask, cast: Cast) -> None:
    answers = []
    for _ in range(4):
        answers.append(cast.owner.post("/account/data/export").status_code)
        with app.app_context():
            work_off()
    assert answers == [303, 303, 303, 429]


def test_it_is_gone_after_a_week(app: Flask, cast: Cast) -> None:
    taken(app, cast.owner)
    row = db.session.scalars(db.select(Export)).one()
    path, reference = row.path, row.reference
    row.created_at = clock.now() - timedelta(days=8)
    db.session.commit()
    assert cast.owner.get(f"/account/data/{reference}.zip").status_code == 404
    sweep(None)  # type: ignore[arg-type]
    assert not path.exists() and db.session.scalar(db.select(Export.id)) is None


def test_a_disk_that_is_full_is_told_and_leaves_no_half_file(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.privacy.archive.os.replace", refuse)
    cast.owner.post("/account/data/export")
    with app.app_context():
        work_off()
    assert "No space left" in cast.owner.get("/account/data").text
    assert not left(db.session.scalars(db.select(Export.reference)).one(), app)


def test_a_house_without_the_account_makes_nothing(app: Flask, cast: Cast) -> None:
    cast.owner.post("/account/data/export")
    reference = db.session.scalars(db.select(Export.reference)).one()
    db.session.delete(cast.accounts["owner"])
    db.session.commit()
    with app.app_context():
        work_off()
    assert not left(reference, app)
