"""What the first page says of what was watched: charts with their tables, titles, what waits, for whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.admin import viewing
from app.foundation import clock
from app.foundation.db import db
from app.foundation.settings import Setting, current_site
from app.media.models import Video
from app.moderation.models import Case, Report
from app.requests.models import Request
from app.watching.models import Playback, Progress
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_series, make_title, make_video
from tests.statements import count_statements

HOUR = timedelta(hours=1)
ROW = re.compile(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", re.DOTALL)


def play(cast: Cast, who: str, video: Video, hours_ago: float, watched_s: float, lasted_s: float = 0) -> Playback:
    at = clock.now() - hours_ago * HOUR
    row = Playback(session_id=cast.person(who).session_id, profile_id=cast.profiles[who].id, video_id=video.id)
    row.created_at, row.watched_s, row.beat_at = at, watched_s, at + timedelta(seconds=lasted_s or watched_s)
    db.session.add(row)
    db.session.commit()
    return row


def begun(cast: Cast, who: str, video: Video, finished: bool) -> None:
    at = clock.now() - HOUR
    row = Progress(
        profile_id=cast.profiles[who].id, video_id=video.id, started_at=at, finished_at=at if finished else None
    )
    db.session.add(row)
    db.session.commit()


@pytest.fixture
def programme(cast: Cast) -> Cast:
    """Two plays of a film by two people, one of an episode; one of three finished."""
    film = make_video(make_title("Harbour Lights"))
    episode = make_video(episode=make_series("Quay").seasons[0].episodes[0])
    play(cast, "owner", film, 49, 1800)
    play(cast, "stranger", film, 25, 3600)
    play(cast, "owner", episode, 25, 5400)
    begun(cast, "owner", film, True)
    begun(cast, "stranger", film, False)
    begun(cast, "owner", episode, False)
    return cast


def table(page: str, name: str) -> list[tuple[str, list[str]]]:
    found = re.search(rf'<table class="table" id="{name}-table">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert found, name
    cells = re.compile(r"<td>(.*?)</td>")
    return [(re.sub("<.*?>", "", row[1]), cells.findall(row[2])) for row in ROW.finditer(found[1])]


def test_the_chart_and_its_table_say_the_same(programme: Cast) -> None:
    page = programme.admin.get("/admin/").text
    rows = table(page, "plays")
    assert len(rows) == viewing.DAYS
    films, episodes = (sum(int(cells[place]) for _day, cells in rows) for place in (0, 1))
    assert (films, episodes, sum(float(cells[2]) for _day, cells in rows)) == (2, 1, 3.0)
    drawn = re.findall(
        r'<rect class="chart__bar( chart__bar--2)?" x="\d+" y="[\d.]+" width="28" height="([\d.]+)"', page
    )
    assert len(drawn) == 2 * viewing.DAYS
    top = 4
    for (_day, cells), film, episode in zip(rows, drawn[::2], drawn[1::2], strict=True):
        assert float(film[1]) == pytest.approx(int(cells[0]) / top * 190, abs=0.01)
        assert float(episode[1]) == pytest.approx(int(cells[1]) / top * 190, abs=0.01)
    hours = re.findall(r'chart__bar--hours" x="\d+" y="[\d.]+" width="28" height="([\d.]+)"', page)
    assert [round(float(height) / 90 * top, 1) for height in hours] == [float(cells[2]) for _day, cells in rows]


def test_a_day_is_one_of_the_houses_zone(cast: Cast) -> None:
    db.session.add(Setting(key="zone", value="Pacific/Kiritimati"))  # 14 hours ahead
    db.session.commit()
    assert current_site().zone == "Pacific/Kiritimati"
    video = make_video(make_title("Harbour Lights"))
    begin = viewing.midnight(viewing.today())
    for at in (begin + timedelta(seconds=1), begin - timedelta(seconds=1)):
        play(cast, "owner", video, 0, 60).created_at = at
    db.session.commit()
    assert [day.films for day in viewing.by_day()[-2:]] == [1, 1]


def test_streams_at_once_are_the_most_of_each_hour(cast: Cast) -> None:
    video, day = make_video(make_title("Harbour Lights")), viewing.today() - timedelta(days=1)
    begin = viewing.midnight(day)
    # 1:10-3:20 and 1:30-1:50 overlap; 1:55-2:05 overlaps with the first alone; one came over from the day before
    for opens, closes in ((70, 200), (90, 110), (115, 125), (-30, 5), (1430, 1500)):
        row = play(cast, "owner", video, 0, 1)
        row.created_at, row.beat_at = (begin + timedelta(minutes=at) for at in (opens, closes))
    db.session.commit()
    assert viewing.streams_by_hour(day, day - timedelta(days=3)) == [[1, 2, 2, 1, *19 * [0], 1], 24 * [0]]
    page = cast.admin.get("/admin/").text
    assert len(table(page, "streams")) == 24


def test_titles_are_counted_within_the_period(programme: Cast) -> None:
    old = make_video(make_title("Long Ago"))
    play(programme, "owner", old, 24 * 20, 60)
    week = table(programme.admin.get("/admin/").text, "top")
    assert week == [("Harbour Lights", ["2", "1.5", "2", "50 %"]), ("Quay", ["1", "1.5", "1", "0 %"])]
    month = table(programme.admin.get("/admin/?days=30").text, "top")
    assert ("Long Ago", ["1", "0.0", "1", "–"]) in month
    page = programme.admin.get("/admin/").text
    assert "33 % of all that was begun in these days was finished: 1 of 3." in page
    for odd in ("8", "x", "-1", "", "٣٠"):
        assert table(programme.admin.get(f"/admin/?days={odd}").text, "top") == week, odd


def test_an_empty_house_has_a_whole_first_page(cast: Cast) -> None:
    page = cast.admin.get("/admin/").text
    for words in (
        "Nobody at the moment",
        "Nothing was played in these days",
        "Nothing waits.",
        "Everybody has an answer",
    ):
        assert words in page, words


def wait_for(cast: Cast, number: int) -> None:
    case = Case(subject="post", subject_id=number, words=f"Cruel words {number}")
    case.reports.append(Report(reason="unkind", reporter_id=cast.profiles["stranger"].id))
    wish = Request(kind="wish", profile_id=cast.profiles["owner"].id, subject=f"Wished {number}", key=f"k{number}")
    db.session.add_all([case, wish])
    db.session.commit()


@pytest.mark.parametrize(
    ("who", "sees", "not_sees"),
    [
        ("admin", ("Cruel words 1", "Wished 1", "Newest members", "Ruth"), ()),
        ("moderator", ("Cruel words 1",), ("Wished 1", "Newest members", "Ruth", "Iris")),
        ("editor", ("Wished 1",), ("Cruel words 1", "Newest members", "Ruth", "Iris")),
    ],
)
def test_each_sees_what_is_theirs_and_no_names(
    programme: Cast, who: str, sees: tuple[str, ...], not_sees: tuple[str, ...]
) -> None:
    wait_for(programme, 1)
    video = db.session.scalars(db.select(Video)).first()
    assert video is not None
    play(programme, "owner", video, 0, 1)
    for address in ("/admin/", "/admin/?part=watching"):
        page = programme.person(who).get(address).text
        assert "Harbour Lights" in page
        for words in sees:
            assert words in page, (address, words)
        for words in not_sees:
            assert words not in page, (address, words)
    part = programme.person(who).get("/admin/?part=watching", fragment=True).text
    assert "Harbour Lights" in part
    assert ("Ruth" in part) == (who == "admin")


def test_its_parts_are_parts_of_the_page(programme: Cast) -> None:
    assert_fragment_in_page(programme.admin, "/admin/?part=watching", "watching")
    assert_fragment_in_page(programme.admin, "/admin/", "queue")
    with count_statements() as sent:
        programme.admin.get("/admin/", fragment=True)
    assert len(sent) < 15, len(sent)  # the queue asks nothing of the rest


def test_statements_are_bounded_and_do_not_grow(programme: Cast) -> None:
    wait_for(programme, 1)
    admin = programme.admin  # who signs in before it is counted
    with count_statements() as few:
        admin.get("/admin/")
    for number in range(2, 12):
        wait_for(programme, number)
        video = make_video(make_title(f"Film {number}"))
        play(programme, "stranger", video, 30, 60)
        play(programme, "owner", video, 0, 1)
        begun(programme, "owner", video, True)
    with count_statements() as many:
        admin.get("/admin/?days=90")
    assert len(many) <= len(few) < 26, (len(few), len(many))


@pytest.mark.parametrize("who", ["owner", "child", "stranger", "anonymous"])
def test_nobody_else_reads_it(cast: Cast, who: str) -> None:
    for address in ("/admin/", "/admin/?part=watching", "/admin/?days=30"):
        assert cast.person(who).get(address).status_code in (302, 303, 403, 404)
        assert cast.person(who).get(address, fragment=True).status_code in (302, 303, 401, 403, 404)
