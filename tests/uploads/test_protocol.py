"""What tus 1.0 says is done: creation, checksum, expiration, termination, and each refusal by its number."""

from __future__ import annotations

import base64
import fcntl
import hashlib
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs import Job
from app.media.models import Video
from app.media.place import media_folder
from app.uploads.finishing import remove_expired
from app.uploads.models import Upload
from tests.cast import Cast
from tests.films import film
from tests.uploads.conftest import MKV, Sender, the_upload


def remaining() -> list[str]:
    """The files in the sources' folder."""
    folder = media_folder().source_path("whatever").parent
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


def test_the_house_says_what_it_can(sender: Sender) -> None:
    answer = sender.ask("OPTIONS", "/uploads", Tus_Resumable="")
    assert answer.status_code == 204
    assert (answer.headers["Tus-Version"], answer.headers["Tus-Resumable"]) == ("1.0.0", "1.0.0")
    assert answer.headers["Tus-Extension"] == "creation,checksum,expiration,termination"
    assert int(answer.headers["Tus-Max-Size"]) > 10**9
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_a_film_arrives_in_three_chunks_and_becomes_a_video_once(sender: Sender) -> None:
    begun = sender.begin()
    assert begun.status_code == 201 and begun.headers["Upload-Offset"] == "0"
    assert parsedate_to_datetime(begun.headers["Upload-Expires"]) > clock.now() + timedelta(days=6)
    for start, stop in ((0, 5000), (5000, 5001), (5001, len(MKV))):
        assert db.session.scalar(db.select(Video.id)) is None
        answer = sender.send(MKV[start:stop], start)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(stop))
        asked = sender.ask("HEAD", sender.address)
        assert asked.status_code == 200 and asked.headers["Cache-Control"] == "no-store"
        assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == (str(stop), str(len(MKV)))
    video = db.session.scalars(db.select(Video)).one()
    assert answer.headers["Upload-Video"] == str(video.id)
    assert (video.source_name, video.source_bytes, str(video.title)) == ("rain.mkv", len(MKV), "Rain")
    assert media_folder().source_path(video.reference).read_bytes() == MKV
    again = sender.send(b"", len(MKV))
    assert (again.status_code, again.headers["Upload-Video"]) == (204, str(video.id))
    assert db.session.scalars(db.select(Job.kind).where(Job.kind == "media.encode")).all() == ["media.encode"]
    assert remaining() == [video.reference]


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", {"Tus_Resumable": "0.2.2", "Upload_Length": "5"}, 412),
        ("POST", {"Upload_Length": "-1"}, 400),
        ("POST", {"Upload_Length": "9" * 30}, 400),
        ("POST", {}, 400),
        ("POST", {"Upload_Length": "5", "Upload_Metadata": "name ÿ"}, 400),
        ("POST", {"Upload_Length": "5", "Upload_Metadata": "name UmFpbg==,name UmFpbg=="}, 400),
        ("POST", {"Upload_Length": "0", "Upload_Metadata": "name UmFpbg=="}, 422),
        ("POST", {"Upload_Length": "5"}, 422),
        ("POST", {"Upload_Length": "5", "Upload_Metadata": "title OTk5OTk="}, 404),
        ("POST", {"Upload_Length": str(10**15), "Upload_Metadata": "name UmFpbg=="}, 413),
        ("PATCH", {"Tus_Resumable": "", "Upload_Offset": "0"}, 412),
        ("PATCH", {"Upload_Offset": "0"}, 415),
        ("PATCH", {"Content_Type": "application/offset+octet-stream"}, 400),
        ("PATCH", {"Content_Type": "application/offset+octet-stream", "Upload_Offset": "7"}, 409),
        ("HEAD", {"Tus_Resumable": "2.0.0"}, 412),
        ("DELETE", {"Tus_Resumable": ""}, 412),
    ],
)
def test_each_refusal_has_its_number_and_leaves_nothing(
    sender: Sender, method: str, headers: dict[str, str], status: int
) -> None:
    sender.begin()
    answer = sender.ask(method, "/uploads" if method == "POST" else sender.address, b"", **headers)
    assert answer.status_code == status and answer.headers["Tus-Resumable"] == "1.0.0"
    assert (the_upload().received, len(db.session.scalars(db.select(Upload.id)).all())) == (0, 1)
    if status == 412:
        assert answer.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_chunk_that_changed_on_its_way_is_not_kept(sender: Sender, algorithm: str) -> None:
    sender.begin()
    right = base64.b64encode(hashlib.new(algorithm, MKV[:6000]).digest()).decode()
    changed = sender.send(MKV[1:6001], 0, **{"Upload-Checksum": f"{algorithm} {right}"})
    assert (changed.status_code, sender.offset()) == (460, 0)
    assert sender.send(MKV[:6000], 0, **{"Upload-Checksum": f"{algorithm} {right}"}).status_code == 204
    assert sender.send(MKV[6000:], 6000, **{"Upload-Checksum": "crc32 aaaa"}).status_code == 400
    assert sender.offset() == 6000 and the_upload().path.read_bytes() == MKV[:6000]


