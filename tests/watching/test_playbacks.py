"""Openings of the watch page outlive the sign-in that they were made in, and take nothing more without it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts.models import AccountSession
from app.admin import figures, viewing
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.watching import jobs
from app.watching.models import Playback, Progress
from app.watching.playbacks import open_playback
from tests.cast import Cast
from tests.programme import make_title, make_video


@pytest.fixture
def video(cast: Cast) -> Video:
    return make_video(make_title("Harbour Lights"))


def played(cast: Cast, video: Video) -> Playback:
    """Ruth has watched half an hour of it, until just now."""
    row = open_playback(cast.owner.session_id, cast.profiles["owner"], video)
    row.watched_s, row.beat_at = 1800.0, clock.now()
    db.session.commit()
    return row


def test_what_was_watched_still_counts_after_signing_out(cast: Cast, video: Video) -> None:
    played(cast, video)
    assert cast.owner.post("/sign-out").status_code == 303
    db.session.expire_all()
    assert db.session.get(AccountSession, cast.owner.session_id) is None
    assert db.session.scalars(db.select(Playback.session_id)).all() == [None]
    today = viewing.by_day()[-1]
    assert (today.films, today.hours) == (1, 0.5)


def test_whoever_signed_out_watches_nothing_now(cast: Cast, video: Video) -> None:
    played(cast, video)
    assert len(figures.watching_now()) == 1
    cast.owner.post("/sign-out")
    assert figures.watching_now() == []


def test_nobody_saves_to_a_play_without_a_sign_in(cast: Cast, video: Video) -> None:
    row = played(cast, video)
    cast.owner.post("/sign-out")
    again = cast.person("owner")
    facts = {"playback": row.reference, "sequence": 2, "position_s": 60, "duration": 600}
    assert again.post(f"/watch/{video.reference}/progress", facts).status_code == 404
    assert db.session.scalars(db.select(Progress)).all() == []


def test_the_sweep_forgets_plays_after_a_year_and_no_sooner(cast: Cast, video: Video) -> None:
    old, young = played(cast, video), played(cast, video)
    old.created_at = clock.now() - timedelta(days=366)
    young.created_at = clock.now() - timedelta(days=364)
    db.session.commit()
    jobs.sweep(None)
    assert db.session.scalars(db.select(Playback.id)).all() == [young.id]
