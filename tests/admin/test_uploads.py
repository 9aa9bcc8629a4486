"""Films sent to the admin: taken in whole, or refused with a sentence and nothing kept."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.catalogue.models import Episode, Season, Title
from app.foundation.db import db
from app.foundation.jobs import Job, JobState
from app.media.models import Video, VideoState
from app.media.place import media_folder
from tests.cast import Cast, Person

MKV = b"\x1a\x45\xdf\xa3" + b"film" * 2000
UPLOAD = "/admin/upload/"


def send(person: Person, body: bytes, name: str) -> Any:
    """As a browser without scripts does: one form."""
    return person.post(UPLOAD, {"name": name, "film": (BytesIO(body), "rain.mkv")})


def stream(person: Person, body: bytes, **fields: str) -> Any:
    """The same for what stands already."""
    return person.post(UPLOAD, {"film": (BytesIO(body), "rain.mkv"), **fields})


def sources(app: Flask) -> set[Path]:
    folder = media_folder().source_path("whatever").parent
    return set(folder.iterdir()) if folder.exists() else set()


def test_a_film_is_added_in_one_go(cast: Cast) -> None:
    answer = send(cast.editor, MKV, "Rain")
    assert answer.status_code == 303
    title = db.session.scalars(db.select(Title)).one()
    video = db.session.scalars(db.select(Video)).one()
    assert (title.name, title.slug, title.published_at) == ("Rain", "rain", None)
    assert (video.title_id, video.state, video.source_name) == (title.id, VideoState.WAITING, "rain.mkv")
    assert answer.location == f"/admin/videos/details/?id={video.id}"
    assert media_folder().source_path(video.reference).read_bytes() == MKV
    assert db.session.scalars(db.select(Job.kind).where(Job.kind == "media.encode")).all() == ["media.encode"]


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        (b"just words, no film", "Rain", "This is not a film."),
        (b"", "Rain", "The file is empty."),
        (MKV, "", "The film needs a name."),
        (MKV, "x" * 201, "at most 200"),
        (MKV, "Ra\0in", "cannot be kept"),
    ],
)
def test_what_is_no_film_is_refused_and_the_name_kept(cast: Cast, body: bytes, name: str, reason: str) -> None:
    before = sources(cast.app)
    answer = send(cast.editor, body, name)
    assert answer.status_code == 422
    assert reason in answer.text
    assert 'aria-invalid="true"' in answer.text
    if name == "Rain":
        assert 'value="Rain"' in answer.text
    assert db.session.scalar(db.select(Title.id)) is None
    assert db.session.scalar(db.select(Video.id)) is None
    assert sources(cast.app) == before


def test_no_file_chosen_is_said_so(cast: Cast) -> None:
    answer = cast.editor.post(UPLOAD, {"name": "Rain"})
    assert answer.status_code == 422
    assert "Choose the film’s file." in answer.text


def test_an_upload_without_the_token_or_the_right_is_refused(cast: Cast) -> None:
    before = sources(cast.app)
    assert cast.editor.client.post(UPLOAD, data={"name": "Rain", "film": (BytesIO(MKV), "x.mkv")}).status_code == 400
    assert stream(cast.moderator, MKV, name="Rain").status_code == 403
    assert stream(cast.owner, MKV, name="Rain").status_code == 403
    headers = {"Content-Type": "application/octet-stream"}
    assert cast.editor.client.post(UPLOAD, data=MKV, headers=headers).status_code == 400
    assert sources(cast.app) == before
    assert db.session.scalar(db.select(Title.id)) is None


def test_an_episode_gets_its_film_and_a_series_none(cast: Cast) -> None:
    series = Title(name="Quay", slug="quay", kind="series")
    series.seasons = [Season(number=1, episodes=[Episode(number=1, name="Fog")])]
    db.session.add(series)
    db.session.commit()
    refused = stream(cast.editor, MKV, title=str(series.id))
    assert refused.status_code == 422
    assert "in episodes" in refused.text
    episode = series.seasons[0].episodes[0]
    assert stream(cast.editor, MKV, episode=str(episode.id)).status_code == 303
    assert db.session.scalars(db.select(Video.episode_id)).one() == episode.id


def test_another_file_takes_the_place_of_the_first(cast: Cast) -> None:
    stream(cast.editor, MKV, name="Rain")
    video = db.session.scalars(db.select(Video)).one()
    busy = stream(cast.editor, MKV + b"2", title=str(video.title_id))
    assert busy.status_code == 409
    assert "being encoded" in busy.text
    job = db.session.scalars(db.select(Job).where(Job.kind == "media.encode")).one()
    job.cancel()
    db.session.commit()
    assert stream(cast.editor, MKV + b"2", title=str(video.title_id)).status_code == 303
    assert media_folder().source_path(video.reference).read_bytes() == MKV + b"2"
    assert db.session.scalars(db.select(Video.id)).all() == [video.id]


def test_a_title_that_is_gone_is_not_found(cast: Cast) -> None:
    for number in ("999999", "x", "99999999999999999999"):
        assert cast.editor.get(f"{UPLOAD}?title={number}").status_code == 404
        assert stream(cast.editor, MKV, title=number).status_code == 404


def test_a_deleted_video_takes_its_files_and_its_encode_along(cast: Cast) -> None:
    stream(cast.editor, MKV, name="Rain")
    video = db.session.scalars(db.select(Video)).one()
    place = media_folder().source_path(video.reference)
    cast.editor.post("/admin/titles/delete/", {"id": video.title_id, "confirmed": "1"})
    db.session.expire_all()
    assert db.session.scalar(db.select(Video.id)) is None
    assert not place.exists()
    assert db.session.scalars(db.select(Job.state).where(Job.kind == "media.encode")).one() == JobState.CANCELLED


def test_jobs_are_stopped_paused_retried_and_preferred(cast: Cast) -> None:
    stream(cast.editor, MKV, name="Rain")
    job = db.session.scalars(db.select(Job).where(Job.kind == "media.encode")).one()
    steps = (
        ("prefer", JobState.QUEUED),
        ("pause", JobState.PAUSED),
        ("resume", JobState.QUEUED),
        ("cancel", JobState.CANCELLED),
        ("retry", JobState.QUEUED),
    )
    for verb, state in steps:
        assert cast.editor.post(f"/admin/jobs/{job.id}/{verb}").status_code == 303
        db.session.refresh(job)
        assert job.state == state
    assert job.priority == -100
    cast.editor.post(f"/admin/jobs/{job.id}/retry")
    assert "already" in cast.editor.get("/admin/jobs/").text
    for verb in ("cancel", "pause", "resume", "retry", "prefer"):
        assert cast.moderator.post(f"/admin/jobs/{job.id}/{verb}").status_code == 403
        assert cast.owner.post(f"/admin/jobs/{job.id}/{verb}").status_code in (403, 404)


def test_what_rests_already_and_what_does_not_rest_say_so(cast: Cast) -> None:
    stream(cast.editor, MKV, name="Rain")
    job = db.session.scalars(db.select(Job).where(Job.kind == "media.encode")).one()
    cast.editor.post(f"/admin/jobs/{job.id}/resume")
    assert "already" in cast.editor.get("/admin/jobs/").text
    cast.editor.post(f"/admin/jobs/{job.id}/pause")
    page = cast.editor.get(f"/admin/jobs/details/?id={job.id}").text
    assert "Paused" in page and "Go on" in page and f"/admin/jobs/{job.id}/pause" not in page
    cast.editor.post(f"/admin/jobs/{job.id}/pause")
    assert "already" in cast.editor.get("/admin/jobs/").text


def test_a_failure_says_why_and_folds_the_tools_words(cast: Cast) -> None:
    stream(cast.editor, MKV, name="Rain")
    video = db.session.scalars(db.select(Video)).one()
    video.fail("The file ends after 3:12.", "moov atom not found\nInvalid data <script>")
    db.session.commit()
    page = cast.editor.get(f"/admin/videos/details/?id={video.id}").text
    assert "The file ends after 3:12." in page
    assert "<details" in page
    assert "Invalid data &lt;script&gt;" in page


def test_the_moving_parts_are_fragments_of_their_pages(cast: Cast) -> None:
    stream(cast.editor, MKV, name="Rain")
    video = db.session.scalars(db.select(Video)).one()
    job = db.session.scalars(db.select(Job).where(Job.kind == "media.encode")).one()
    places = ("/admin/", "queue"), (f"/admin/videos/details/?id={video.id}", "video"), ("/admin/jobs/", "rows")
    for place, block in (*places, (f"/admin/jobs/details/?id={job.id}", "job")):
        fragment = cast.editor.get(place, fragment=True)
        assert fragment.status_code == 200
        assert f'id="{block}"' in fragment.text
        assert "jobs-changed from:body" in fragment.text and "every 15s" in fragment.text
        assert "<main" not in fragment.text
        assert "<main" in cast.editor.get(place).text
