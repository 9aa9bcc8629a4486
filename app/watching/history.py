"""What a profile has watched: by day, taken out one by one or for a stretch of time, and taken along as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from flask import abort
from sqlalchemy import Select, and_, or_

from app.catalogue.models import Episode, Season, Title
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video, VideoRole
from app.media.queries import playable_videos_for
from app.profiles.models import Profile
from app.watching.models import Playback, Progress, place_of
from app.watching.progress import tell_changed
from app.watching.queries import find_progress

ON_A_PAGE = 60
SINCE = {"hour": "the last hour", "day": "the last day", "week": "the last week", "all": "all of it"}
SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
STILL_OPEN = timedelta(minutes=2)
MOST_TOLD = 20
HEADINGS = ("watched at", "title", "season", "episode", "name", "minutes in", "of minutes", "finished")


@dataclass(frozen=True)
class Seen:
    """A film or an episode, when it was watched last, and how far."""

    reference: str
    title_id: int
    name: str
    slug: str
    season: int | None
    number: int | None
    episode_name: str
    seen_at: datetime
    position_s: float
    duration_s: float
    finished_at: datetime | None

    @property
    def part(self) -> str:
        """`S1 E4. The Mast`; empty for a film."""
        code = f"S{self.season} E{self.number}" if self.number else ""
        return ". ".join(part for part in (code, self.episode_name) if part)

    @property
    def share(self) -> float:
        """How much of it, 0 to 1."""
        return 1.0 if self.finished_at else min(1.0, self.position_s / self.duration_s) if self.duration_s else 0.0


def history_of(profile: Profile, before: datetime | None = None, most: int = ON_A_PAGE) -> list[Seen]:
    """What it has watched of what it may see now, the latest first, `most` of them from `before` on."""
    select = _of(profile).order_by(Progress.updated_at.desc(), Video.id.desc())
    select = select.where(Progress.updated_at < before) if before else select
    return [_seen(row) for row in db.session.execute(select.limit(most))]


def by_day(seen: Iterable[Seen], zone: str) -> list[tuple[datetime, list[Seen]]]:
    """A moment of each day, in this zone, with what was watched then."""
    there = clock.zone(zone)
    days = groupby(seen, key=lambda one: one.seen_at.astimezone(there).date())
    return [(rows[0].seen_at, rows) for rows in (list(group) for _, group in days)]


def count_since(profile: Profile, word: str) -> int:
    """How many a removal of this stretch would take out."""
    select = db.select(db.func.count()).select_from(Progress).where(*_since(profile, word))
    return db.session.scalar(select) or 0


def take_out(profile: Profile, reference: str) -> tuple[Title, dict[str, Any]]:
    """Take one out, in the current transaction; its title, and what `put_back` needs. 404 for what is not in."""
    row = find_progress(reference, profile)
    title = row.video.work
    was = {"profile": profile.id, "video": row.video_id, "before": row.kept}
    db.session.execute(db.delete(Progress).where(Progress.profile_id == profile.id, Progress.video_id == row.video_id))
    _forget_plays(profile, [row.video_id])
    tell_changed(profile.id, title.id)
    return title, was


def put_back(profile: Profile, was: dict[str, Any]) -> Title | None:
    """Put it back, in the current transaction; its title, or None where it has been watched anew, or is another's."""
    video = db.session.get(Video, was["video"])
    if was["profile"] != profile.id or video is None or db.session.get(Progress, (profile.id, video.id)):
        return None
    db.session.add(Progress(profile_id=profile.id, video_id=video.id, **place_of(was["before"])))
    tell_changed(profile.id, video.work.id)
    return video.work


def take_out_since(profile: Profile, word: str) -> int:
    """Take out what was watched in this stretch, in the current transaction; how many that were."""
    here = _since(profile, word)
    ids = list(db.session.scalars(db.select(Progress.video_id).where(*here)))
    db.session.execute(db.delete(Progress).where(*here))
    _forget_plays(profile, ids)
    titles = playable_videos_for(profile).where(Video.id.in_(ids)).with_only_columns(Title.id).distinct()
    for title_id in db.session.scalars(titles.limit(MOST_TOLD)).all():
        tell_changed(profile.id, title_id)
    return len(ids)


def as_csv(seen: Iterable[Seen]) -> str:
    """A line for each (RFC 4180), times in UTC. No cell can be read as a formula."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADINGS)
    for one in seen:
        moments = one.seen_at.isoformat(timespec="seconds"), "yes" if one.finished_at else "no"
        lengths = round(one.position_s / 60, 1), round(one.duration_s / 60, 1)
        names = _plain(one.name), one.season or "", one.number or "", _plain(one.episode_name)
        lines.writerow((moments[0], *names, *lengths, moments[1]))
    return text.getvalue()


def _of(profile: Profile) -> Select[Any]:
    mine = and_(Progress.video_id == Video.id, Progress.profile_id == profile.id)
    columns = (Video.reference, Title.id, Title.name, Title.slug, Season.number, Episode.number, Episode.name)
    so_far = (Progress.updated_at, Progress.position_s, Video.duration_s, Progress.finished_at)
    select = playable_videos_for(profile).join(Progress, mine).where(Video.role == VideoRole.MAIN)
    return select.with_only_columns(*columns, *so_far)


def _seen(row: Any) -> Seen:
    reference, title_id, name, slug, season, number, episode, seen_at, position_s, duration_s, finished_at = row
    named = reference, title_id, name, slug, season, number, episode or ""
    return Seen(*named, seen_at, position_s, duration_s or 0.0, finished_at)


def _since(profile: Profile, word: str) -> tuple[Any, ...]:
    """404 for a stretch that there is not."""
    if word not in SINCE:
        abort(404)
    mine = (Progress.profile_id == profile.id,)
    return mine if word == "all" else (*mine, Progress.updated_at >= clock.now() - SPANS[word])


def _forget_plays(profile: Profile, video_ids: list[int]) -> None:
    """The openings too, save one that is open now: its player would be told to stop."""
    over = or_(Playback.ended_at.is_not(None), _heard_last() < clock.now() - STILL_OPEN)
    mine = Playback.profile_id == profile.id, Playback.video_id.in_(video_ids)
    db.session.execute(db.delete(Playback).where(*mine, over))


def _heard_last() -> Any:
    return db.func.coalesce(Playback.beat_at, Playback.created_at)


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
