"""The rule: nobody is sent a post beyond what they have watched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.discussions.models import Post
from app.discussions.reach import posts_within_reach_of
from app.foundation import clock
from app.foundation.db import db
from tests.discussions.conftest import Talk, posts
from tests.programme import make_progress, make_video

WORD = "kittiwake"


def reaches(talk: Talk, who: str, post: Post) -> bool:
    """Whether the rule lets this post through to somebody."""
    db.session.expire_all()
    found = db.session.scalars(posts_within_reach_of(talk.cast.profiles[who]))
    return post.id in [row.id for row in found]


def plant(talk: Talk, who: str, at_s: float, season: int = 0, number: int = 0, **more: object) -> Post:
    """A row at any place, past the form."""
    title = talk.series if season else talk.film
    episode_id = talk.episode(season, number).id if season else None
    profile_id = talk.cast.profiles[who].id
    key = f"planted-{len(posts()):014}"
    row = Post(title_id=title.id, profile_id=profile_id, episode_id=episode_id, at_s=at_s, text=WORD, key=key, **more)
    db.session.add(row)
    db.session.commit()
    return row


@pytest.mark.parametrize(("share", "at_s", "sees"), [
    (0.5, 300.0, True), (0.5, 300.1, False), (0.5, 299.9, True), (0.0, 0.1, False), (0.949, 580.0, False),
    (0.95, 599.0, True), (1.0, 599.0, True), (1.0, 9000.0, True),
])  # fmt: skip
def test_a_film_opens_to_the_second_and_past_the_credits_wholly(
    talk: Talk, share: float, at_s: float, sees: bool
) -> None:
    post = plant(talk, "owner", at_s)
    talk.seen("stranger", share)
    assert reaches(talk, "stranger", post) is sees


def test_the_beginning_of_a_title_is_for_everybody_who_sees_it(talk: Talk) -> None:
    assert reaches(talk, "stranger", plant(talk, "owner", 0.0))
    of_series = Post(title_id=talk.series.id, profile_id=talk.cast.profiles["owner"].id, text=WORD, key="x" * 22)
    db.session.add(of_series)
    db.session.commit()
    assert reaches(talk, "stranger", of_series)
    assert not reaches(talk, "child", of_series)


def test_the_beginning_of_an_episode_is_for_those_who_began_it(talk: Talk) -> None:
    post = plant(talk, "owner", 0.0, 1, 2)
    talk.seen("stranger", 1, 1, 1)
    talk.seen("stranger", 1, 1, 3)
    assert not reaches(talk, "stranger", post)
    talk.seen("stranger", 0, 1, 2)
    assert reaches(talk, "stranger", post)


def test_another_episode_or_the_trailer_opens_nothing(talk: Talk) -> None:
    post, of_film = plant(talk, "owner", 10.0, 1, 2), plant(talk, "owner", 10.0)
    talk.seen("stranger", 1, 2, 3)
    make_progress(talk.cast.profiles["stranger"], make_video(talk.film, role="trailer"), 1)
    assert not reaches(talk, "stranger", post) and not reaches(talk, "stranger", of_film)


def test_watching_again_from_the_start_hides_nothing(talk: Talk) -> None:
    post = plant(talk, "owner", 590.0)
    progress = talk.seen("stranger", 1)
    progress.position_s, progress.finished_at = 3.0, None
    db.session.commit()
    assert reaches(talk, "stranger", post)
    halfway = plant(talk, "owner", 300.0, 1, 1)
    row = talk.seen("stranger", 0.5, 1, 1)
    row.position_s = 1.0
    db.session.commit()
    assert reaches(talk, "stranger", halfway)


def test_each_of_a_household_has_their_own_reach(talk: Talk) -> None:
    post = plant(talk, "owner", 60.0)
    talk.seen("teenager", 0.5)
    assert reaches(talk, "teenager", post) and not reaches(talk, "member", post)


def test_ones_own_post_is_always_within_reach(talk: Talk) -> None:
    assert reaches(talk, "owner", plant(talk, "owner", 500.0, 2, 3))


def test_a_reply_needs_its_own_place_and_its_parents(talk: Talk) -> None:
    parent = plant(talk, "owner", 60.0, 1, 2)
    early = plant(talk, "owner", 60.0, 1, 1, parent_id=parent.id)
    late = plant(talk, "owner", 60.0, 1, 3, parent_id=parent.id)
    talk.seen("stranger", 0.5, 1, 1)
    assert not reaches(talk, "stranger", early)
    talk.seen("stranger", 0.5, 1, 2)
    assert reaches(talk, "stranger", early) and not reaches(talk, "stranger", late)
    talk.seen("stranger", 0.5, 1, 3)
    assert reaches(talk, "stranger", late)


def test_a_title_without_a_video_has_only_posts_for_everybody(talk: Talk) -> None:
    db.session.delete(talk.reel)
    db.session.commit()
    assert not reaches(talk, "stranger", plant(talk, "owner", 5.0))
    assert reaches(talk, "stranger", plant(talk, "owner", 0.0))


def test_a_title_that_one_may_not_see_gives_nothing_away(talk: Talk) -> None:
    post = plant(talk, "owner", 0.0)
    talk.film.maturity_years = 18
    db.session.commit()
    assert not reaches(talk, "teenager", post) and reaches(talk, "stranger", post)
    talk.film.available_until = clock.now() - timedelta(days=1)
    db.session.commit()
    assert not reaches(talk, "stranger", post)


def test_two_main_videos_count_by_whichever_was_watched_further(talk: Talk) -> None:
    post = plant(talk, "owner", 200.0)
    talk.seen("stranger", 0.1)
    assert not reaches(talk, "stranger", post)
    make_progress(talk.cast.profiles["stranger"], make_video(talk.film), 0.5)
    assert reaches(talk, "stranger", post)


def test_the_curtain_counts_what_lies_ahead_and_tells_where_it_opens(talk: Talk) -> None:
    for at_s, season, number in ((30.0, 1, 2), (400.0, 1, 1), (5.0, 2, 1)):
        plant(talk, "owner", at_s, season, number)
    talk.seen("stranger", 0.5, 1, 1)
    page = talk.page("stranger")
    assert "3 posts after where you are" in page and "The next opens at S1 E1, 6:40." in page
    assert "Showing what you have seen: up to S1 E1, 5:00" in page and WORD not in page
    assert "1 post after where you are" in talk.page("stranger", more="?episode=S2E1")
    assert WORD in talk.page("owner") and "after where you are" not in talk.page("owner")
