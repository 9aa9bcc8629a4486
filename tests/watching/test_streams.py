"""How many screens of an account may play at once; what plays where, and stopping it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.foundation import clock
from app.foundation.db import db
from app.foundation.settings import choose
from app.media.models import Video
from app.watching.models import Playback
from app.watching.playbacks import open_playback
from tests.cast import Cast, Person
from tests.films import film, ready_video
from tests.statements import count_statements


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film(age=7), duration_s=100)


def plays(person: Person, video: Video) -> Playback:
    """Somebody's browser plays it just now."""
    assert person.profile is not None
    row = open_playback(person.session_id, person.profile, video)
    row.beat_at = clock.now()
    db.session.commit()
    return row


def at_most(count: int) -> None:
    choose("streams", count)
    db.session.commit()


def test_without_a_limit_everybody_plays(cast: Cast, video: Video) -> None:
    for _ in range(5):
        plays(cast.person("owner"), video)
    assert cast.owner.get(f"/watch/{video.reference}").status_code == 200


def test_one_too_many_is_told_who_plays_and_may_stop_one(cast: Cast, video: Video) -> None:
    at_most(1)
    tv = cast.person("teenager")
    row = plays(tv, video)
    page = cast.owner.get(f"/watch/{video.reference}?t=30")
    assert page.status_code == 409
    for said in ("All seats are taken", "Teo", f"/streams/{row.reference}/stop", f"/watch/{video.reference}?t=30"):
        assert said in page.text
    assert db.session.scalar(db.select(db.func.count()).select_from(Playback)) == 1
    stopped = cast.owner.post(f"/streams/{row.reference}/stop", {"next": f"/watch/{video.reference}?t=30"})
    assert (stopped.status_code, stopped.location) == (303, f"/watch/{video.reference}?t=30")
    assert cast.owner.get(f"/watch/{video.reference}").status_code == 200
    beat = {"playback": row.reference, "sequence": 1, "position_s": 5, "duration": 100}
    answer = tv.post(f"/watch/{video.reference}/progress", beat)
    assert (answer.status_code, answer.json) == (409, {"ended": "stopped"})


def test_ones_own_browser_never_counts(cast: Cast, video: Video) -> None:
    at_most(1)
    plays(cast.owner, video)
    assert cast.owner.get(f"/watch/{video.reference}").status_code == 200


@pytest.mark.parametrize("how", ["rests", "ended", "signed out", "another account"])
def test_what_does_not_play_takes_no_seat(cast: Cast, video: Video, how: str) -> None:
    at_most(1)
    other = cast.person("member" if how == "another account" else "owner")
    row = plays(other, video)
    if how == "rests":
        row.beat_at = clock.now() - timedelta(seconds=41)
    if how == "ended":
        row.end()
    db.session.commit()
    if how == "signed out":
        other.post("/sign-out")
    assert cast.owner.get(f"/watch/{video.reference}").status_code == 200


def test_two_tabs_of_one_browser_are_one_screen(cast: Cast, video: Video) -> None:
    at_most(2)
    other = cast.person("owner")
    plays(other, video)
    plays(other, video)
    assert cast.owner.get(f"/watch/{video.reference}").status_code == 200
    page = cast.owner.get("/streams").text
    assert len(re.findall(r'method="post" action="/streams/', page)) == 2, "theirs, and the one just opened here"
    assert page.count("this device") == 1


def test_the_child_is_told_to_ask_and_shown_nobody(cast: Cast, video: Video) -> None:
    at_most(1)
    row = plays(cast.person("owner"), video)
    page = cast.child.get(f"/watch/{video.reference}")
    assert page.status_code == 409 and "Ask a grown-up" in page.text and row.reference not in page.text
    assert cast.child.post(f"/streams/{row.reference}/stop").status_code == 403
    assert cast.child.get("/streams").status_code == 403


def test_a_film_beyond_the_reader_has_no_name(cast: Cast) -> None:
    plays(cast.person("owner"), ready_video(film("Night Harbour", age=18), duration_s=100))
    page = cast.teenager.get("/streams").text
    assert "Night Harbour" not in page and "Something that is not for this profile" in page
    assert "Night Harbour" in cast.owner.get("/streams").text


@pytest.mark.parametrize("who", ["stranger", "member", "admin"])
def test_nobody_stops_or_sees_what_plays_on_another_account(cast: Cast, video: Video, who: str) -> None:
    row = plays(cast.owner, video)
    assert cast.person(who).post(f"/streams/{row.reference}/stop").status_code == 404
    assert row.reference not in cast.person(who).get("/streams").text
    assert db.session.get_one(Playback, row.id, populate_existing=True).is_open


@pytest.mark.parametrize("reference", ["nothing-her", "a" * 5000, "%00", "ü"])
def test_what_does_not_play_is_not_found(cast: Cast, reference: str) -> None:
    assert cast.owner.post(f"/streams/{reference}/stop").status_code == 404


def test_stopping_twice_is_stopping_once(cast: Cast, video: Video) -> None:
    row = plays(cast.person("owner"), video)
    for _ in range(2):
        assert cast.owner.post(f"/streams/{row.reference}/stop", fragment=True).status_code == 200
    assert "Nothing plays now" in cast.owner.get("/streams").text


def test_statements_do_not_grow_with_screens(cast: Cast, video: Video) -> None:
    plays(cast.person("owner"), video)
    cast.owner.get("/streams")
    with count_statements() as few:
        cast.owner.get("/streams")
    for number in range(6):
        plays(cast.person("owner"), ready_video(film(f"Film {number}"), duration_s=100))
    with count_statements() as many:
        cast.owner.get("/streams")
    assert len(many) == len(few)


def test_a_player_that_was_open_for_long_gets_fresh_addresses(cast: Cast, video: Video) -> None:
    answer = cast.owner.post(f"/watch/{video.reference}/opening")
    assert answer.json and answer.json["media"].endswith(f"/{video.reference}/") and answer.json["resume_s"] == 0
    beat = {"playback": answer.json["playback"], "sequence": 1, "position_s": 50, "duration": 100}
    assert cast.owner.post(f"/watch/{video.reference}/progress", beat).status_code == 204
    again = cast.owner.post(f"/watch/{video.reference}/opening").json
    assert again and again["resume_s"] == 47 and again["playback"] != answer.json["playback"]


def test_it_gets_none_where_all_seats_are_taken_or_the_film_is_not_theirs(cast: Cast, video: Video) -> None:
    at_most(1)
    plays(cast.person("owner"), video)
    answer = cast.owner.post(f"/watch/{video.reference}/opening")
    assert (answer.status_code, answer.json) == (409, {"ended": "full"})
    adult = ready_video(film("Night Harbour", age=18), duration_s=100)
    assert cast.child.post(f"/watch/{adult.reference}/opening").status_code == 404
    assert cast.anonymous.post(f"/watch/{video.reference}/opening").status_code in (302, 303, 401)
