"""The watch page: for whom it opens, what it names, and where it goes on."""

from __future__ import annotations

import re

import pytest

from app.catalogue.models import Title
from app.foundation.db import db
from app.media.models import Video, VideoState
from app.watching.models import Playback, Progress
from tests.cast import Cast
from tests.films import film, ready_video, series


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film(age=12))


def page(cast: Cast, video: Video, who: str = "owner") -> str:
    answer = cast.person(who).get(f"/watch/{video.reference}")
    assert answer.status_code == 200
    return answer.text


def test_it_names_a_master_playlist_that_its_viewer_can_fetch(cast: Cast, video: Video) -> None:
    html = cast.owner.get(f"/watch/{video.reference}").text
    found = re.search(r'data-src="(/m/\d+\.[0-9a-f]{32}/[^"]+\.m3u8)"', html)
    assert found
    assert cast.owner.get(found[1]).status_code == 200


def test_without_scripts_there_is_a_direct_file_with_captions(cast: Cast, video: Video) -> None:
    html = cast.owner.get(f"/watch/{video.reference}").text
    direct = re.search(r'<video [^>]*controls[^>]* src="([^"#]+direct\.mp4)', html)
    track = re.search(r'<track kind="captions" src="([^"]+\.vtt)" srclang="en" label="English"', html)
    assert direct and track
    assert [cast.owner.get(found[1]).status_code for found in (direct, track)] == [200, 200]


@pytest.mark.parametrize("who", ["child"])
def test_an_over_age_film_is_not_found(cast: Cast, video: Video, who: str) -> None:
    answer = cast.person(who).get(f"/watch/{video.reference}")
    assert answer.status_code == 404
    assert "Harbour Light" not in answer.text


def test_an_unpublished_film_is_not_found(cast: Cast) -> None:
    hidden = ready_video(film("Hidden", published=False))
    assert cast.owner.get(f"/watch/{hidden.reference}").status_code == 404


def test_a_video_that_is_not_ready_is_not_found(cast: Cast, video: Video) -> None:
    video.state = "encoding"
    db.session.commit()
    assert cast.owner.get(f"/watch/{video.reference}").status_code == 404


def test_the_street_is_sent_to_sign_in(cast: Cast, video: Video) -> None:
    answer = cast.anonymous.get(f"/watch/{video.reference}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in?next=/watch/{video.reference}")


@pytest.mark.parametrize("reference", ["x", "%00", "0" * 500, "%F0%9F%8E%AC", "'--", "-1"])
def test_a_malformed_reference_is_not_found(cast: Cast, reference: str) -> None:
    assert cast.owner.get(f"/watch/{reference}").status_code == 404


def test_each_opening_is_a_playback_of_session_profile_and_video(cast: Cast, video: Video) -> None:
    html = page(cast, video)
    page(cast, video)
    rows = db.session.scalars(db.select(Playback).order_by(Playback.id)).all()
    assert len(rows) == 2
    assert f'data-playback="{rows[0].reference}"' in html
    assert (rows[0].profile_id, rows[0].video_id) == (cast.profiles["owner"].id, video.id)


@pytest.mark.parametrize(
    ("kept", "finished", "said"), [(40.0, False, "37.0"), (0.5, False, "0.0"), (99.0, True, "0.0")]
)
def test_it_goes_on_three_seconds_before_the_last_place(
    cast: Cast, video: Video, kept: float, finished: bool, said: str
) -> None:
    row = Progress(profile_id=cast.profiles["owner"].id, video_id=video.id, position_s=kept)
    row.finished_at = row.started_at = video.ready_at if finished else None
    row.started_at = video.ready_at
    db.session.add(row)
    db.session.commit()
    html = page(cast, video)
    assert f'data-resume="{said}"' in html
    assert ("direct.mp4#t=" in html) is (said != "0.0")


def test_another_profile_begins_at_the_beginning(cast: Cast, video: Video) -> None:
    db.session.add(Progress(profile_id=cast.profiles["owner"].id, video_id=video.id, position_s=40))
    db.session.commit()
    assert 'data-resume="0.0"' in page(cast, video, "teenager")


def episodes(title: Title) -> list[Video]:
    return [ready_video(episode) for season in title.seasons for episode in season.episodes]


def test_the_next_episode_follows_over_the_end_of_a_season(cast: Cast) -> None:
    first, second, third = episodes(series())
    assert f'href="/watch/{second.reference}"' in page(cast, first)
    assert f'href="/watch/{third.reference}"' in page(cast, second)
    assert "data-next-go" not in page(cast, third)


def test_of_the_next_episode_no_still_is_asked_for_while_there_is_none(cast: Cast) -> None:
    first, second, _third = episodes(series())
    assert f"{second.reference}/still-320.webp" in page(cast, first)
    second.state = VideoState.GROWING
    db.session.commit()
    html = page(cast, first)
    assert f'href="/watch/{second.reference}"' in html and "still-320.webp" not in html


def test_an_episode_says_which_one_it_is(cast: Cast) -> None:
    first, *_ = episodes(series())
    assert "Season 1, episode 1. Part 1.1" in page(cast, first)


def test_nothing_starts_by_itself_for_a_child(cast: Cast) -> None:
    first, *_ = episodes(series())
    assert "data-by-itself" in page(cast, first)
    assert "data-by-itself" not in page(cast, first, "child")


def test_chapters_without_a_name_are_counted(cast: Cast, video: Video) -> None:
    html = page(cast, video)
    assert "Dusk" in html and "Chapter 2" in html


def test_a_trailer_plays_without_a_next_episode(cast: Cast) -> None:
    title = series()
    trailer = ready_video(title, role="trailer")
    html = page(cast, trailer)
    assert "Trailer" in html and "data-next-go" not in html


def test_the_page_is_not_kept(cast: Cast, video: Video) -> None:
    assert cast.owner.get(f"/watch/{video.reference}").headers["Cache-Control"] == "no-store"


def test_a_hostile_name_is_only_text(cast: Cast) -> None:
    title = film("Nameless")
    title.name = '"><script>alert(1)</script>'
    html = page(cast, ready_video(title))
    assert "<script>alert" not in html


@pytest.mark.parametrize("header", ["Purpose", "Sec-Purpose"])
def test_a_page_that_is_fetched_ahead_opens_nothing(cast: Cast, video: Video, header: str) -> None:
    answer = cast.owner.get(f"/watch/{video.reference}", headers={header: "prefetch"})
    assert answer.status_code == 200 and 'data-playback=""' in answer.text
    assert db.session.scalar(db.select(db.func.count()).select_from(Playback)) == 0
