"""Saving the place: which beats count, and whose."""

from __future__ import annotations

import logging
import random
import re
from typing import Any

import pytest
from flask import Flask

from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.profiles.models import Profile
from app.profiles.switching import switch
from app.watching.models import Playback, Progress
from app.watching.playbacks import open_playback
from tests.cast import PASSWORD, Cast, Person
from tests.films import film, ready_video


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film(age=12), duration_s=100)


def opened(person: Person, video: Video) -> Playback:
    assert person.profile is not None
    playback = open_playback(person.session_id, person.profile, video)
    db.session.commit()
    return playback


def beat(person: Person, playback: Playback, video: Video, sequence: Any, position: Any, **more: Any) -> int:
    data = {"playback": playback.reference, "sequence": sequence, "position_s": position, "duration": 100, **more}
    return person.post(f"/watch/{video.reference}/progress", data).status_code


def why(person: Person, playback: Playback, video: Video) -> str:
    data = {"playback": playback.reference, "sequence": 9, "position_s": 20, "duration": 100}
    answer = person.post(f"/watch/{video.reference}/progress", data)
    assert answer.status_code == 409 and answer.json
    return str(answer.json["ended"])


def kept(profile: Profile, video: Video) -> Progress | None:
    return db.session.get(Progress, (profile.id, video.id), populate_existing=True)


def place(cast: Cast, video: Video, who: str = "owner") -> float | None:
    row = kept(cast.profiles[who], video)
    return row.position_s if row else None


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


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[
            ("position_s", value)
            for value in ("nan", "inf", "-inf", "-1", "-0.001", "1e309", "", "x", "1,5", "٣", "١٢x")
        ],
        *[("position_s", value) for value in ("1e18", "0x10", "1\x00", "9" * 400, "1 2")],
        *[("sequence", value) for value in ("-1", "2147483648", "9" * 40, "1.5", "nan", "", "x")],
        *[("duration", value) for value in ("nan", "-5", "inf", "x")],
        *[("playback", value) for value in ("", "x" * 12)],
    ],
)
def test_a_bad_value_is_refused_with_a_reason(cast: Cast, video: Video, field: str, value: str) -> None:
    playback = opened(cast.owner, video)
    data = {"playback": playback.reference, "sequence": "1", "position_s": "5", "duration": "100", field: value}
    answer = cast.owner.post(f"/watch/{video.reference}/progress", data)
    if (field, value) == ("position_s", "٣"):  # Python reads other scripts' digits; three seconds is three seconds
        assert answer.status_code == 204
        return
    assert answer.status_code == 422
    assert answer.text.endswith(".") or "valid" in answer.text
    assert place(cast, video) is None


def test_a_beat_is_worth_a_line_in_the_log_only_when_it_is_refused(
    cast: Cast, video: Video, caplog: pytest.LogCaptureFixture
) -> None:
    playback = opened(cast.owner, video)
    logging.getLogger("matinee").propagate = True
    with caplog.at_level("INFO", "matinee.request"):
        assert beat(cast.owner, playback, video, 1, 5) == 204
        assert caplog.records == []
        assert beat(cast.owner, playback, video, -1, 5) == 422
        assert beat(cast.stranger, playback, video, 2, 5) == 404
    assert [record.facts["status"] for record in caplog.records] == [422, 404]  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["stranger", "member", "teenager", "admin"])
def test_somebody_elses_playback_is_not_found(cast: Cast, video: Video, who: str) -> None:
    playback = opened(cast.owner, video)
    assert beat(cast.person(who), playback, video, 1, 10) == 404
    assert place(cast, video) is None


def test_another_session_of_the_same_profile_cannot_use_it(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    assert beat(cast.person("owner"), playback, video, 1, 10) == 404


def test_a_playback_of_another_film_is_not_found(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, ready_video(film("Second Film")))
    assert beat(cast.owner, playback, video, 1, 10) == 404


def test_an_over_age_profile_saves_nothing(cast: Cast, video: Video) -> None:
    assert beat(cast.child, opened(cast.child, video), video, 1, 10) == 404


def test_an_ended_playback_is_a_conflict(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    playback.end()
    db.session.commit()
    assert beat(cast.owner, playback, video, 1, 10) == 409


def test_without_the_token_nothing_is_saved(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    assert beat(cast.owner, playback, video, 1, 10, csrf_token="") == 400
    assert place(cast, video) is None


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


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ("UPDATE account_session SET seen_at = '2020-01-01 00:00:00'", 302),
        ("UPDATE account_session SET expires_at = '2020-01-01 00:00:00'", 302),
        ("DELETE FROM account_session", 302),
        ("UPDATE account SET is_enabled = false", 302),
        ("UPDATE account_session SET profile_id = NULL", 303),
        ("UPDATE title SET published_at = NULL", 404),
        ("UPDATE title SET available_until = '2020-01-01 00:00:00'", 404),
        ("UPDATE profile SET maturity_limit = 6", 404),
        ("UPDATE video SET state = 'failed'", 404),
    ],
)
def test_a_beat_is_refused_as_soon_as_the_film_would_be(cast: Cast, video: Video, changes: str, status: int) -> None:
    """It asks for itself who sends it, in one statement: each clause of the rule is tried alone."""
    playback = opened(cast.owner, video)
    assert beat(cast.owner, playback, video, 1, 10) == 204
    db.session.execute(db.text(changes))
    db.session.commit()
    assert beat(cast.owner, playback, video, 2, 30) == status
    assert place(cast, video) == 10
