"""Watching time: so many minutes a day and until bedtime, by the profile's clock; more is given by a grown-up."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts.models import AccountSession
from app.foundation import clock
from app.foundation.db import db
from app.media import routes as media_routes
from app.media.models import Video
from app.media.queries import find_watching
from app.profiles.models import Profile
from app.watching import contract
from app.watching.models import Playback
from app.watching.playbacks import open_playback
from tests.cast import Cast, Person
from tests.films import film, ready_video
from tests.fragments import assert_fragment_in_page

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film("Snow", age=6), duration_s=3000)


@pytest.fixture(autouse=True)
def evening(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, EVENING)
    media_routes.viewers.forget()


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def agree(cast: Cast, who: str = "child", **terms: object) -> Profile:
    profile = cast.profiles[who]
    for name, value in terms.items():
        setattr(profile, name, value)
    db.session.commit()
    return profile


def watched(person: Person, video: Video, seconds: float, ago_h: float = 0) -> Playback:
    assert person.profile is not None
    playback = open_playback(person.session_id, person.profile, video)
    playback.watched_s, playback.beat_at = seconds, clock.now() - timedelta(hours=ago_h)
    db.session.commit()
    return playback


def beat(person: Person, playback: Playback, video: Video) -> tuple[int, str]:
    data = {"playback": playback.reference, "sequence": 1, "position_s": 5}
    answer = person.post(f"/watch/{video.reference}/progress", data)
    return answer.status_code, (answer.get_json(silent=True) or {}).get("ended", "")


def test_when_the_minutes_are_used_the_film_ends_everywhere(cast: Cast, video: Video) -> None:
    agree(cast, minutes_a_day=30)
    playback = watched(cast.child, video, 1700)
    assert beat(cast.child, playback, video) == (204, "")
    assert "1 min left today" in cast.child.get(f"/watch/{video.reference}").text
    playback.watched_s = 1801
    db.session.commit()
    assert beat(cast.child, playback, video) == (409, "time")
    page = cast.child.get(f"/watch/{video.reference}")
    assert page.status_code == 409 and "That was it for today" in page.text
    assert cast.child.post(f"/watch/{video.reference}/opening").get_json() == {"ended": "time"}


def test_pieces_are_kept_back_too(cast: Cast, video: Video) -> None:
    agree(cast, minutes_a_day=30)
    with cast.child.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert find_watching(token, video.reference) is not None
    watched(cast.child, video, 1801)
    assert find_watching(token, video.reference) is None


def test_whoever_is_counted_gets_films_by_the_piece_and_never_whole(
    app: Flask, cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A player tells how long it plays; one file plays without one, and on paper nothing would have been watched."""
    video.is_downloadable = True
    agree(cast, minutes_a_day=30)
    for person, whole in ((cast.child, 404), (cast.owner, 200)):
        page = person.get(f"/watch/{video.reference}").text
        prefix = re.search(r'data-src="([^"]+)master.m3u8"', page)
        assert prefix and person.get(f"{prefix[1]}direct.mp4").status_code == whole
        assert person.get(f"{prefix[1]}v240/00000.m4s").status_code == 200
        assert ("direct.mp4" in page, "switch scripts on to watch" in page) == (whole == 200, whole == 404)
        assert person.get(f"/watch/{video.reference}/download").status_code == whole
        assert ("/download" in person.get("/titles/snow").text) == (whole == 200)
        with monkeypatch.context() as patch:
            patch.setitem(app.config, "DELIVERY", "accel")  # the server in front asks here, piece by piece
            assert person.get(f"{prefix[1]}entry").status_code == (204 if whole == 200 else 403)
            assert person.get(f"{prefix[1]}direct.mp4").status_code == whole
            assert "X-Accel-Redirect" in person.get(f"{prefix[1]}v240/00000.m4s").headers
    agree(cast, minutes_a_day=None, bed_from=1200, bed_until=420)
    media_routes.viewers.forget()
    assert "direct.mp4" in cast.child.get(f"/watch/{video.reference}").text


def test_the_place_is_kept_of_the_last_beat(cast: Cast, video: Video) -> None:
    agree(cast, minutes_a_day=30)
    playback = watched(cast.child, video, 1801)
    beat(cast.child, playback, video)
    agree(cast, minutes_a_day=None)
    assert 'data-resume="2.0"' in cast.child.get(f"/watch/{video.reference}").text


