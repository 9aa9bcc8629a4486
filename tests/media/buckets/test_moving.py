"""Films in a bucket: brought there and back whole, and freed."""

from __future__ import annotations

import threading

import pytest
from flask import Flask, current_app

from app.foundation.db import db
from app.foundation.jobs import Job
from app.media import bucket as buckets
from app.media import moving
from app.media.bucket import Bucket
from app.media.checking import findings, remove_orphans
from app.media.models import Video
from app.media.place import media_folder
from app.media.replacing import encode_again
from app.media.sidecars import remove_subtitles, send_subtitles, shows_all_sent
from app.media.sources import take_in
from tests.cast import Cast
from tests.films import FILES, film
from tests.media.buckets.conftest import SEGMENT, again, at_work, moved
from tests.media.clips import SRT
from tests.media.conftest import Clips
from tests.media.test_delivery import DELIVERED, address_for


def test_a_film_is_brought_to_the_bucket_whole_and_the_folder_is_freed(
    cast: Cast, bucket: Bucket, video: Video
) -> None:
    assert moved(video, "bucket").state == "done"
    reference = again(video).reference
    assert video.store == "bucket"
    assert set(bucket.files("packages")) == {f"{reference}/{name}" for name in FILES}
    assert bucket.files("sources") == {reference: 17}
    assert not media_folder().package_path(reference).exists() and not media_folder().source_path(reference).exists()
    address = address_for(cast.owner, video)
    for name in DELIVERED:
        assert cast.owner.get(address + name).data == FILES[name]
    assert cast.owner.get(address + "package.json").status_code == 404
    assert cast.owner.get(address + "v240/99999.m4s").status_code == 404


def test_it_comes_back_as_it_was(cast: Cast, bucket: Bucket, video: Video) -> None:
    moved(video, "bucket")
    assert moved(again(video), "folder").state == "done"
    assert again(video).store == "folder"
    folder = media_folder().package_path(video.reference)
    assert {name: (folder / name).read_bytes() for name in FILES if name != "package.json"} == {
        name: FILES[name] for name in DELIVERED
    }
    assert media_folder().source_path(video.reference).read_bytes() == b"the uploaded film"
    assert bucket.files("packages") == bucket.files("sources") == {}
    assert not media_folder().work_path(video.reference).exists()
    assert cast.owner.get(address_for(cast.owner, video) + SEGMENT).data == FILES[SEGMENT]


