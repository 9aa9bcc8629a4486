"""The history: by day, for its profile alone; taken out with undo, for a stretch of time, and as a file."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import timedelta

import pytest

from app.catalogue.models import Episode
from app.foundation import clock
from app.foundation.db import db
from app.foundation.signing import sign
from app.media.models import Video
from app.watching.models import Playback, Progress
from app.watching.playbacks import open_playback
from tests.cast import Cast
from tests.programme import make_progress, make_series, make_title, make_video
from tests.statements import count_statements


@pytest.fixture
def evening(cast: Cast) -> Cast:
    """The owner saw Comet an hour ago and the second episode of Lantern two days ago."""
    owner = cast.profiles["owner"]
    make_progress(owner, make_video(make_title("Comet")), 0.5)
    make_series("Lantern")
    episode = db.session.scalars(db.select(Episode).where(Episode.number == 2).order_by(Episode.id)).first()
    make_progress(owner, make_video(episode=episode), 1.0, hours_ago=50)
    return cast


def reference_of(name: str) -> str:
    return next(video.reference for video in db.session.scalars(db.select(Video)) if video.work.name == name)


def count() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(Progress)) or 0


def test_an_empty_history_says_what_it_is(cast: Cast) -> None:
    page = cast.owner.get("/history").text
    assert "Nothing here yet" in page
    assert "Take out" not in page


def test_it_shows_the_newest_first_by_day(evening: Cast) -> None:
    page = evening.owner.get("/history").text
    assert page.index("Comet") < page.index("Lantern")
    assert "S1 E2. Part 2 of 1" in page
    assert "5 min of 10 min" in page
    assert "to the end" in page
    assert page.count("history__day") == 2


def test_it_is_nobody_elses(evening: Cast) -> None:
    for person in (evening.member, evening.stranger, evening.child):
        assert "Comet" not in person.get("/history").text
        assert "Comet" not in person.get("/history/file").text


def test_what_one_may_no_longer_see_is_not_shown(cast: Cast) -> None:
    make_progress(cast.profiles["child"], make_video(make_title("Nightfall", maturity=18)), 0.5)
    assert "Nightfall" not in cast.child.get("/history").text
    assert "Nightfall" not in cast.child.get("/history/file").text


def test_one_is_taken_out_and_put_back(evening: Cast) -> None:
    answer = evening.owner.post(f"/history/{reference_of('Comet')}/remove", fragment=True)
    said = json.loads(answer.headers["HX-Trigger"])["notice"]
    assert said["text"] == "Comet is out of your history."
    assert "Comet" not in evening.owner.get("/history").text
    assert evening.owner.post(said["undo_url"], fragment=True).status_code == 204
    assert "5 min of 10 min" in evening.owner.get("/history").text
    again = evening.owner.post(said["undo_url"], fragment=True)
    assert "stays as it is" in again.headers["HX-Trigger"]
    assert count() == 2


def test_its_openings_go_too_save_one_that_is_open_now(evening: Cast) -> None:
    video = db.session.scalars(db.select(Video).where(Video.reference == reference_of("Comet"))).one()
    assert evening.owner.profile
    old, new = (open_playback(evening.owner.session_id, evening.owner.profile, video) for _ in range(2))
    old.created_at = clock.now() - timedelta(hours=1)
    db.session.commit()
    kept = new.id
    evening.owner.post(f"/history/{video.reference}/remove")
    assert db.session.scalars(db.select(Playback.id)).all() == [kept]


@pytest.mark.parametrize(("word", "left"), [("hour", 2), ("day", 1), ("week", 0), ("all", 0)])
def test_a_stretch_of_time_is_taken_out_after_asking(evening: Cast, word: str, left: int) -> None:
    asked = evening.owner.get(f"/history/remove?since={word}").text
    assert ("Nothing was watched then." in asked) == (left == 2)
    answer = evening.owner.post("/history/remove", {"since": word}, follow_redirects=True)
    assert ("There was nothing to take out." in answer.text) == (left == 2)
    assert count() == left


@pytest.mark.parametrize("word", ["", "month", "all\0"])
def test_a_stretch_that_there_is_not_is_not_found(evening: Cast, word: str) -> None:
    assert evening.owner.get("/history/remove", query_string={"since": word}).status_code == (404 if word else 200)
    assert evening.owner.post("/history/remove", {"since": word}).status_code == 404
    assert count() == 2


def test_the_file_has_a_line_for_each_and_no_formula(evening: Cast) -> None:
    sum_of = make_title("Sum")
    sum_of.name = "=1+1"
    make_progress(evening.profiles["owner"], make_video(sum_of), 1.0, hours_ago=3)
    answer = evening.owner.get("/history/file")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0][:3] == ["watched at", "title", "season"]
    assert [row[1] for row in rows[1:]] == ["Comet", "'=1+1", "Lantern"]
    assert rows[3][2:] == ["1", "2", "Part 2 of 1", "10.0", "10.0", "yes"]


def test_it_goes_on_page_by_page_at_the_same_cost(cast: Cast) -> None:
    for number in range(63):
        make_progress(cast.profiles["owner"], make_video(make_title(f"Film {number:02}")), 1.0, hours_ago=number + 1)
    page = cast.owner.get("/history").text
    earlier = re.search(r'href="(/history\?before=[^"]+)"', page)
    assert earlier
    assert "Film 59" in page
    assert "Film 60" not in page
    older = cast.owner.get(html.unescape(earlier[1])).text
    assert "Film 60" in older
    assert "Film 62" in older
    assert "Film 59" not in older
    with count_statements() as few:
        cast.owner.get(html.unescape(earlier[1]))
    with count_statements() as many:
        cast.owner.get("/history")
    assert len(many) == len(few)


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-25", "2026-11-25T10:00:00", "\0"])
def test_a_moment_that_is_none_is_not_found(cast: Cast, moment: str) -> None:
    assert cast.owner.get("/history", query_string={"before": moment}).status_code == 404


def test_others_and_children_take_nothing_out(evening: Cast) -> None:
    reference = reference_of("Comet")
    for person in (evening.member, evening.stranger):
        assert person.post(f"/history/{reference}/remove").status_code == 404
    make_progress(evening.profiles["child"], make_video(make_title("Pond", maturity=0)), 0.5)
    assert evening.child.post(f"/history/{reference_of('Pond')}/remove").status_code in (403, 404)
    assert evening.child.post("/history/remove", {"since": "all"}).status_code in (403, 404)
    assert "Pond" in evening.child.get("/history").text
    assert count() == 3


def test_an_undo_of_somebody_else_or_a_forged_one_is_not_found(evening: Cast) -> None:
    answer = evening.owner.post(f"/history/{reference_of('Comet')}/remove", fragment=True)
    undo = json.loads(answer.headers["HX-Trigger"])["notice"]["undo_url"]
    assert evening.stranger.post(undo).status_code == 404
    assert evening.owner.post("/history/undo/forged").status_code == 404
    assert evening.owner.post(f"/history/undo/{sign('seen', {'profile': 1})}").status_code == 404
    assert count() == 1