def test_more_than_was_announced_is_refused(sender: Sender) -> None:
    sender.begin(length=5000)
    answer = sender.send(MKV[:5001], 0)
    assert answer.status_code == 413 and "5,000 bytes that were announced" in answer.text
    assert sender.offset() == 0


def test_what_is_no_film_is_refused_with_its_first_chunk_and_forgotten(sender: Sender) -> None:
    sender.begin(length=10_000)
    answer = sender.send(b"<svg onload=alert(1)>" * 300, 0)
    assert answer.status_code == 422 and "This is not a film." in answer.text
    assert db.session.scalar(db.select(Upload.id)) is None and remaining() == []
    assert sender.ask("HEAD", sender.address).status_code == 404


def test_an_upload_is_ended_by_its_sender(sender: Sender) -> None:
    sender.begin()
    sender.send(MKV[:6000], 0)
    assert sender.ask("DELETE", sender.address).status_code == 204
    assert db.session.scalar(db.select(Upload.id)) is None and remaining() == []
    assert sender.send(MKV[6000:], 6000).status_code == 404


def test_one_that_nobody_goes_on_with_is_removed(sender: Sender) -> None:
    sender.begin()
    sender.send(MKV[:6000], 0)
    the_upload().expires_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    stray = media_folder().source_path("whatever").with_name(".part-ofnobody123")
    stray.write_bytes(b"x" * 10)
    assert sender.ask("HEAD", sender.address).status_code == 410
    assert sender.send(MKV[6000:], 6000).status_code == 410
    assert remove_expired() == 6010
    assert db.session.scalar(db.select(Upload.id)) is None and remaining() == []


def test_two_at_once_do_not_mix(sender: Sender) -> None:
    sender.begin()
    with the_upload().path.open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert sender.send(MKV, 0).status_code == 423
    assert sender.send(MKV, 0).status_code == 204


@pytest.mark.parametrize("other", ["owner", "member", "child", "stranger", "moderator", "anonymous"])
def test_nobody_else_may_send_films(cast: Cast, sender: Sender, other: str) -> None:
    sender.begin()
    person = Sender(cast.person(other), sender.address)
    wanted = 302 if other == "anonymous" else 403
    assert person.begin().status_code == wanted
    person.address = sender.address
    assert person.send(MKV, 0).status_code == wanted
    assert {person.ask(method, sender.address).status_code for method in ("HEAD", "DELETE")} == {wanted}
    assert the_upload().received == 0


def test_another_editor_knows_of_none_of_it(cast: Cast, sender: Sender) -> None:
    sender.begin()
    sender.send(MKV[:6000], 0)
    admin = Sender(cast.admin, sender.address)
    assert {admin.ask(method, sender.address).status_code for method in ("HEAD", "DELETE")} == {404}
    assert admin.send(MKV[6000:], 6000).status_code == 404
    reference = the_upload().reference
    assert cast.admin.post(f"/admin/upload/{reference}/forget").status_code == 404
    assert sender.offset() == 6000
    assert (
        "rain.mkv" in cast.editor.get("/admin/upload/").text and "rain.mkv" not in cast.admin.get("/admin/upload/").text
    )


def test_a_chunk_without_the_token_is_refused(sender: Sender) -> None:
    sender.begin()
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert sender.person.client.patch(sender.address, data=MKV, headers=headers).status_code == 400
    assert sender.person.client.delete(sender.address, headers=headers).status_code == 400
    assert sender.offset() == 0


