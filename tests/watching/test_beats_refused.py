"""Beats that are not taken: what they say cannot be, or they are not of whoever may watch."""

from __future__ import annotations

import logging

import pytest

from app.foundation.db import db
from app.media.models import Video
from tests.cast import Cast
from tests.films import film, ready_video
from tests.watching.beating import beat, opened, place


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film(age=12), duration_s=100)


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
