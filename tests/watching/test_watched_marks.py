"""Marks of what was watched: a film, an episode, a season, a series; and taking them back."""

from __future__ import annotations

import json

import pytest

from app.catalogue.models import Title
from app.foundation.db import db
from app.media.models import Video
from app.profiles.models import Profile
from app.watching.beats import Seat
from app.watching.models import Progress
from app.watching.playbacks import open_playback
from app.watching.progress import record
from tests.cast import Cast, Person
from tests.films import film, ready_video, series

NUMBERS = ((1, 1), (1, 2), (2, 1))


@pytest.fixture
def keeper(cast: Cast) -> list[Video]:
    """The Aurora Keeper's three episodes, in two seasons."""
    title = series(numbers=NUMBERS)
    title.maturity_years = 0
    title.publish()
    return [ready_video(episode) for season in title.seasons for episode in season.episodes]


def press(person: Person, slug: str = "the-aurora-keeper", **fields: object) -> str:
    """Press a mark; where its undo is."""
    answer = person.post(f"/titles/{slug}/watched", {key: str(value) for key, value in fields.items()}, fragment=True)
    assert answer.status_code == 204, answer.text
    facts = json.loads(answer.headers["HX-Trigger"])
    assert "progress-changed" in facts
    return str(facts["notice"].get("undo_url", ""))


def finished(profile: Profile) -> int:
    mine = Progress.profile_id == profile.id, Progress.finished_at.is_not(None)
    return db.session.scalar(db.select(db.func.count()).select_from(Progress).where(*mine)) or 0


@pytest.mark.parametrize(
    ("fields", "count"), [({}, 3), ({"season": 1}, 2), ({"season": 2}, 1), ({"season": 1, "episode": 2}, 1)]
)
def test_what_is_marked_is_watched_and_the_undo_takes_it_back(
    cast: Cast, keeper: list[Video], fields: dict[str, int], count: int
) -> None:
    undo = press(cast.owner, **fields)
    assert finished(cast.profiles["owner"]) == count
    assert finished(cast.profiles["teenager"]) == 0
    assert cast.owner.post(undo, fragment=True).status_code == 204
    assert db.session.scalar(db.select(db.func.count()).select_from(Progress)) == 0


def test_marked_as_not_watched_it_is_forgotten_and_the_undo_brings_it_back(cast: Cast, keeper: list[Video]) -> None:
    owner = cast.profiles["owner"]
    record(Seat.of(open_playback(cast.owner.session_id, owner, keeper[1]), keeper[1]), 1, 40)
    db.session.commit()
    press(cast.owner, season=1, episode=1)
    undo = press(cast.owner, **{"season": 1, "not": 1})
    assert db.session.scalar(db.select(db.func.count()).select_from(Progress)) == 0
    cast.owner.post(undo, fragment=True)
    assert finished(owner) == 1
    kept = db.session.get(Progress, (owner.id, keeper[1].id), populate_existing=True)
    assert kept and kept.position_s == 40 and kept.finished_at is None


def test_what_was_begun_goes_on_where_it_was_when_the_mark_is_taken_back(cast: Cast, keeper: list[Video]) -> None:
    owner = cast.profiles["owner"]
    record(Seat.of(open_playback(cast.owner.session_id, owner, keeper[0]), keeper[0]), 1, 40)
    db.session.commit()
    record(Seat.of(open_playback(cast.owner.session_id, owner, keeper[0]), keeper[0]), 1, 20)
    db.session.commit()
    undo = press(cast.owner, season=1)
    cast.owner.post(undo, fragment=True)
    kept = db.session.get(Progress, (owner.id, keeper[0].id), populate_existing=True)
    assert kept and (kept.position_s, kept.furthest_s, kept.finished_at) == (20, 40, None)


def test_what_was_watched_since_stays(cast: Cast, keeper: list[Video]) -> None:
    undo = press(cast.owner, season=1, episode=1)
    playback = open_playback(cast.owner.session_id, cast.profiles["owner"], keeper[0])
    record(Seat.of(playback, keeper[0]), 1, 30)
    db.session.commit()
    answer = cast.owner.post(undo, fragment=True)
    assert "watched since" in answer.headers["HX-Trigger"]
    kept = db.session.get(Progress, (cast.profiles["owner"].id, keeper[0].id), populate_existing=True)
    assert kept and kept.position_s == 30


def test_the_page_shows_the_marks_and_what_pressing_them_again_does(cast: Cast, keeper: list[Video]) -> None:
    page = cast.owner.get("/titles/the-aurora-keeper").text
    for said in ("Mark all as watched", "Mark season as watched", "Mark episode 1 as watched"):
        assert said in page
    press(cast.owner)
    page = cast.owner.get("/titles/the-aurora-keeper").text
    for said in ("All watched", "Season watched", "Episode 1 is watched"):
        assert said in page


def test_an_undo_for_a_hundred_episodes_still_fits_into_an_address(cast: Cast) -> None:
    title = series(numbers=tuple((season, number) for season in range(1, 6) for number in range(1, 21)))
    title.publish()
    videos = [Video(episode=episode, state="ready", duration_s=100.0) for s in title.seasons for episode in s.episodes]
    db.session.add_all(videos)
    db.session.commit()
    undo = press(cast.owner)
    assert 0 < len(undo) < 3500 and finished(cast.profiles["owner"]) == 100
    gone = press(cast.owner, **{"not": 1})
    assert 0 < len(gone) < 3500
    cast.owner.post(gone, fragment=True)
    assert finished(cast.profiles["owner"]) == 100


def test_a_film_too_and_without_scripts(cast: Cast) -> None:
    ready_video(film("Harbour Light"))
    answer = cast.owner.post("/titles/harbour-light/watched")
    assert (answer.status_code, answer.location) == (303, "/titles/harbour-light")
    assert "Harbour Light marked as watched." in cast.owner.get("/titles/harbour-light").text


def test_nobody_marks_what_they_may_not_see_or_takes_back_anothers_marks(cast: Cast, keeper: list[Video]) -> None:
    ready_video(film("Night Harbour", 18))
    assert cast.child.post("/titles/night-harbour/watched").status_code == 404
    undo = press(cast.owner)
    for who in ("stranger", "teenager", "member"):
        assert cast.person(who).post(undo).status_code == 404
    assert finished(cast.profiles["owner"]) == 3


@pytest.mark.parametrize("season", ["-1", "x", "9" * 40, "1.5", "٣", "7", "\0", "0" * 5000 + "1"])
def test_a_season_that_is_none_is_not_found(cast: Cast, keeper: list[Video], season: str) -> None:
    assert cast.owner.post("/titles/the-aurora-keeper/watched", {"season": season}).status_code == 404


@pytest.mark.parametrize("token", ["x", "e30.x.y", "%00"])
def test_a_forged_undo_is_not_found(cast: Cast, keeper: list[Video], token: str) -> None:
    assert cast.owner.post(f"/titles/the-aurora-keeper/watched/undo/{token}").status_code == 404


def test_a_title_without_films_has_nothing_to_mark(cast: Cast) -> None:
    title = Title(name="Announced", slug="announced", maturity_years=0)
    title.publish()
    db.session.add(title)
    db.session.commit()
    assert cast.owner.post("/titles/announced/watched").status_code == 404
    assert "as watched" not in cast.owner.get("/titles/announced").text