def test_a_long_one_goes_on_after_the_half_hour(cast: Cast, sender: Sender) -> None:
    from app.accounts.models import AccountSession

    sender.begin()
    db.session.get_one(AccountSession, cast.editor.session_id).grow_stale()
    db.session.commit()
    assert sender.send(MKV, 0).status_code == 204
    assert "/confirm" in Sender(cast.editor).begin().location


def test_a_quota_counts_what_is_kept_and_what_is_coming(
    cast: Cast, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast.app.config, "UPLOAD_QUOTA_GB", 1)
    assert sender.begin(length=600_000_000).status_code == 201
    answer = sender.begin(length=600_000_000, name="Fog")
    assert answer.status_code == 413 and "1 GB here and have 0.6; this is 0.6 more" in answer.text
    assert Sender(cast.admin).begin(length=600_000_000).status_code == 201


@pytest.mark.parametrize(
    ("filename", "kept"),
    [
        ('Rain "2" – ’20 🎬.mkv', 'Rain "2" – ’20 🎬.mkv'),
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\rain.mkv", "rain.mkv"),
        ("ra\0in\r\n.mkv", "ra in .mkv"),
        ("x" * 1000, "x" * 255),
        ("", "film"),
    ],
)
def test_odd_names_become_plain_ones(sender: Sender, filename: str, kept: str) -> None:
    assert sender.begin(filename=filename).status_code == 201
    assert sender.send(MKV, 0).status_code == 204
    assert db.session.scalars(db.select(Video.source_name)).one() == kept


def test_it_takes_the_place_of_the_film_that_stands_and_waits_while_that_is_encoded(cast: Cast, sender: Sender) -> None:
    sender.begin()
    sender.send(MKV, 0)
    video = db.session.scalars(db.select(Video)).one()
    assert sender.begin(title=str(video.title_id)).status_code == 422
    job = db.session.scalars(db.select(Job).where(Job.kind == "media.encode")).one()
    job.cancel()
    db.session.commit()
    assert sender.begin(title=str(video.title_id)).status_code == 201
    answer = sender.send(MKV[::-1].replace(MKV[:4], MKV[:4]), 0)
    assert answer.status_code == 422
    sender.begin(title=str(video.title_id))
    assert sender.send(MKV[:-1] + b"2", 0).headers["Upload-Video"] == str(video.id)
    assert media_folder().source_path(video.reference).read_bytes()[-1:] == b"2"
    assert remaining() == [video.reference]


def test_what_it_was_for_is_gone_meanwhile_and_the_file_stays(cast: Cast, sender: Sender) -> None:
    title = film("Harbour Light")
    db.session.commit()
    sender.begin(title=str(title.id))
    db.session.delete(title)
    db.session.commit()
    answer = sender.send(MKV, 0)
    assert answer.status_code == 404 and "no longer there" in answer.text
    assert the_upload().is_whole and the_upload().path.read_bytes() == MKV


def test_one_that_could_not_be_taken_in_is_taken_in_later(cast: Cast, sender: Sender) -> None:
    sender.begin()
    sender.send(MKV, 0)
    video = db.session.scalars(db.select(Video)).one()
    job = db.session.scalars(db.select(Job).where(Job.kind == "media.encode")).one()
    job.cancel()
    db.session.commit()
    sender.begin(title=str(video.title_id))
    from app.media.replacing import encode_again

    encode_again(video)
    db.session.commit()
    answer = sender.send(MKV, 0)
    assert answer.status_code == 422 and "being encoded" in answer.text
    waiting = db.session.scalars(db.select(Upload).where(Upload.video_id.is_(None))).one()
    page = cast.editor.get("/admin/upload/")
    assert f"/admin/upload/{waiting.reference}/again" in page.text
    for open_job in db.session.scalars(db.select(Job).where(Job.state == "queued", Job.kind == "media.encode")):
        open_job.cancel()
    db.session.commit()
    assert cast.admin.post(f"/admin/upload/{waiting.reference}/again").status_code == 404
    assert cast.editor.post(f"/admin/upload/{waiting.reference}/again").status_code == 303
    assert remaining() == [video.reference]
