"""Media goes to whom it was signed for, and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import AccountSession
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.media.opened import OnDisk
from app.media.place import media_folder
from app.media.routes import viewers
from app.media.tokens import LIFE_S, Viewer, media_prefix
from tests.cast import Cast, Person
from tests.films import FILES, film, ready_video

DELIVERED = [name for name in FILES if name != "package.json"]


def address_for(person: Person, video: Video) -> str:
    assert person.profile is not None
    lineage = db.session.get_one(AccountSession, person.session_id).lineage
    return media_prefix(video.reference, Viewer(person.profile.id, lineage))


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film(age=12))


@pytest.mark.parametrize("name", DELIVERED)
def test_every_part_of_a_package_reaches_its_viewer(cast: Cast, video: Video, name: str) -> None:
    answer = cast.owner.get(address_for(cast.owner, video) + name)
    assert answer.status_code == 200
    assert answer.data == FILES[name]


@pytest.mark.parametrize(
    "name",
    [
        "package.json",
        "nothing.mp4",
        "../../secret_key",
        "..%2f..%2fsecret_key",
        "v240/../package.json",
        "v240/%2e%2e/package.json",
        "/etc/passwd",
        "v240/00000.m4s%00.m3u8",
        "v240/99999.m4s",
        "s-en/../../x/captions.vtt",
        "still-640.webp/",
    ],
)
def test_a_name_that_is_no_part_of_a_package_is_not_found(cast: Cast, video: Video, name: str) -> None:
    assert cast.owner.get(address_for(cast.owner, video) + name).status_code in (404, 308)


def test_a_link_out_of_the_package_is_not_followed(cast: Cast, video: Video) -> None:
    planted = media_folder().package_path(video.reference) / "storyboard-1.jpg"
    planted.symlink_to(media_folder().root / "secret_key")
    assert cast.owner.get(address_for(cast.owner, video) + "storyboard-1.jpg").status_code == 404


@pytest.mark.parametrize("other", ["stranger", "member", "teenager", "child", "editor", "admin", "anonymous"])
def test_a_copied_address_plays_for_nobody_else(cast: Cast, video: Video, other: str) -> None:
    address = address_for(cast.owner, video)
    assert {cast.person(other).get(address + name).status_code for name in DELIVERED} == {404}


def test_another_session_of_the_same_profile_needs_its_own_address(cast: Cast, video: Video) -> None:
    assert cast.person("owner").get(address_for(cast.owner, video) + "master.m3u8").status_code == 404


@pytest.mark.parametrize("name", DELIVERED)
def test_an_over_age_profile_is_refused_even_with_an_address_signed_for_it(cast: Cast, video: Video, name: str) -> None:
    assert cast.child.get(address_for(cast.child, video) + name).status_code == 404
    assert cast.teenager.get(address_for(cast.teenager, video) + name).status_code == 200


def test_an_unrated_film_is_not_delivered_to_a_capped_profile(cast: Cast) -> None:
    video = ready_video(film("No Mark", None))
    assert cast.teenager.get(address_for(cast.teenager, video) + "master.m3u8").status_code == 404
    assert cast.owner.get(address_for(cast.owner, video) + "master.m3u8").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda t: "1" + t,
        lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"),
        lambda t: t.replace(".", ".A", 1),
        lambda t: t.split(".")[1],
        lambda _t: "x",
        lambda t: t + ".more",
        lambda t: str(int(t.split(".")[0]) + 600) + "." + t.split(".")[1],
        lambda t: t.replace(t[:4], "٣" * 4),
    ],
)
def test_a_changed_address_is_not_found(cast: Cast, video: Video, change) -> None:
    _, _, token, rest = address_for(cast.owner, video).split("/", 3)
    assert cast.owner.get(f"/m/{change(token)}/{rest}master.m3u8").status_code == 404


@pytest.mark.parametrize("reference", ["%00", "a%00bcdefghij", "..", "x" * 300, "%F0%9F%8E%AC"])
def test_a_malformed_reference_is_not_found(cast: Cast, video: Video, reference: str) -> None:
    token = address_for(cast.owner, video).split("/")[2]
    assert cast.owner.get(f"/m/{token}/{reference}/master.m3u8").status_code == 404


def test_an_address_of_one_film_opens_no_other(cast: Cast, video: Video) -> None:
    other = ready_video(film("Second Film"))
    address = address_for(cast.owner, video).replace(video.reference, other.reference)
    assert cast.owner.get(address + "master.m3u8").status_code == 404


def test_an_address_is_gone_after_six_hours(cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    address = address_for(cast.owner, video) + "master.m3u8"
    later = clock.now() + timedelta(seconds=LIFE_S + 1)
    monkeypatch.setattr("app.media.tokens.clock.now", lambda: later)
    assert cast.owner.get(address).status_code == 410


def after_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    from time import monotonic

    monkeypatch.setattr("app.media.recent.monotonic", lambda: monotonic() + 10)


def test_a_revoked_session_streams_no_more_after_ten_seconds(
    cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_for(cast.owner, video) + "v240/00000.m4s"
    assert cast.owner.get(address).status_code == 200
    db.session.execute(db.delete(AccountSession).where(AccountSession.id == cast.owner.session_id))
    db.session.commit()
    after_ten_seconds(monkeypatch)
    assert cast.owner.get(address).status_code == 404


def test_what_was_found_is_asked_again_only_after_five_seconds(cast: Cast, video: Video) -> None:
    address = address_for(cast.owner, video) + "v240/00000.m4s"
    cast.owner.get(address)
    video.title.withdraw()
    db.session.commit()
    assert cast.owner.get(address).status_code == 200
    viewers.forget()
    assert cast.owner.get(address).status_code == 404


def test_unpublishing_ends_delivery(cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    address = address_for(cast.owner, video) + "direct.mp4"
    assert cast.owner.get(address).status_code == 200
    video.title.withdraw()
    db.session.commit()
    after_ten_seconds(monkeypatch)
    assert cast.owner.get(address).status_code == 404


def test_switching_the_profile_ends_the_old_ones_addresses(
    cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_for(cast.owner, video) + "direct.mp4"
    assert cast.owner.get(address).status_code == 200
    db.session.get_one(AccountSession, cast.owner.session_id).profile_id = cast.profiles["child"].id
    db.session.commit()
    after_ten_seconds(monkeypatch)
    assert cast.owner.get(address).status_code == 404


@pytest.mark.parametrize("state", ["waiting", "encoding", "failed"])
def test_only_a_ready_video_answers(cast: Cast, video: Video, state: str) -> None:
    video.state = state
    db.session.commit()
    assert cast.owner.get(address_for(cast.owner, video) + "master.m3u8").status_code == 404


def test_no_database_session_is_held_while_the_body_goes_out(
    app: Flask, cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    original = OnDisk.pieces

    def spying(file, span):
        held.append(db.session.registry.has())
        yield from original(file, span)

    monkeypatch.setattr(OnDisk, "pieces", spying)
    assert cast.owner.get(address_for(cast.owner, video) + "direct.mp4").status_code == 200
    assert held == [False]
