"""The title's page: seasons at their own addresses, what plays, more like this, the person's page."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_progress, make_series, make_title, make_video
from tests.statements import count_statements


@pytest.fixture
def series(app: Flask, cast: Cast) -> Cast:
    title = make_series("Aurora", seasons=2, episodes=3)
    for season in title.seasons:
        for episode in season.episodes:
            make_video(episode=episode)
    return cast


def test_a_season_has_an_address_of_its_own(series: Cast) -> None:
    text = series.owner.get("/titles/aurora?season=2").text
    assert "Part 1 of 2" in text
    assert "Part 1 of 1" not in text


def test_the_first_season_is_shown_unless_asked(series: Cast) -> None:
    assert "Part 1 of 1" in series.owner.get("/titles/aurora").text


def test_a_season_is_swapped_as_a_part_of_the_page(series: Cast) -> None:
    for path in ("/titles/aurora", "/titles/aurora?season=2"):
        assert_fragment_in_page(series.owner, path, "seasons")


@pytest.mark.parametrize("season", ["3", "-1", "99999999999", "x", "²", "1.0", "", "01"])
def test_a_season_that_there_is_not_is_not_found(series: Cast, season: str) -> None:
    for fragment in (False, True):
        assert series.owner.get(f"/titles/aurora?season={season}", fragment=fragment).status_code == 404


def test_a_film_has_no_season_to_ask_for(cast: Cast) -> None:
    make_title("Comet")
    assert cast.owner.get("/titles/comet?season=1").status_code == 404


def test_a_film_without_a_video_says_not_yet_and_offers_no_play(cast: Cast) -> None:
    make_title("Comet")
    text = cast.owner.get("/titles/comet").text
    assert "Not yet" in text
    assert "/watch/" not in text


def test_a_film_with_a_video_plays(cast: Cast) -> None:
    video = make_video(make_title("Comet"))
    text = cast.owner.get("/titles/comet").text
    assert f'href="/watch/{video.reference}"' in text
    assert "10 min" in text, "the video's own length, not what the editor wrote"


def test_a_film_still_encoding_offers_no_play(cast: Cast) -> None:
    make_video(make_title("Comet"), state="encoding")
    assert "/watch/" not in cast.owner.get("/titles/comet").text


def test_resume_says_where_and_offers_to_start_over(cast: Cast) -> None:
    video = make_video(make_title("Comet"))
    make_progress(cast.profiles["owner"], video, 0.5)
    text = cast.owner.get("/titles/comet").text
    assert "Resume, 5 min left" in text
    assert f"/watch/{video.reference}?from=start" in text
    assert "Resume" not in cast.teenager.get("/titles/comet").text


def test_an_episode_row_says_how_far_it_is_seen(series: Cast) -> None:
    title = make_series("Borealis", seasons=1, episodes=2)
    first, second = (make_video(episode=episode) for episode in title.seasons[0].episodes)
    make_progress(series.profiles["owner"], first, 1.0, hours_ago=3)
    make_progress(series.profiles["owner"], second, 0.5)
    text = series.owner.get("/titles/borealis").text
    assert "Resume S1 E2, 5 min left" in text
    assert "Watched" in text
    assert "episode--current" in text


def test_more_like_this_says_why(cast: Cast) -> None:
    make_title("Comet", genres=["Night"], people=["Solveig Tran"])
    make_title("Moth Hour", genres=["Night"])
    make_title("Meridian", people=["Solveig Tran"])
    make_title("Late Comet", 18, genres=["Night"], people=["Solveig Tran"])
    text = cast.child.get("/titles/comet").text
    assert "Also by Solveig Tran" in text
    assert "Night, too" in text
    assert "Late Comet" not in text
    assert text.index("Meridian") < text.index("Moth Hour")


def test_people_on_the_page_lead_to_their_own(cast: Cast) -> None:
    make_title("Comet", people=["Solveig Tran"])
    assert 'href="/people/solveig-tran"' in cast.owner.get("/titles/comet").text
    assert "Comet" in cast.owner.get("/people/solveig-tran").text


def test_statements_do_not_grow_with_the_rows(series: Cast) -> None:
    series.owner.get("/titles/aurora")
    with count_statements() as few:
        assert series.owner.get("/titles/aurora").status_code == 200
    title = make_series("Wide", seasons=6, episodes=12, people=[f"Maker {n}" for n in range(12)], genres=["Night"])
    make_video(episode=title.seasons[0].episodes[0])
    for n in range(20):
        make_title(f"Near {n}", genres=["Night"], people=[f"Maker {n % 12}"])
    with count_statements() as many:
        assert series.owner.get("/titles/wide").status_code == 200
    assert len(many) <= len(few) + 4, "the first had no people and nothing like it"
