"""Places in a film or a series: where a post stands, and where somebody has been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_

from app.catalogue.models import Episode, Season, Title
from app.foundation.db import db
from app.foundation.text import timecode
from app.media.models import Video, VideoRole
from app.profiles.models import Profile
from app.watching.models import Progress
from app.watching.progress import is_finished


@dataclass(frozen=True)
class Place:
    """A moment of a film (without an episode) or of an episode. `is_whole`: the film is over there."""

    episode_id: int | None = None
    season: int | None = None
    number: int | None = None
    at_s: float = 0.0
    is_whole: bool = False

    @property
    def code(self) -> str:
        """`S1 E4`; empty without an episode."""
        return f"S{self.season} E{self.number}" if self.episode_id else ""

    @property
    def stamp(self) -> str:
        """`S1 E4, 14:58`, `14:58`, or where everybody has been."""
        if self.episode_id is None and self.at_s <= 0:
            return "From the beginning"
        return ", ".join(part for part in (self.code, timecode(self.at_s)) if part)

    @property
    def order(self) -> tuple[Any, ...]:
        """Earlier places come first; specials are watched last."""
        return (self.episode_id is not None, self.season == 0, self.season or 0, self.number or 0, self.at_s)

    @property
    def name(self) -> str:
        """What a form calls it."""
        return f"e{self.episode_id}" if self.episode_id else "here" if self.at_s > 0 else "start"

    @property
    def label(self) -> str:
        """How a form offers it."""
        if self.name == "start":
            return "From the beginning: everybody may read it"
        if self.is_whole:
            return f"All of {self.code}" if self.code else "The whole film"
        return f"Up to where I am: {self.stamp}"


BEGINNING = Place()


def place_of(post: Any) -> Place:
    """Where a post stands; its episode and season are loaded with it."""
    episode = post.episode
    if episode is None:
        return Place(at_s=post.at_s)
    return Place(episode.id, episode.season.number, episode.number, post.at_s)


def places_of(title: Title, profile: Profile) -> list[Place]:
    """The furthest point of this profile in the film, or in each episode begun, in the order of the story."""
    select = (
        db.select(Video.episode_id, Season.number, Episode.number, Progress.furthest_s)
        .add_columns(Progress.finished_at, Video.duration_s)
        .join(Video, Video.id == Progress.video_id)
        .outerjoin(Episode, Episode.id == Video.episode_id)
        .outerjoin(Season, Season.id == Episode.season_id)
        .where(Progress.profile_id == profile.id, Video.role == VideoRole.MAIN)
        .where(or_(Video.title_id == title.id, Season.title_id == title.id))
    )
    found: dict[int | None, Place] = {}
    for episode_id, season, number, at_s, finished_at, duration_s in db.session.execute(select):
        is_whole = finished_at is not None or is_finished(at_s, duration_s)
        place = Place(episode_id, season, number, at_s, is_whole)
        found[episode_id] = max(place, found.get(episode_id, place), key=lambda one: (one.is_whole, one.at_s))
    return sorted(found.values(), key=lambda place: place.order)


def later_of(one: Place, other: Place) -> Place:
    """Whichever comes later in the story."""
    return max(one, other, key=lambda place: place.order)
