"""Saving the place: which beats count, and whose."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from flask import Flask

from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.profiles.switching import switch
from app.watching.models import Playback
from tests.cast import PASSWORD, Cast, Person
from tests.films import film, ready_video
from tests.watching.beating import beat, kept, opened, place, why


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film(age=12), duration_s=100)


def test_a_beat_keeps_the_place(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    assert beat(cast.owner, playback, video, 1, "12.345") == 204
    assert place(cast, video) == 12.345


def test_a_late_beat_never_moves_the_place_back(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    for sequence, position in ((1, 10), (3, 30), (2, 20), (3, 5)):
        assert beat(cast.owner, playback, video, sequence, position) == 204
    assert place(cast, video) == 30


def test_seeking_back_moves_the_place_and_keeps_the_furthest(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    beat(cast.owner, playback, video, 1, 60)
    beat(cast.owner, playback, video, 2, 20)
    row = kept(cast.profiles["owner"], video)
    assert row and (row.position_s, row.furthest_s) == (20, 60)


def test_a_late_beat_still_counts_for_the_furthest(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    beat(cast.owner, playback, video, 2, 20)
    beat(cast.owner, playback, video, 1, 60)
    row = kept(cast.profiles["owner"], video)
    assert row and (row.position_s, row.furthest_s) == (20, 60)


def test_the_newest_playback_wins(cast: Cast, video: Video) -> None:
    old, new = opened(cast.owner, video), opened(cast.owner, video)
    beat(cast.owner, new, video, 1, 50)
    assert beat(cast.owner, old, video, 99, 10) == 409
    assert place(cast, video) == 50


def test_whoever_is_overtaken_is_told_where_it_plays_now(cast: Cast, video: Video) -> None:
    first, second, third = (opened(cast.owner, video) for _ in range(3))
    beat(cast.owner, second, video, 1, 50)
    assert why(cast.owner, first, video) == "elsewhere"
    assert why(cast.owner, first, video) == "elsewhere"
    beat(cast.owner, third, video, 1, 55)
    third.end()
    db.session.commit()
    assert why(cast.owner, second, video) == "aside"


def test_a_page_that_was_only_opened_overtakes_nobody(cast: Cast, video: Video) -> None:
    first, _second = opened(cast.owner, video), opened(cast.owner, video)
    assert beat(cast.owner, first, video, 1, 30) == 204


def test_another_profile_of_the_house_overtakes_nobody(cast: Cast, video: Video) -> None:
    first, other = opened(cast.owner, video), opened(cast.teenager, video)
    beat(cast.teenager, other, video, 1, 50)
    assert beat(cast.owner, first, video, 1, 30) == 204


def test_fifty_beats_at_once_in_any_order_leave_the_latest(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    for sequence in random.Random(5).sample(range(1, 51), 50):
        assert beat(cast.owner, playback, video, sequence, sequence) == 204
    row = kept(cast.profiles["owner"], video)
    assert row and (row.position_s, row.furthest_s, row.sequence) == (50, 50, 50)


def test_a_clock_that_is_hours_off_changes_nothing(cast: Cast, video: Video) -> None:
    """No moment comes from the browser."""
    playback = opened(cast.owner, video)
    headers = {"Date": "Thu, 01 Jan 2015 00:00:00 GMT"}
    data = {
        "playback": playback.reference,
        "sequence": 1,
        "position_s": 10,
        "duration": 100,
        "at": "2015-01-01T00:00:00",
    }
    assert cast.owner.post(f"/watch/{video.reference}/progress", data, headers=headers).status_code == 204
    row = kept(cast.profiles["owner"], video)
    assert row and abs((clock.now() - row.updated_at).total_seconds()) < 60


@pytest.mark.parametrize(
    ("position", "finished"), [(94.9, False), (95, True), (100, True), (100.04, True), (5000, True)]
)
def test_the_last_twentieth_is_finished(cast: Cast, video: Video, position: float, finished: bool) -> None:
    beat(cast.owner, opened(cast.owner, video), video, 1, position)
    row = kept(cast.profiles["owner"], video)
    assert row and (row.finished_at is not None) is finished
    assert row.position_s <= 100


def test_watching_again_from_the_start_is_not_finished(cast: Cast, video: Video) -> None:
    beat(cast.owner, opened(cast.owner, video), video, 1, 99)
    beat(cast.owner, opened(cast.owner, video), video, 1, 10)
    row = kept(cast.profiles["owner"], video)
    assert row and row.finished_at is None
    assert row.furthest_s == 99


def test_it_was_finished_when_it_was_first_finished(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    beat(cast.owner, playback, video, 1, 96)
    row = kept(cast.profiles["owner"], video)
    first = row.finished_at if row else None
    beat(cast.owner, playback, video, 2, 99)
    row = kept(cast.profiles["owner"], video)
    assert row and first and row.finished_at == first


def test_what_was_taken_off_stays_off_until_it_is_opened_again(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    beat(cast.owner, playback, video, 1, 10)
    row = kept(cast.profiles["owner"], video)
    assert row
    row.hidden_at = row.updated_at
    db.session.commit()
    beat(cast.owner, playback, video, 2, 20)
    assert kept(cast.profiles["owner"], video).hidden_at is not None  # type: ignore[union-attr]
    beat(cast.owner, opened(cast.owner, video), video, 1, 20)
    assert kept(cast.profiles["owner"], video).hidden_at is None  # type: ignore[union-attr]


def test_a_child_that_sits_down_ends_what_was_playing(app: Flask, cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    with app.test_request_context():
        switch(_session(cast.owner), cast.profiles["child"])
        db.session.commit()
    db.session.refresh(playback)
    assert playback.ended_at is not None


def test_a_grown_up_that_sits_down_ends_nothing(app: Flask, cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    with app.test_request_context():
        switch(_session(cast.owner), cast.profiles["member"])
        db.session.commit()
    db.session.refresh(playback)
    assert playback.ended_at is None


def test_an_opening_after_the_sweep_counts_as_the_newest(cast: Cast, video: Video) -> None:
    """Its number must not be one that progress remembers, though the row with that number is gone."""
    beat(cast.owner, opened(cast.owner, video), video, 9, 50)
    db.session.execute(db.delete(Playback))
    db.session.commit()
    again = cast.person("owner")
    assert beat(again, opened(again, video), video, 1, 60) == 204
    assert place(cast, video) == 60


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/confirm", {"password": PASSWORD}),
        ("/account/password", {"present": PASSWORD, "password": "four unrelated quiet words"}),
    ],
)
def test_a_film_goes_on_when_the_password_is_asked_for(cast: Cast, video: Video, address: str, form: Any) -> None:
    page = cast.owner.get(f"/watch/{video.reference}").text
    playback = db.session.scalars(db.select(Playback)).one()
    found = re.search(r'data-src="([^"]+)"', page)
    assert found
    assert cast.owner.post(address, form).status_code == 303
    assert beat(cast.owner, playback, video, 1, 33) == 204
    assert cast.owner.get(found[1]).status_code == 200
    assert cast.member.get(found[1]).status_code == 404


def _session(person: Person):
    from app.accounts.models import AccountSession

    return db.session.get_one(AccountSession, person.session_id)
