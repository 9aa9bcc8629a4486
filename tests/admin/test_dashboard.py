"""The first page: its figures agree with the rows."""

from __future__ import annotations

from datetime import timedelta

from app.admin import figures, viewing
from app.catalogue.models import Episode, Season, Title
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.watching.models import Playback, Progress
from tests.cast import Cast
from tests.statements import count_statements


def a_programme() -> tuple[Title, Title, Title]:
    """A film with a video, a film without, a series with one in an episode."""
    film, bare = Title(name="Rain", slug="rain", maturity_years=7), Title(name="Bare", slug="bare")
    series = Title(name="Quay", slug="quay", kind="series", maturity_years=0)
    series.seasons = [Season(number=1, episodes=[Episode(number=1)])]
    db.session.add_all([film, bare, series])
    db.session.flush()
    db.session.add_all(
        [Video(title=film, source_bytes=100, facts={"bytes": 50.0}), Video(episode=series.seasons[0].episodes[0])]
    )
    db.session.commit()
    return film, bare, series


def test_what_wants_an_editor_is_counted(cast: Cast) -> None:
    a_programme()
    assert figures.wants_an_editor() == {"video": 1, "poster": 3, "mark": 1, "total": 1}
    assert [(title.name, lack) for title, lack in figures.unfinished_titles()] == [("Bare", "No video")]
    assert figures.media_bytes() == (100, 50)


def test_the_list_finds_titles_by_how_their_video_stands(cast: Cast) -> None:
    a_programme()
    none = cast.editor.get("/admin/titles/?flt0_video_is=none").text
    waiting = cast.editor.get("/admin/titles/?flt0_video_is=waiting").text
    assert ("Bare" in none, ">Rain<" in none, ">Quay<" in none) == (True, False, False)
    assert ("Bare" in waiting, ">Rain<" in waiting, ">Quay<" in waiting) == (False, True, True)


def test_who_watches_now_and_what_was_played(cast: Cast) -> None:
    film, _bare, _series = a_programme()
    video, profile = db.session.scalars(db.select(Video).where(Video.title_id == film.id)).one(), cast.profiles["owner"]
    playback = Playback(session_id=cast.owner.session_id, profile_id=profile.id, video_id=video.id, beat_at=clock.now())
    old = Playback(session_id=cast.owner.session_id, profile_id=profile.id, video_id=video.id)
    old.beat_at = old.created_at = clock.now() - timedelta(days=8)
    db.session.add_all([playback, old, Progress(profile_id=profile.id, video_id=video.id, position_s=61)])
    db.session.commit()
    assert [(row.id, position) for row, position in figures.watching_now()] == [(playback.id, 61)]
    days = viewing.by_day()
    assert figures.plays(days) == {"week": 1, "more": 0}
    assert sum(day.films for day in days) == 2
    page = cast.admin.get("/admin/").text
    assert "1:01" in page
    assert "Rain" in page


def test_everybody_who_may_enter_gets_a_first_page_of_their_own(cast: Cast) -> None:
    a_programme()
    assert "To finish" in cast.editor.get("/admin/").text
    moderator = cast.moderator.get("/admin/").text
    assert "To finish" not in moderator
    assert 'id="queue"' not in moderator
    with count_statements() as sent:
        cast.admin.get("/admin/")
    assert len(sent) <= 27, sent  # with those of signing in
