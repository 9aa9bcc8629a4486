"""Titles for the tests: quick to make, one of each kind that the rule of visibility tells apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.catalogue.models import Credit, Episode, Genre, Person, Season, Title
from app.foundation import clock
from app.foundation.db import db
from app.foundation.text import slugify
from app.media.models import Video
from app.profiles.models import Profile
from app.watching.models import Progress

DAY = timedelta(days=1)


def make_title(name: str, maturity: int | None = 0, **facts: Any) -> Title:
    """A published film; `published_at=None` is a draft. Genres and people by name, directors all."""
    genres = [_named(Genre, genre) for genre in facts.pop("genres", ())]
    people = [_named(Person, person) for person in facts.pop("people", ())]
    facts = {"kind": "film", "year": 2024, "published_at": clock.now() - DAY, "runtime_s": 1200, **facts}
    title = Title(name=name, slug=slugify(name), maturity_years=maturity, **facts)
    title.genres = genres
    title.credits = [Credit(person=person, role="director") for person in people]
    db.session.add(title)
    db.session.commit()
    return title


def make_series(name: str, seasons: int = 2, episodes: int = 3, **facts: Any) -> Title:
    """A series whose episodes are called `Part 1`, `Part 2`, …"""
    title = make_title(name, kind="series", runtime_s=None, **facts)
    for number in range(1, seasons + 1):
        parts = [Episode(number=n, name=f"Part {n} of {number}", runtime_s=600) for n in range(1, episodes + 1)]
        title.seasons.append(Season(number=number, episodes=parts))
    db.session.commit()
    return title


def make_video(title: Title | None = None, episode: Episode | None = None, **facts: Any) -> Video:
    """A ready main video of 600 s."""
    video = Video(title=title, episode=episode, **{"state": "ready", "duration_s": 600.0, **facts})
    db.session.add(video)
    db.session.commit()
    return video


def make_progress(profile: Profile, video: Video, share: float, hours_ago: int = 1) -> Progress:
    """Somebody's place; a share of 1 is finished."""
    at, position = clock.now() - timedelta(hours=hours_ago), share * (video.duration_s or 0)
    row = Progress(profile_id=profile.id, video_id=video.id, position_s=position, furthest_s=position, updated_at=at)
    row.finished_at = at if share >= 1 else None
    db.session.add(row)
    db.session.commit()
    return row


def _named(table: Any, name: str) -> Any:
    found = db.session.scalar(db.select(table).where(table.slug == slugify(name)))
    if found is None:
        found = table(name=name, slug=slugify(name))
        db.session.add(found)
        db.session.commit()
    return found
