"""Films from the library folder are taken in by path, and nothing else on the machine is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.foundation.db import db
from app.foundation.jobs import Job
from app.foundation.jobs.worker import work_off
from app.media.models import Video
from app.media.place import media_folder
from app.uploads.library import films
from tests.cast import Cast
from tests.films import film
from tests.media.clips import made

PLACE = "/admin/library/"


@pytest.fixture
def library(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a film in it, and things that are none."""
    root = tmp_path / "library"
    (root / "Old ones" / ".hidden").mkdir(parents=True)
    made("plain.mp4", root / "Old ones").rename(root / "Old ones" / "Quay_at.night.mp4")
    (root / "notes.txt").write_text("not a film")
    (root / "words.mkv").write_text("not a film either " * 400)
    (root / ".partial.mkv").write_bytes(b"x")
    (root / "Old ones" / ".hidden" / "secret.mkv").write_bytes(b"x")
    (tmp_path / "outside.mkv").write_bytes(b"\x1a\x45\xdf\xa3")
    (root / "link.mkv").symlink_to(tmp_path / "outside.mkv")
    (root / "linked").symlink_to(tmp_path)
    monkeypatch.setitem(cast.app.config, "LIBRARY", root)
    yield root


def states() -> list[tuple[str, str]]:
    rows = db.session.execute(db.select(Job.kind, Job.state).where(Job.kind.in_(["uploads.take", "media.encode"])))
    return sorted((kind, state) for kind, state in rows)


def test_only_films_that_lie_in_it_are_listed(cast: Cast, library: Path) -> None:
    assert [file.path for file in films()] == ["Old ones/Quay_at.night.mp4", "words.mkv"]
    assert [file.path for file in films("night OLD")] == ["Old ones/Quay_at.night.mp4"]
    page = cast.editor.get(PLACE).text
    assert "Quay_at.night.mp4" in page and "Old ones" in page and "link.mkv" not in page
    assert "Library folder" in cast.editor.get("/admin/").text
    assert "has these words" in cast.editor.get(f"{PLACE}?q=nothing").text


@pytest.mark.parametrize("is_copied", [False, True])
def test_one_is_taken_in_once_and_stays_where_it_is(
    cast: Cast, library: Path, monkeypatch: pytest.MonkeyPatch, is_copied: bool
) -> None:
    if is_copied:
        monkeypatch.setattr("app.uploads.library._disk_of_sources", lambda: -1)
    monkeypatch.setattr("app.media.encoding.encode_video", lambda *_facts: None)
    file = library / "Old ones" / "Quay_at.night.mp4"
    for _ in range(2):
        assert cast.editor.post(PLACE, {"path": "Old ones/Quay_at.night.mp4"}).status_code == 303
    assert states() == [("uploads.take", "queued")]
    work_off()
    video = db.session.scalars(db.select(Video)).one()
    assert (str(video.title), video.source_name) == ("Quay at night", file.name)
    place = media_folder().source_path(video.reference)
    assert place.read_bytes() == file.read_bytes() and place.samefile(file) is not is_copied
    assert states() == [("media.encode", "done"), ("uploads.take", "done")]
    assert "Is here" in cast.editor.get(PLACE).text
    media_folder().remove(video.reference)
    assert file.exists()


def test_it_can_be_for_a_title_that_stands(cast: Cast, library: Path) -> None:
    title = film("Harbour Light")
    db.session.commit()
    assert "A file for Harbour Light" in cast.editor.get(f"{PLACE}?title={title.id}").text
    assert cast.editor.get(f"{PLACE}?title=99999").status_code == 404
    cast.editor.post(PLACE, {"path": "Old ones/Quay_at.night.mp4", "title": str(title.id)})
    job = db.session.scalars(db.select(Job).where(Job.kind == "uploads.take")).one()
    assert job.payload["fields"]["title"] == str(title.id)


@pytest.mark.parametrize(
    "path",
    [
        "../outside.mkv",
        "link.mkv",
        "linked/outside.mkv",
        "notes.txt",
        "",
        ".",
        "no.mkv",
        "a\0.mkv",
        "x" * 5000 + ".mkv",
    ],
)
def test_nothing_outside_of_it_is_taken(cast: Cast, library: Path, path: str) -> None:
    cast.editor.post(PLACE, {"path": path})
    cast.editor.post(PLACE, {"path": str(library.parent / "outside.mkv")})
    assert states() == []
    assert "There is no such file in the library folder." in cast.editor.get(PLACE).text


def test_what_is_no_film_fails_with_a_reason(cast: Cast, library: Path) -> None:
    cast.editor.post(PLACE, {"path": "words.mkv"})
    work_off()
    assert states() == [("uploads.take", "failed")]
    job = db.session.scalars(db.select(Job).where(Job.kind == "uploads.take")).one()
    assert "This is not a film." in cast.editor.get(f"/admin/jobs/details/?id={job.id}").text
    assert db.session.scalar(db.select(Video.id)) is None


def test_a_house_without_such_a_folder_has_no_such_page(cast: Cast) -> None:
    assert cast.editor.get(PLACE).status_code == 404
    assert "Library folder" not in cast.editor.get("/admin/").text


@pytest.mark.parametrize("who", ["owner", "child", "stranger", "moderator"])
def test_nobody_else_looks_into_it(cast: Cast, library: Path, who: str) -> None:
    person = getattr(cast, who) if who != "stranger" else cast.person(who)
    assert person.get(PLACE).status_code == person.post(PLACE, {"path": "words.mkv"}).status_code == 403
    assert states() == []
