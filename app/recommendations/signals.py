"""Signals of taste: what a profile's watching, ratings and list say of each title, as one number with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, literal, union_all

from app.catalogue.models import Episode, Season
from app.foundation import clock
from app.foundation.db import UtcDateTime, db
from app.media.models import Video, VideoRole
from app.profiles.models import Profile
from app.recommendations.models import Disinterest
from app.reviews.models import REMOVED, Review
from app.watching.models import ListEntry, Progress

WATCHED, RATED, LISTED, DISLIKED = "watched", "rated", "listed", "disliked"
FINISHED_SHARE = 0.95
HALF_LIFE_DAYS = 120.0
GIVEN_UP_BELOW, GIVEN_UP_AFTER_DAYS = 0.15, 14.0


@dataclass(frozen=True)
class Signal:
    """What speaks for a title (below 0: against it). `share` is how much was seen, `rating` 1 to 5; None: unknown."""

    title_id: int
    weight: float
    share: float | None = None
    rating: int | None = None
    is_listed: bool = False
    at: datetime | None = None

    @property
    def is_finished(self) -> bool:
        """Whether it, or an episode of it, was seen to the end."""
        return self.share is not None and self.share >= FINISHED_SHARE


@dataclass(frozen=True)
class Taste:
    """All signals of a profile by title, and the titles that it does not want to be offered."""

    signals: dict[int, Signal]
    disliked: frozenset[int]

    @property
    def weights(self) -> dict[int, float]:
        """Title id -> its weight, those that say nothing left out."""
        return {title_id: signal.weight for title_id, signal in self.signals.items() if signal.weight}

    @property
    def watched(self) -> list[Signal]:
        """What was begun or finished, the newest first."""
        seen = [signal for signal in self.signals.values() if signal.share is not None and signal.at is not None]
        return sorted(seen, key=lambda signal: (signal.at, signal.title_id), reverse=True)


def taste_of(profile: Profile) -> Taste:
    """The profile's taste as it is at this moment, in one statement: the newest watch counts at once.

    Of whoever wants no suggestions nothing is read, and there is none.
    """
    if not profile.wants_suggestions:
        return Taste({}, frozenset())
    facts: dict[int, dict[str, Any]] = {}
    for kind, title_id, value, at in db.session.execute(_said_by(profile)):
        facts.setdefault(title_id, {})[kind] = (value, at)
    disliked = frozenset(title_id for title_id, said in facts.items() if DISLIKED in said)
    return Taste({title_id: signal_of(title_id, said) for title_id, said in facts.items()}, disliked)


def signal_of(title_id: int, said: dict[str, tuple[float, datetime]]) -> Signal:
    """One title's signal: watching counts most and fades with the months, a rating moves it either way."""
    share, seen_at = said.get(WATCHED, (None, None))
    rating = said[RATED][0] if RATED in said else None
    weight = _of_watching(share, seen_at) if share is not None and seen_at else 0.0
    weight += (rating - 3) / 2 if rating is not None else 0.0
    weight += 0.4 if LISTED in said else 0.0
    if DISLIKED in said:
        weight = min(weight, 0.0) - 0.5
    stars = int(rating) if rating is not None else None
    return Signal(title_id, round(weight, 4), share, stars, LISTED in said, seen_at)


def _of_watching(share: float, at: datetime) -> float:
    days = max(0.0, (clock.now() - at).total_seconds() / 86_400)
    if share < GIVEN_UP_BELOW:
        return -0.2 if days > GIVEN_UP_AFTER_DAYS else 0.1
    fading = max(0.3, 0.5 ** (days / HALF_LIFE_DAYS))
    return float((1.0 if share >= FINISHED_SHARE else 0.3 + 0.5 * share) * fading)


def histories() -> dict[int, list[tuple[int, float, datetime]]]:
    """Profile id -> (title id, share seen, when last) in the order of watching; for training, over all profiles."""
    select = _watching(Progress.profile_id).order_by("at", "title_id")
    found: dict[int, list[tuple[int, float, datetime]]] = {}
    for profile_id, title_id, share, at in db.session.execute(select):
        found.setdefault(profile_id, []).append((title_id, share, at))
    return found


def watched_most(most: int = 200) -> list[int]:
    """The titles that the most people watched, the first first."""
    seen = _watching(Progress.profile_id).subquery()
    counted = db.select(seen.c.title_id).where(seen.c.value >= GIVEN_UP_BELOW).group_by(seen.c.title_id)
    return list(db.session.scalars(counted.order_by(db.func.count().desc(), seen.c.title_id).limit(most)))


def _title_of_video() -> Any:
    return db.func.coalesce(Video.title_id, Season.title_id)


def _watching(*first: Any) -> Any:
    """A row for each title that somebody has begun: the largest share seen of any of its videos, and when last."""
    length = db.func.coalesce(Video.duration_s, 0.0)
    share = db.case((Progress.finished_at.is_not(None), 1.0), (length > 0, Progress.furthest_s / length), else_=0.0)
    return (
        db.select(
            *first,
            _title_of_video().label("title_id"),
            db.func.max(share).label("value"),
            db.func.max(Progress.updated_at, type_=UtcDateTime()).label("at"),
        )
        .join(Video, Video.id == Progress.video_id)
        .outerjoin(Episode, Episode.id == Video.episode_id)
        .outerjoin(Season, Season.id == Episode.season_id)
        .where(Video.role == VideoRole.MAIN)
        .group_by(*first, _title_of_video())
    )


def _said_by(profile: Profile) -> Any:
    def named(kind: str) -> Any:
        return cast(literal(kind), String).label("kind")

    mine = Review.profile_id == profile.id, Review.state != REMOVED
    rated = db.select(named(RATED), Review.title_id, Review.rating * 1.0, Review.created_at).where(*mine)
    listed = db.select(named(LISTED), ListEntry.title_id, literal(1.0), ListEntry.added_at)
    disliked = db.select(named(DISLIKED), Disinterest.title_id, literal(1.0), Disinterest.since)
    return union_all(
        _watching(named(WATCHED)).where(Progress.profile_id == profile.id),
        rated,
        listed.where(ListEntry.profile_id == profile.id),
        disliked.where(Disinterest.profile_id == profile.id),
    )
