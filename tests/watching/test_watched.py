"""What was really watched: steps forward, none longer than the clock's, and no statement more than before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.watching.beats import LONGEST_STEP_S
from app.watching.models import Playback
from app.watching.playbacks import open_playback
from tests.cast import Cast
from tests.programme import make_title, make_video
from tests.statements import count_statements


@pytest.fixture
def video(cast: Cast) -> Video:
    return make_video(make_title("Harbour Lights"))


def opened(cast: Cast, video: Video) -> Playback:
    playback = open_playback(cast.owner.session_id, cast.profiles["owner"], video)
    db.session.commit()
    return playback


def after(seconds: float, playback: Playback) -> None:
    """Let the clock go on since the last beat."""
    db.session.refresh(playback)
    last = playback.beat_at or playback.created_at
    moved = clock.now() - timedelta(seconds=seconds)
    playback.created_at, playback.beat_at = min(last, moved), moved if playback.beat_at else None
    db.session.commit()


def beat(cast: Cast, playback: Playback, video: Video, sequence: int, position_s: float) -> float:
    form = {"playback": playback.reference, "sequence": sequence, "position_s": position_s}
    assert cast.owner.post(f"/watch/{video.reference}/progress", form).status_code == 204
    db.session.refresh(playback)
    return playback.watched_s


def test_what_is_played_is_added_and_the_seat_is_taken(cast: Cast, video: Video) -> None:
    playback = opened(cast, video)
    after(10, playback)
    assert beat(cast, playback, video, 1, 10) == pytest.approx(10, abs=0.5)
    after(10, playback)
    assert beat(cast, playback, video, 2, 19) == pytest.approx(19, abs=0.5)
    assert playback.beat_at is not None and clock.now() - playback.beat_at < timedelta(seconds=5)


def test_jumps_twins_and_ways_back_are_not_watched(cast: Cast, video: Video) -> None:
    playback = opened(cast, video)
    after(5, playback)
    assert beat(cast, playback, video, 1, 500) == pytest.approx(5, abs=0.5)  # a jump: the clock says 5 s
    after(10, playback)
    seen = beat(cast, playback, video, 2, 40)
    assert seen == pytest.approx(5, abs=0.5)  # back
    assert beat(cast, playback, video, 2, 40) == seen  # the same again
    after(3600, playback)
    assert beat(cast, playback, video, 3, 590) == pytest.approx(seen + LONGEST_STEP_S, abs=0.5)  # an hour's pause


def test_double_speed_counts_the_time_that_passed(cast: Cast, video: Video) -> None:
    playback = opened(cast, video)
    after(10, playback)
    assert beat(cast, playback, video, 1, 20) == pytest.approx(10, abs=0.5)


def test_an_ended_or_strange_playback_is_not_beaten(cast: Cast, video: Video) -> None:
    playback = opened(cast, video)
    form = {"playback": playback.reference, "sequence": 1, "position_s": 10}
    assert cast.stranger.post(f"/watch/{video.reference}/progress", form).status_code == 404
    playback.end()
    db.session.commit()
    assert cast.owner.post(f"/watch/{video.reference}/progress", form).status_code == 409
    db.session.refresh(playback)
    assert (playback.beat_at, playback.watched_s) == (None, 0.0)


def test_a_beat_costs_no_statement_more(cast: Cast, video: Video) -> None:
    playback = opened(cast, video)
    beat(cast, playback, video, 1, 1)
    with count_statements() as sent:
        beat(cast, playback, video, 2, 2)
    about_it = [statement for statement in sent if "playback" in statement.split("WHERE")[0]]
    writes = [statement.split()[0] for statement in sent if statement.split()[0] in ("UPDATE", "INSERT")]
    assert writes == ["UPDATE", "INSERT"], sent
    assert len(about_it) <= 3, about_it  # the beat, the place, and this test's own look