def test_a_move_that_is_cut_off_leaves_it_playing_and_does_not_send_twice(
    cast: Cast, bucket: Bucket, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    lock, real = threading.Lock(), buckets._pieces

    def counted(path, count):
        with lock:
            sent.append(path.name)
            if len(sent) == 6:
                raise OSError("the cable is out")
        return real(path, count)

    monkeypatch.setattr(buckets, "_pieces", counted)
    assert moved(video, "bucket").state == "queued"
    assert again(video).store == "folder"
    assert cast.owner.get(address_for(cast.owner, video) + SEGMENT).data == FILES[SEGMENT]
    there = sum(map(len, (bucket.files("packages"), bucket.files("sources"))))
    assert 1 <= there <= len(FILES)
    sent.clear()
    sent.extend(["none"] * 6)
    assert moved(again(video), "bucket").state == "done"
    assert again(video).store == "bucket"
    assert len(sent) - 6 == len(FILES) + 1 - there


def test_what_is_damaged_in_the_bucket_does_not_come_back(cast: Cast, bucket: Bucket, video: Video) -> None:
    import obstore

    moved(video, "bucket")
    key, broken = f"packages/{video.reference}/direct.mp4", bytes(len(FILES["direct.mp4"]))
    obstore.put(bucket.store, key, broken, attributes={"sha256": bucket.digest(key)})
    assert [f.what.split(": ")[1] for f in findings()] == []
    assert ["direct.mp4 is damaged" in f.what for f in findings(is_deep=True)] == [True]
    job = moved(again(video), "folder")
    assert job.state == "failed" and "damaged in the bucket" in job.error
    assert again(video).store == "bucket" and not media_folder().package_path(video.reference).exists()


def test_a_bucket_that_does_not_answer_is_told_and_tried_again(
    app: Flask, cast: Cast, bucket: Bucket, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(video, "bucket")
    away = {"bucket": "away", "endpoint": "http://127.0.0.1:9", "region": "us-east-1", "access_key_id": "a"}
    monkeypatch.setitem(app.config, "BUCKET", away | {"secret_access_key": "b"})
    answer = cast.owner.get(address_for(cast.owner, video) + SEGMENT)
    assert answer.status_code == 503 and "store does not answer" in answer.get_data(as_text=True)
    job = moved(again(video), "folder")
    assert job.state == "queued" and "does not answer" in job.error


def test_gaps_and_orphans_of_the_bucket_are_found_and_freed(cast: Cast, bucket: Bucket, video: Video) -> None:
    import obstore

    moved(video, "bucket")
    assert findings() == []
    obstore.put(bucket.store, "packages/nobody12345/direct.mp4", b"x" * 2_000_000)
    bucket.remove_keys([f"packages/{video.reference}/{SEGMENT}", f"sources/{video.reference}"])
    found = findings()
    assert [f.is_orphan for f in found] == [False, False, True]
    assert (
        f"{SEGMENT} is gone, in the bucket" in found[0].what and "uploaded file is not in the bucket" in found[1].what
    )
    assert remove_orphans(found) == 2_000_000
    assert [name for name in bucket.files("packages") if name.startswith("nobody")] == []


def test_without_its_bucket_a_film_there_is_a_gap(
    app: Flask, cast: Cast, bucket: Bucket, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(video, "bucket")
    monkeypatch.setitem(app.config, "BUCKET", {})
    assert ["lies in a bucket, and none is named" in f.what for f in findings()] == [True]
    assert cast.owner.get(address_for(cast.owner, video) + SEGMENT).status_code == 404


def test_a_film_that_is_deleted_is_freed_there_too(cast: Cast, bucket: Bucket, video: Video) -> None:
    moved(video, "bucket")
    form = {"id": str(video.id), "url": "/admin/videos/", "confirmed": "1"}
    assert cast.editor.post("/admin/videos/delete/", form).status_code in (200, 303, 302)
    assert db.session.scalars(db.select(Video)).all() == []
    at_work()
    assert bucket.files("packages") == bucket.files("sources") == {}


def test_an_editor_moves_it_and_nobody_else(cast: Cast, bucket: Bucket, video: Video) -> None:
    path = f"/admin/videos/{video.id}/move"
    for person, status in ((cast.owner, 403), (cast.stranger, 403), (cast.child, 403), (cast.moderator, 403)):
        assert person.post(path).status_code in (status, 404)
    assert cast.editor.post(path).status_code == 303
    page = cast.editor.get(f"/admin/videos/details/?id={video.id}").get_data(as_text=True)
    assert "will be moved to the bucket" in page and "Lies in" in page
    (job,) = db.session.scalars(db.select(Job).filter_by(kind="media.move"))
    assert job.payload == {"video_id": video.id, "to": "bucket"}
    assert cast.editor.post(f"/admin/videos/{video.id}/encode").status_code == 303
    page = cast.editor.get(f"/admin/videos/details/?id={video.id}").get_data(as_text=True)
    assert "being moved to another store" in page


def test_what_is_not_encoded_or_has_no_bucket_is_not_moved(
    app: Flask, cast: Cast, bucket: Bucket, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    video.state = "failed"
    db.session.commit()
    cast.editor.post(f"/admin/videos/{video.id}/move")
    assert moved(video, "bucket").state == "done" and again(video).store == "folder"
    again(video).state = "ready"
    db.session.commit()
    monkeypatch.setitem(app.config, "BUCKET", {})
    cast.editor.post(f"/admin/videos/{video.id}/move")
    said = cast.editor.get(f"/admin/videos/details/?id={video.id}").get_data(as_text=True)
    assert "once it is encoded" in said and "has no bucket" in said
    assert moved(again(video), "bucket").error == moving.NO_BUCKET


def test_all_are_moved_from_the_console(app: Flask, cast: Cast, bucket: Bucket, video: Video) -> None:
    run = app.test_cli_runner().invoke
    assert "1 film will be moved to the bucket." in run(args=["media", "move", "bucket"]).output
    assert "0 films will be moved" in run(args=["media", "move", "folder"]).output
    assert "0 films will be moved" in run(args=["media", "move", "bucket", "unknown1234"]).output
    assert run(args=["media", "check", "--deep"]).exit_code == 0


@pytest.mark.media
def test_an_encode_ends_in_the_bucket_and_another_begins_there(
    app: Flask, cast: Cast, bucket: Bucket, clip: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "KEEP_IN", "bucket")
    monkeypatch.setattr(moving, "SOON_S", 0)
    title = film(age=12)
    db.session.commit()
    with clip("plain.mp4").open("rb") as file:
        video = take_in(file, "plain.mp4", title)
    at_work()
    assert (video.state, video.store) == ("ready", "bucket")
    reference, address = video.reference, address_for(cast.owner, video)
    first = bucket.digest(f"packages/{reference}/direct.mp4")
    assert first and findings() == []
    assert b"#EXT-X-ENDLIST" in cast.owner.get(address + "v240/index.m3u8").data

    row = send_subtitles(video, SRT.format("Hello").encode(), "rain.srt", "en")
    assert f"s-en-x{row.id}/index.m3u8" in cast.owner.get(address + "master.m3u8").get_data(as_text=True)
    assert "Hello" in cast.owner.get(address + f"s-en-x{row.id}/captions.vtt").get_data(as_text=True)
    assert findings(is_deep=True) == []

    encode_again(video)
    db.session.commit()
    at_work()
    assert (video.state, video.store, video.failure) == ("ready", "bucket", "")
    assert f"s-en-x{row.id}/index.m3u8" in cast.owner.get(address + "master.m3u8").get_data(as_text=True)
    assert findings(is_deep=True) == []

    remove_subtitles(row)
    assert "s-en-x" not in cast.owner.get(address + "master.m3u8").get_data(as_text=True)
    assert [name for name in bucket.files("packages") if "s-en-x" in name] == []
    assert findings() == [] and not list((media_folder().root / "work").iterdir())


@pytest.mark.media
def test_subtitles_that_come_during_a_move_are_there_after_it(
    cast: Cast, bucket: Bucket, clip: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = film(age=12)
    db.session.commit()
    with clip("plain.mp4").open("rb") as file:
        video = take_in(file, "plain.mp4", title)
    at_work()
    number, real, sent = video.id, moving._tell, list[int]()

    def told(video_id: int, to: str) -> bool:
        with current_app.app_context():
            mine = db.session.get_one(Video, number)
            sent.append(send_subtitles(mine, SRT.format("Hello").encode(), "rain.srt", "en").id)
            assert not shows_all_sent(mine)
        return real(video_id, to)

    monkeypatch.setattr(moving, "_tell", told)
    assert moved(video, "bucket").state == "done"
    address = address_for(cast.owner, video)
    assert "Hello" in cast.owner.get(address + f"s-en-x{sent[0]}/captions.vtt").get_data(as_text=True)
    assert shows_all_sent(video) and findings() == []
