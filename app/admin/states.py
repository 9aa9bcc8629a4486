"""How titles and videos stand, as a dot and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.catalogue.models import Episode, Season, Title
from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs import Job, JobState
from app.foundation.text import plural
from app.foundation.words import short_day
from app.media.models import Rendition, Video, VideoRole, VideoState

LEAVING = timedelta(days=14)
BEING_MADE = (VideoState.ENCODING, VideoState.GROWING)
GOOD, BUSY, PROBLEM, QUIET = "good", "busy", "problem", ""


@dataclass(frozen=True)
class State:
    """The dot's tone and the words beside it."""

    tone: str
    words: str


@dataclass
class VideoFacts:
    """What a list says of a title's main videos."""

    videos: list[Any] = field(default_factory=list)
    heights: list[int] = field(default_factory=list)
    progress: dict[str, float] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """The one thing an editor should know: what failed, then what is being made, then what is there."""
        states = [video.state for video in self.videos]
        if not states:
            return State(QUIET, "No video")
        if VideoState.FAILED in states:
            return State(PROBLEM, "Failed" if len(states) == 1 else f"{states.count(VideoState.FAILED)} failed")
        if any(state in BEING_MADE for state in states):
            return State(BUSY, f"Encoding {self._share:.0%}".replace("%", " %"))
        if VideoState.WAITING in states:
            return State(BUSY, "Waiting for a worker")
        return State(GOOD, "Ready" if len(states) == 1 else plural(len(states), "episode"))

    @property
    def _share(self) -> float:
        found = [self.progress.get(video.reference, 0.0) for video in self.videos if video.state in BEING_MADE]
        return sum(found) / len(found)


def title_state(title: Title) -> State:
    """Draft, on a day, published, leaving, gone."""
    moment = clock.now()
    if title.published_at is None:
        return State(QUIET, "Draft")
    begins = max(filter(None, (title.published_at, title.available_from)))
    if begins > moment:
        return State(BUSY, f"On {short_day(begins)}")
    if title.available_until is None:
        return State(GOOD, "Published")
    if title.available_until <= moment:
        return State(QUIET, f"Left {short_day(title.available_until)}")
    if title.available_until - moment < LEAVING:
        return State(BUSY, f"Leaving {short_day(title.available_until)}")
    return State(GOOD, "Published")


def video_of_title() -> Any:
    """A condition on `Video` inside a statement about `Title`: it is the title's, or one of its episodes'."""
    episodes = db.select(Episode.id).join(Season).where(Season.title_id == Title.id).correlate(Title)
    return (Video.title_id == Title.id) | Video.episode_id.in_(episodes)


def video_facts(title_ids: Iterable[int]) -> dict[int, VideoFacts]:
    """The main videos of these titles and of their episodes: three statements, however many titles."""
    ids = list(title_ids)
    whose = db.func.coalesce(Video.title_id, Season.title_id)
    select = (
        db.select(whose.label("title_id"), Video.id, Video.state, Video.reference)
        .outerjoin(Episode, Episode.id == Video.episode_id)
        .outerjoin(Season, Season.id == Episode.season_id)
        .where(whose.in_(ids), Video.role == VideoRole.MAIN)
    )
    found: dict[int, VideoFacts] = defaultdict(VideoFacts)
    rows = list(db.session.execute(select))
    heights, progress = heights_of([row.id for row in rows]), progress_of([row.reference for row in rows])
    for row in rows:
        facts = found[row.title_id]
        facts.videos.append(row)
        facts.heights = sorted({*facts.heights, *heights.get(row.id, ())})
        facts.progress = progress
    return found


def heights_of(video_ids: Iterable[int]) -> dict[int, list[int]]:
    """The rungs that are there, by video."""
    select = (
        db.select(Rendition.video_id, Rendition.height)
        .where(Rendition.video_id.in_(list(video_ids)), Rendition.kind == "video", Rendition.height.is_not(None))
        .distinct()
    )
    found: dict[int, list[int]] = defaultdict(list)
    for video_id, height in db.session.execute(select.order_by(Rendition.height)):
        found[video_id].append(height)
    return found


def progress_of(references: Iterable[str]) -> dict[str, float]:
    """How far the encodes are that run, 0 to 1, by the video's reference."""
    keys = {f"encode:{reference}": reference for reference in references}
    select = db.select(Job.dedupe_key, Job.progress).where(Job.dedupe_key.in_(keys), Job.state == JobState.RUNNING)
    return {keys[key]: share for key, share in db.session.execute(select) if key}


def jobs_of(references: Iterable[str]) -> dict[str, Job]:
    """The newest encode of each video."""
    keys = {f"encode:{reference}": reference for reference in references}
    rows = db.session.scalars(db.select(Job).where(Job.dedupe_key.in_(keys)).order_by(Job.id))
    return {keys[row.dedupe_key or ""]: row for row in rows}
