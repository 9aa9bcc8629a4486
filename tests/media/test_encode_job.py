"""The whole way of a file, through the real queue: taken in, encoded, published, and refused when it is no film."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from flask import Flask

from app.catalogue.models import Artwork, Title
from app.foundation.db import db
from app.foundation.events import Event
from app.foundation.jobs import Job, JobCancelled
from app.foundation.jobs.worker import work_off
from app.media import encoding, sources
from app.media.failures import EncodeFailed, NotAVideo
from app.media.models import Rendition, Video
from app.media.place import media_folder
from app.media.sources import RefusedSource, take_in
from tests.cast import Cast
from tests.films import film
from tests.media.conftest import Clips
from tests.media.test_delivery import address_for

HEAD = b"\x00\x00\x00\x20ftypisom" + bytes(100)


@pytest.fixture
def title(cast: Cast) -> Title:
    found = film(age=12)
    db.session.commit()
    return found


def again(reference: str) -> Video:
    return db.session.scalars(db.select(Video).where(Video.reference == reference)).one()


def job_of(video: Video) -> Job:
    return db.session.scalars(db.select(Job).where(Job.dedupe_key == f"encode:{video.reference}")).one()


def sources_on_disk() -> set[str]:
    folder = media_folder().root / "sources"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


@pytest.mark.media
def test_a_film_taken_in_plays_for_who_may_see_it(cast: Cast, title: Title, clip: Clips) -> None:
    with clip("plain.mp4").open("rb") as file:
        reference = take_in(file, "../../My film.mp4", title, account=cast.accounts["editor"]).reference
    owner, address = cast.owner, address_for(cast.owner, again(reference))
    assert owner.get(address + "master.m3u8").status_code == 404
    assert work_off() >= 1
    video = again(reference)
    assert (video.state, video.source_name, video.failure) == ("ready", "My film.mp4", "")
    assert video.duration_s == pytest.approx(4, abs=0.1)
    assert video.title is not None and video.title.runtime_s == 4
    master = owner.get(address + "master.m3u8")
    assert master.status_code == 200 and b"v240/index.m3u8" in master.data
    kinds = set(db.session.scalars(db.select(Rendition.kind).where(Rendition.video_id == video.id)))
    assert {"video", "audio", "direct"} <= kinds
    still = db.session.scalars(db.select(Artwork).where(Artwork.title_id == video.title_id)).one()
    assert (media_folder().root / "artwork" / still.reference / "640.webp").is_file()
    facts = db.session.scalars(db.select(Event.facts).where(Event.kind == "video-became-ready")).all()
    assert {"video": reference} in facts
    assert job_of(video).state == "done"


@pytest.mark.media
def test_a_text_file_with_a_films_first_bytes_fails_once_with_a_sentence(cast: Cast, title: Title) -> None:
    reference = take_in(io.BytesIO(HEAD + b"no film " * 500), "film.mp4", title).reference
    work_off()
    video = again(reference)
    assert video.state == "failed"
    assert video.failure.endswith(".")
    job = job_of(video)
    assert (job.state, job.attempts) == ("failed", 1)
    assert not media_folder().is_published(reference)


@pytest.mark.media
def test_a_worker_that_dies_before_it_says_so_is_followed_by_one_that_makes_nothing_twice(
    cast: Cast, title: Title, clip: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clip("plain.mp4").open("rb") as file:
        reference = take_in(file, "film.mp4", title).reference
    owner, address = cast.owner, address_for(cast.owner, again(reference))
    with monkeypatch.context() as dying:
        dying.setattr(encoding, "_finish", lambda *_: 1 / 0)
        work_off()
    assert (again(reference).state, media_folder().is_published(reference)) == ("growing", True)
    assert owner.get(address + "master.m3u8").status_code == 200
    made = (media_folder().package_path(reference) / "direct.mp4").stat().st_mtime_ns
    encoding.encode_video(again(reference).id, Told())  # type: ignore[arg-type]
    assert again(reference).state == "ready"
    assert (media_folder().package_path(reference) / "direct.mp4").stat().st_mtime_ns == made
    assert db.session.scalar(db.select(db.func.count(Artwork.id))) == 1


@pytest.mark.media
def test_a_ready_film_goes_on_playing_when_it_is_encoded_anew_and_that_fails(
    cast: Cast, title: Title, clip: Clips
) -> None:
    with clip("plain.mp4").open("rb") as file:
        reference = take_in(file, "film.mp4", title).reference
    work_off()
    media_folder().source_path(reference).write_bytes(HEAD)
    sources.enqueue("media.encode", dedupe_key=f"encode:{reference}:again", video_id=again(reference).id)
    db.session.commit()
    work_off()
    video = again(reference)
    assert (video.state, bool(video.failure)) == ("ready", True)
    assert media_folder().is_published(reference)


def test_an_empty_file_is_refused(cast: Cast, title: Title) -> None:
    with pytest.raises(RefusedSource, match="is empty"):
        take_in(io.BytesIO(b""), "film.mp4", title)


@pytest.mark.parametrize(
    "head",
    [b"hello, this is text", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"#EXTM3U\n", b"RIFF0000WAVE", b"<svg>", b"G" * 50],
)
def test_what_is_no_film_is_refused_by_its_first_bytes(cast: Cast, title: Title, head: bytes) -> None:
    with pytest.raises(RefusedSource, match="not a film"):
        take_in(io.BytesIO(head), "film.mp4", title)
    assert db.session.scalar(db.select(db.func.count(Video.id))) == 0


def test_refusals_and_failed_commits_leave_nothing_behind(
    app: Flask, cast: Cast, title: Title, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sources_on_disk()
    monkeypatch.setitem(app.config, "MAX_UPLOAD_MB", 1)
    with pytest.raises(RefusedSource, match="too large: at most 1 MB") as refused:
        take_in(io.BytesIO(HEAD + bytes(2**20)), "film.mp4", title)
    assert refused.value.status == 413
    monkeypatch.setattr(sources, "add_video", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take_in(io.BytesIO(HEAD), "film.mp4", title)
    assert sources_on_disk() == before


def test_a_full_disk_is_said_so(cast: Cast, title: Title, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sources_on_disk()
    full = shutil.disk_usage("/")._replace(free=0)
    monkeypatch.setattr("app.media.sources.shutil.disk_usage", lambda _path: full)
    with pytest.raises(RefusedSource, match="disk is full") as refused:
        take_in(io.BytesIO(HEAD), "film.mp4", title)
    assert refused.value.status == 507
    assert sources_on_disk() == before


def test_a_link_in_the_library_folder_is_not_taken(cast: Cast, title: Title, tmp_path: Path) -> None:
    (tmp_path / "film.mp4").symlink_to("/etc/passwd")
    with pytest.raises(RefusedSource, match="no such file"):
        take_in(tmp_path / "film.mp4", "film.mp4", title)


class Told:
    """A run that hears what it is told."""

    def __init__(self, stop_reason: str = "") -> None:
        self.stop_reason = stop_reason

    def progress(self, fraction: float, stage: str) -> None:
        """Heard."""

    def is_cancelled(self) -> bool:
        """As it was told."""
        return bool(self.stop_reason)


def encoded(title: Title, monkeypatch: pytest.MonkeyPatch, error: Exception, run: Told) -> tuple[Video, Exception]:
    def failing(*_arguments: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(encoding, "make_package", failing)
    video = take_in(io.BytesIO(HEAD), "film.mp4", title)
    with pytest.raises(Exception) as raised:
        encoding.encode_video(video.id, run)  # type: ignore[arg-type]
    return again(video.reference), raised.value


def test_a_file_to_blame_is_not_tried_again(cast: Cast, title: Title, monkeypatch: pytest.MonkeyPatch) -> None:
    video, raised = encoded(title, monkeypatch, NotAVideo("It is a song.", ("line",)), Told())
    assert (type(raised).__name__, video.failure, video.failure_log) == ("JobRefused", "It is a song.", "line")


def test_a_full_disk_while_encoding_is_tried_again(cast: Cast, title: Title, monkeypatch: pytest.MonkeyPatch) -> None:
    full = EncodeFailed("The disk is full. Make room and try again.")
    video, raised = encoded(title, monkeypatch, full, Told())
    assert (raised, video.state) == (full, "failed")


@pytest.mark.parametrize(
    ("reason", "state"),
    [("cancelled", "failed"), ("paused", "encoding"), ("shutdown", "encoding"), ("lost", "encoding")],
)
def test_only_who_stops_it_on_purpose_fails_it(
    cast: Cast, title: Title, monkeypatch: pytest.MonkeyPatch, reason: str, state: str
) -> None:
    video, raised = encoded(title, monkeypatch, JobCancelled(), Told(reason))
    assert (type(raised), video.state) == (JobCancelled, state)


def test_a_video_removed_meanwhile_is_no_failure(cast: Cast) -> None:
    encoding.encode_video(2**31 - 1, Told())  # type: ignore[arg-type]