def test_yesterday_does_not_count_and_midnight_is_the_profiles_own(
    cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = agree(cast, minutes_a_day=30, zone="Pacific/Auckland")  # it is the 25th there, 7 in the morning
    watched(cast.child, video, 1801, ago_h=8)
    assert contract.why_not_now(profile) == ""
    watched(cast.child, video, 1801, ago_h=1)
    assert contract.why_not_now(profile) == "minutes"
    set_clock(monkeypatch, EVENING + timedelta(hours=17))
    assert contract.why_not_now(profile) == ""


def test_others_of_the_house_watch_on(cast: Cast, video: Video) -> None:
    agree(cast, minutes_a_day=30)
    watched(cast.child, video, 1801)
    assert cast.owner.get(f"/watch/{video.reference}").status_code == 200
    assert beat(cast.owner, watched(cast.owner, video, 9000), video) == (204, "")


def test_privately_watched_counts(cast: Cast, video: Video) -> None:
    profile = agree(cast, "teenager", minutes_a_day=30)
    watched(cast.teenager, video, 1801).is_private = True
    db.session.commit()
    assert contract.why_not_now(profile) == "minutes"


@pytest.mark.parametrize(
    ("begin", "end", "minute", "is_over"),
    [
        (1230, 420, 1229, False),
        (1230, 420, 1230, True),
        (1230, 420, 0, True),
        (1230, 420, 419, True),
        (1230, 420, 420, False),
        (60, 420, 59, False),
        (60, 420, 60, True),
        (60, 420, 420, False),
        (600, 600, 600, False),
        (None, None, 600, False),
    ],
)
def test_bedtime_may_go_over_midnight(
    cast: Cast, begin: int | None, end: int | None, minute: int, is_over: bool
) -> None:
    assert contract.is_bedtime(Profile(bed_from=begin, bed_until=end), minute) is is_over


def test_at_bedtime_nothing_plays_by_the_profiles_clock(cast: Cast, video: Video) -> None:
    profile = agree(cast, bed_from=20 * 60, bed_until=7 * 60, zone="Europe/Berlin")
    assert contract.why_not_now(profile) == ""  # 19:00 there
    agree(cast, zone="Europe/Helsinki")  # 20:00
    page = cast.child.get(f"/watch/{video.reference}")
    assert page.status_code == 409 and "It is bedtime" in page.text and "07:00" in page.text


def test_a_grown_up_gives_half_an_hour_for_today_alone(
    cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = agree(cast, minutes_a_day=30)
    watched(cast.child, video, 1801)
    at = f"/profiles/{profile.id}/time"
    assert "0 are left" in cast.owner.get(at).text
    for _ in range(2):
        assert cast.owner.post(f"{at}/more").status_code == 303
    db.session.expire_all()
    assert (contract.left_today_s(profile) or 0) == 30 * 60 + 3600 - 1801
    assert cast.child.get(f"/watch/{video.reference}").status_code == 200
    set_clock(monkeypatch, EVENING + timedelta(days=1))
    assert contract.left_today_s(profile) == 30 * 60


def test_it_is_agreed_on_by_the_owner_and_shown(cast: Cast) -> None:
    profile = cast.profiles["child"]
    at = f"/profiles/{profile.id}/time"
    assert at in cast.owner.get("/profiles/manage").text
    assert_fragment_in_page(cast.owner, at, "contract_form")
    data = {"asks_above": 99, "minutes_a_day": 45, "bed_from": "20:30", "bed_until": "07:00"}
    assert cast.owner.post(at, data).status_code == 303
    db.session.expire_all()
    assert (profile.minutes_a_day, profile.bed_from, profile.bed_until) == (45, 1230, 420)
    assert 'value="20:30"' in cast.owner.get(at).text
    assert (
        cast.owner.post(at, {"asks_above": 99, "minutes_a_day": 0, "bed_from": "", "bed_until": ""}).status_code == 303
    )
    db.session.expire_all()
    assert not profile.has_contract


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("bed_from", "25:00", "20:30"),
        ("bed_from", "x", "20:30"),
        ("bed_until", "7", "20:30"),
        ("bed_until", "", "both times"),
        ("minutes_a_day", "31", "valid"),
        ("minutes_a_day", "x", "valid"),
    ],
)
def test_what_cannot_be_agreed_is_said(cast: Cast, field: str, value: str, sentence: str) -> None:
    at = f"/profiles/{cast.profiles['child'].id}/time"
    data = {"asks_above": 99, "minutes_a_day": 45, "bed_from": "20:30", "bed_until": "07:00", field: value}
    answer = cast.owner.post(at, data)
    assert answer.status_code == 422 and sentence in answer.text.lower()
    assert not cast.profiles["child"].has_contract


def test_nobody_else_agrees_on_it(app: Flask, cast: Cast) -> None:
    at = f"/profiles/{cast.profiles['child'].id}/time"
    for person, status in ((cast.child, 403), (cast.member, 403), (cast.stranger, 404), (cast.anonymous, 302)):
        assert person.get(at).status_code == status
        assert person.post(at, {"minutes_a_day": 0}).status_code == status
        assert person.post(f"{at}/more").status_code == status
    db.session.get_one(AccountSession, cast.owner.session_id).grow_stale()
    db.session.commit()
    assert "/confirm" in cast.owner.post(f"{at}/more").headers["Location"]
