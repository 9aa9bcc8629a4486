"""A film and a series with their videos, and short words for posting and asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.catalogue.models import Episode, Title
from app.discussions.models import Post
from app.foundation.db import db
from app.foundation.limits import TokenBucket
from app.media.models import Video
from app.watching.models import Progress
from tests.cast import Cast, Person
from tests.programme import make_progress, make_series, make_title, make_video

FILM, SERIES = "/titles/moth-hour/discussion", "/titles/night-ferry/discussion"


@dataclass
class Talk:
    """The film Moth Hour and the series Night Ferry (two seasons of three), 600 s each."""

    cast: Cast
    film: Title
    series: Title
    videos: dict[tuple[int, int], Video]
    reel: Video

    def seen(self, who: str, share: float, season: int = 0, episode: int = 0) -> Progress:
        """Somebody has watched so much of an episode, or of the film."""
        video = self.videos[season, episode] if season else self.reel
        return make_progress(self.cast.profiles[who], video, share)

    def episode(self, season: int, number: int) -> Episode:
        """That episode."""
        episode = self.videos[season, number].episode
        assert episode is not None
        return episode

    def say(self, who: str, text: str, slug: str = "night-ferry", **form: Any) -> Post:
        """Post it; the row."""
        answer = self.person(who).post(f"/titles/{slug}/discussion", {"text": text, **form})
        assert answer.status_code == 303, answer.text
        return posts()[-1]

    def reply(self, who: str, parent: Post, text: str, **form: Any) -> TestResponse:
        """Answer it."""
        address = f"/titles/{parent.title.slug}/discussion/{parent.id}/replies"
        return self.person(who).post(address, {"text": text, **form})

    def page(self, who: str, slug: str = "night-ferry", more: str = "") -> str:
        """The discussion's own page."""
        answer = self.person(who).get(f"/titles/{slug}/discussion{more}")
        assert answer.status_code == 200
        return answer.text

    def person(self, who: str) -> Person:
        """Somebody; whoever speaks a lot in a test is forgiven."""
        db.session.execute(db.delete(TokenBucket))
        db.session.commit()
        person: Person = getattr(self.cast, who)
        return person


def posts() -> list[Post]:
    """Every row, as it is now."""
    db.session.expire_all()
    return list(db.session.scalars(db.select(Post).order_by(Post.id)))


def place_of_last() -> tuple[int | None, float]:
    """Where the newest post stands."""
    post = posts()[-1]
    return post.episode_id, post.at_s


@pytest.fixture
def talk(cast: Cast) -> Talk:
    film, series = make_title("Moth Hour", maturity=12), make_series("Night Ferry", maturity=12)
    videos = {
        (season.number, episode.number): make_video(episode=episode)
        for season in series.seasons
        for episode in season.episodes
    }
    return Talk(cast, film, series, videos, make_video(film))
