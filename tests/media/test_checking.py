"""Rows and files are compared: what a viewer would miss is named, what nobody knows of can be freed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.foundation.db import db
from app.media.checking import findings, remove_orphans
from app.media.manifest import Package, write_package_facts
from app.media.models import Video
from app.media.place import media_folder
from tests.cast import Cast
from tests.films import film

pytestmark = pytest.mark.media


@pytest.fixture
def whole(cast: Cast, foreign: tuple[Path, Package]) -> Video:
    """A house with one ready video and nothing else on its disk."""
    for kind in ("packages", "sources", "work"):
        shutil.rmtree(media_folder().root / kind, ignore_errors=True)
        (media_folder().root / kind).mkdir()
    video = Video(title=film("Harbour Light"), state="ready")
    db.session.add(video)
    db.session.commit()
    folder = media_folder().package_path(video.reference)
    shutil.copytree(foreign[0], folder)
    write_package_facts(folder, foreign[1])
    media_folder().source_path(video.reference).write_bytes(b"film")
    return video


def said() -> list[str]:
    return [finding.what for finding in findings()]


def test_what_is_whole_has_nothing_to_say(whole: Video) -> None:
    assert said() == []


def test_a_lost_a_cut_and_a_missing_file_are_named(whole: Video) -> None:
    folder = media_folder().package_path(whole.reference)
    (folder / "v240" / "00000.m4s").unlink()
    (folder / "direct.mp4").write_bytes(b"short")
    media_folder().source_path(whole.reference).unlink()
    found = said()
    assert len(found) == 3 and all("Harbour Light" in one for one in found)
    assert "uploaded file is gone" in found[0]
    assert "direct.mp4 has 5 bytes instead of" in found[1]
    assert "v240/00000.m4s is gone" in found[2]
    shutil.rmtree(folder)
    assert "its package is not there" in said()[1]


def test_orphans_are_freed_and_what_is_known_stays(whole: Video) -> None:
    root = media_folder().root
    for path in ("packages/nobody12345/v240/00000.m4s", "work/nobody12345/x", "sources/nobody12345"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"x" * 1000)
    (root / "sources" / ".part-onItsWay123").write_bytes(b"still coming")
    (root / "work" / whole.reference).mkdir()
    found = findings()
    assert [(finding.is_orphan, finding.size) for finding in found] == [(True, 1000)] * 3
    assert remove_orphans(found) == 3000 and said() == []
    assert (root / "sources" / ".part-onItsWay123").exists() and (root / "work" / whole.reference).exists()


def test_one_that_has_a_row_by_now_is_left(whole: Video) -> None:
    (media_folder().root / "sources" / "justTaken12").write_bytes(b"film")
    found = findings()
    db.session.add(Video(title=whole.title, reference="justTaken12"))
    db.session.commit()
    assert remove_orphans(found) == 0
    assert media_folder().source_path("justTaken12").exists()


def test_the_command_says_it_and_its_code_too(cast: Cast, whole: Video) -> None:
    (media_folder().root / "sources" / "nobody12345").write_bytes(b"x" * 2_000_000)
    runner = cast.app.test_cli_runner()
    answer = runner.invoke(args=["media", "check", "--remove"])
    assert (answer.exit_code, answer.output.splitlines()[-2:]) == (0, ["0 gaps, 1 orphan of 2.0 MB.", "2.0 MB freed."])
    media_folder().source_path(whole.reference).unlink()
    answer = runner.invoke(args=["media", "check"])
    assert answer.exit_code == 1 and "1 gap, 0 orphans" in answer.output
