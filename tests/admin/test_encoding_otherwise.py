"""An editor has a film encoded again, finer, smaller, or as it was."""

from __future__ import annotations

import pytest

from app.foundation.db import db
from app.foundation.jobs import Job
from app.media.models import Video
from app.media.place import media_folder
from app.media.wishes import USUAL, EncodeWishes
from tests.cast import Cast
from tests.films import film, ready_video

FINER = {"quality": "finer", "speed": "slower", "tallest": "720", "copies": "y"}


@pytest.fixture
def video(cast: Cast) -> Video:
    """A film whose file is here."""
    ready = ready_video(film())
    source = media_folder().source_path(ready.reference)
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_bytes(b"a film")
    return ready


def kept(video: Video) -> EncodeWishes:
    db.session.expire_all()
    return db.session.get_one(Video, video.id).wishes


def encodes() -> int:
    return len(db.session.scalars(db.select(Job).where(Job.kind == "media.encode")).all())


def test_wishes_are_kept_and_an_encode_queued(cast: Cast, video: Video) -> None:
    assert cast.editor.post(f"/admin/videos/{video.id}/encode", FINER).status_code == 303
    assert kept(video) == EncodeWishes("finer", "slower", 720, True)
    assert encodes() == 1
    page = cast.editor.get(f"/admin/videos/details/?id={video.id}").text
    assert '<option selected value="finer">' in page
    assert '<option selected value="720">' in page


def test_the_plain_button_keeps_the_wishes_and_usual_ones_leave_nothing(cast: Cast, video: Video) -> None:
    video.wishes = EncodeWishes(quality="smaller")
    db.session.commit()
    cast.editor.post(f"/admin/videos/{video.id}/encode", {})
    assert kept(video).quality == "smaller"
    video.wishes = USUAL
    assert video.encode_wishes is None


@pytest.mark.parametrize("wrong", [{"quality": "best"}, {"speed": ""}, {"tallest": "481"}, {"tallest": "x" * 99999}])
def test_what_is_not_offered_is_refused_and_the_rest_kept(cast: Cast, video: Video, wrong: dict[str, str]) -> None:
    answer = cast.editor.post(f"/admin/videos/{video.id}/encode", FINER | wrong)
    assert answer.status_code == 422
    assert "Not a valid choice" in answer.text
    assert answer.text.count("<option selected") >= 2
    assert (kept(video), encodes()) == (USUAL, 0)


def test_an_encode_under_way_goes_on_as_it_began(cast: Cast, video: Video) -> None:
    cast.editor.post(f"/admin/videos/{video.id}/encode", {})
    answer = cast.editor.post(f"/admin/videos/{video.id}/encode", FINER, follow_redirects=True)
    assert "This video is being encoded." in answer.text
    assert (kept(video), encodes()) == (USUAL, 1)


def test_nobody_else_has_it_encoded(cast: Cast, video: Video) -> None:
    for person, status in ((cast.stranger, 404), (cast.child, 404), (cast.moderator, 404)):
        assert person.post(f"/admin/videos/{video.id}/encode", FINER).status_code in (status, 403)
    assert (kept(video), encodes()) == (USUAL, 0)
