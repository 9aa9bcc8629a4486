"""A house where people of two tastes have watched: those of the sea, and those of music."""

from __future__ import annotations

from app.accounts.models import Household
from app.catalogue.models import Title
from app.foundation.db import db
from app.profiles.models import Profile
from app.recommendations.jobs import train_recommendations
from app.recommendations.models import TrainingRun
from app.recommendations.serving import forget_weights
from tests.programme import make_progress, make_title, make_video

SEA = ("Night Ferry", "The Undertow", "Salt Room", "Long Current", "Harbour")
MUSIC = ("Two Tones", "Kettle Hymn", "Nocturne", "Organ Loft", "Reel")


class QuietRun:
    """A job's run as a training needs it."""

    def progress(self, fraction: float, stage: str) -> None:
        """Nobody listens."""


def make_films() -> dict[str, Title]:
    """Ten films that play."""
    films = {name: make_title(name, genres=["Sea" if name in SEA else "Music"]) for name in (*SEA, *MUSIC)}
    for film in films.values():
        make_video(film)
    return films


def watch(profile: Profile, film: Title, share: float = 1.0, hours_ago: int = 1) -> None:
    """Somebody watched it."""
    from app.media.models import Video

    video = db.session.scalars(db.select(Video).filter_by(title_id=film.id)).one()
    make_progress(profile, video, share, hours_ago)


def fill(films: dict[str, Title], people: int = 12) -> list[Profile]:
    """People who watched four of their five, each another four."""
    profiles = []
    for number in range(people):
        house = Household(name=f"House {number}")
        profile = Profile(name=f"Viewer {number}", household=house, maturity_limit=18)
        db.session.add_all([house, profile])
        db.session.commit()
        names = SEA if number % 2 else MUSIC
        for place in range(4):
            watch(profile, films[names[(number // 2 + place) % 5]], hours_ago=100 - place)
        profiles.append(profile)
    return profiles


def train() -> TrainingRun:
    """A training, as the worker does it."""
    train_recommendations(QuietRun())  # type: ignore[arg-type]
    forget_weights()
    return db.session.scalars(db.select(TrainingRun).order_by(TrainingRun.id.desc()).limit(1)).one()
