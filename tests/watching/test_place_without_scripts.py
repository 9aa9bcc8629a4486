"""The small form for whoever has no scripts: stopped at, or watched."""

from __future__ import annotations

import pytest

from app.foundation.db import db
from app.media.models import Video
from app.watching.models import Progress
from tests.cast import Cast
from tests.films import film, ready_video


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film(age=12), duration_s=5000)


@pytest.mark.parametrize(
    ("said", "position"),
    [("12:30", 750), ("1:02:03", 3723), ("7", 420), (" 0:05 ", 5), ("90:00", 5000), ("3 min", 180)],
)
def test_the_place_is_kept_as_it_was_said(cast: Cast, video: Video, said: str, position: float) -> None:
    answer = cast.owner.post(f"/watch/{video.reference}/place", {"stopped_at": said})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/titles/harbour-light")
    row = db.session.get_one(Progress, (cast.profiles["owner"].id, video.id))
    assert row.position_s == position


def test_all_of_it_was_watched(cast: Cast, video: Video) -> None:
    cast.owner.post(f"/watch/{video.reference}/place", {"watched": "1", "stopped_at": ""})
    assert db.session.get_one(Progress, (cast.profiles["owner"].id, video.id)).finished_at is not None


@pytest.mark.parametrize("said", ["", "soon", "12:99", "-5", "1:2:3:4", "99999", "nan", "٣", "<script>"])
def test_what_is_no_time_is_kept_in_the_field_with_the_reason(cast: Cast, video: Video, said: str) -> None:
    answer = cast.owner.post(f"/watch/{video.reference}/place", {"stopped_at": said})
    assert answer.status_code == 422
    assert "Give the time as 12:30" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert db.session.get(Progress, (cast.profiles["owner"].id, video.id)) is None


def test_the_later_of_two_places_counts(cast: Cast, video: Video) -> None:
    for said in ("10:00", "5:00"):
        cast.owner.post(f"/watch/{video.reference}/place", {"stopped_at": said})
    assert db.session.get_one(Progress, (cast.profiles["owner"].id, video.id)).position_s == 300


def test_an_over_age_profile_cannot(cast: Cast, video: Video) -> None:
    assert cast.child.post(f"/watch/{video.reference}/place", {"stopped_at": "1:00"}).status_code == 404
