"""Reads of who is how far in what, named by who may see. Only ready main videos count, and only visible titles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort
from sqlalchemy import and_, or_

from app.catalogue.models import Episode, Season, Title
from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.media.models import Video, VideoRole, VideoState
from app.media.queries import playable_videos_for
from app.profiles.models import Profile
from app.watching.models import ListEntry, Progress

REFERENCE = re.compile(r"[A-Za-z0-9_-]{11}\Z")
MOST_GOING = 24
MOST_LISTED = 200


@dataclass(frozen=True)
class Main:
    """The main video of a film or an episode, and how far a profile is in it."""

    title_id: int
    episode_id: int | None
    season: int | None
    number: int | None
    reference: str
    duration_s: float | None
    can_be_taken: bool = False
    position_s: float | None = None
    finished_at: datetime | None = None
    seen_at: datetime | None = None

    @property
    def url(self) -> str:
        """Where it plays."""
        return f"/watch/{self.reference}"

    @property
    def code(self) -> str:
        """`S1 E4`; empty for a film."""
        return f"S{self.season} E{self.number}" if self.episode_id else ""

    @property
    def is_finished(self) -> bool:
        """Whether it was seen to the end."""
        return self.finished_at is not None


IN_LIST_ORDER = (ListEntry.rank.desc(), ListEntry.added_at.desc(), ListEntry.title_id.desc())
TAKEN = and_(Video.is_downloadable, Video.state == VideoState.READY)
COLUMNS = (Title.id, Video.episode_id, Season.number, Episode.number, Video.reference, Video.duration_s, TAKEN)
SO_FAR = (Progress.position_s, Progress.finished_at, Progress.updated_at)
IN_ORDER = (Title.id, Season.number == 0, Season.number, Episode.number, Video.id.desc())


def mains_of(title_ids: Iterable[int], profile: Profile) -> dict[int, list[Main]]:
    """Title id -> its main videos in the order of watching (specials last), without anybody's progress."""
    select = playable_videos_for(profile).where(Video.role == VideoRole.MAIN, Title.id.in_(list(title_ids)))
    return _by_title(select.with_only_columns(*COLUMNS).order_by(*IN_ORDER))


def mains_with_progress(title_ids: Iterable[int], profile: Profile) -> dict[int, list[Main]]:
    """The same with this profile's progress."""
    mine = and_(Progress.video_id == Video.id, Progress.profile_id == profile.id)
    select = playable_videos_for(profile).outerjoin(Progress, mine)
    select = select.where(Video.role == VideoRole.MAIN, Title.id.in_(list(title_ids)))
    return _by_title(select.with_only_columns(*COLUMNS, *SO_FAR).order_by(*IN_ORDER))


def episodes_with_progress(episode_ids: list[int], profile: Profile) -> dict[int, Main]:
    """Episode id -> its main video with this profile's progress."""
    mine = and_(Progress.video_id == Video.id, Progress.profile_id == profile.id)
    select = playable_videos_for(profile).outerjoin(Progress, mine)
    select = select.where(Video.role == VideoRole.MAIN, Video.episode_id.in_(episode_ids)).order_by(Video.id)
    rows = (Main(*row) for row in db.session.execute(select.with_only_columns(*COLUMNS, *SO_FAR)))
    return {main.episode_id: main for main in rows if main.episode_id}


def last_seen_by(profile: Profile) -> list[Main]:
    """What this profile watched last of each title, the latest first; what was taken off the shelf is left out."""
    newest = db.func.row_number().over(partition_by=Title.id, order_by=(Progress.updated_at.desc(), Video.id.desc()))
    seen = (
        playable_videos_for(profile)
        .join(Progress, and_(Progress.video_id == Video.id, Progress.profile_id == profile.id))
        .where(Video.role == VideoRole.MAIN)
        .with_only_columns(*_labelled(), Progress.hidden_at, newest.label("place"))
        .subquery()
    )
    unfinished = or_(seen.c.finished_at.is_(None), seen.c.episode_id.is_not(None))
    select = db.select(*list(seen.c)[:9]).where(seen.c.place == 1, seen.c.hidden_at.is_(None), unfinished)
    return [Main(*row) for row in db.session.execute(select.order_by(seen.c.seen_at.desc()).limit(MOST_GOING))]


def listed_ids(profile: Profile) -> list[int]:
    """The titles on this profile's list that it may see, as it has put them; at first the latest stands first."""
    select = (
        db.select(ListEntry.title_id)
        .join(Title, Title.id == ListEntry.title_id)
        .where(ListEntry.profile_id == profile.id, visible_to(profile))
        .order_by(*IN_LIST_ORDER)
    )
    return list(db.session.scalars(select.limit(MOST_LISTED)))


def names_for_all(title_ids: Iterable[int], profiles: list[Profile]) -> dict[int, str]:
    """Title id -> its name, of those that every one of these profiles may see."""
    shared = [visible_to(profile) for profile in profiles]
    select = db.select(Title.id, Title.name).where(Title.id.in_(list(title_ids)), *shared)
    return {title_id: name for title_id, name in db.session.execute(select)}


def is_listed(title_id: int, profile: Profile) -> bool:
    """Whether the title is on this profile's list."""
    mine = ListEntry.profile_id == profile.id, ListEntry.title_id == title_id
    return db.session.scalar(db.select(ListEntry.title_id).where(*mine)) is not None


def find_progress(reference: str, profile: Profile) -> Progress:
    """This profile's progress in a video that it may watch; 404 without any."""
    if not REFERENCE.match(reference):
        abort(404)
    mine = playable_videos_for(profile).where(Video.reference == reference).with_only_columns(Video.id)
    select = db.select(Progress).where(Progress.profile_id == profile.id, Progress.video_id.in_(mine))
    return db.session.scalar(select) or abort(404)


def trailer_of(title: Title, profile: Profile) -> str:
    """The reference of the title's newest trailer, or nothing."""
    select = playable_videos_for(profile).where(Video.role == VideoRole.TRAILER, Video.title_id == title.id)
    return db.session.scalar(select.with_only_columns(Video.reference).order_by(Video.id.desc()).limit(1)) or ""


def _labelled() -> tuple[Any, ...]:
    names = ("title_id", "episode_id", "season", "number", "reference", "duration_s", "can_be_taken")
    seen = ("position_s", "finished_at", "seen_at")
    return tuple(column.label(name) for column, name in zip((*COLUMNS, *SO_FAR), (*names, *seen), strict=True))


def _by_title(select: Any) -> dict[int, list[Main]]:
    found: dict[int, list[Main]] = defaultdict(list)
    known: set[Any] = set()
    for row in db.session.execute(select):
        main = Main(*row)
        place = (main.title_id, main.episode_id)
        if place not in known:  # an older main video of the same film or episode
            known.add(place)
            found[main.title_id].append(main)
    return found
