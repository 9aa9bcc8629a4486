"""Marking a film, an episode, a season or a whole series as watched, or as not; and taking that back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import abort

from app.accounts.models import AccountSession
from app.catalogue.models import Episode, Season, Title
from app.foundation.db import db
from app.media.models import Video, VideoRole
from app.media.queries import WHOLE, playable_videos_for
from app.profiles.models import Profile
from app.watching.beats import Seat
from app.watching.models import Progress
from app.watching.playbacks import open_playback
from app.watching.progress import record, tell_changed

# What an undo needs of one video, short enough for an address that names a whole series: its id, the playback by which
# it was marked (0 for none), and how it was: seconds since 1970, position, furthest point, 1 when it was finished.
# Without these: new.
Was = list[list[Any]]


def mains(title: Title, profile: Profile, season: int | None = None, episode: int | None = None) -> list[Video]:
    """The newest main videos of a film, or of a series, one of its seasons or episodes, that this profile may watch;
    404 without any."""
    select = playable_videos_for(profile).where(Title.id == title.id, Video.role == VideoRole.MAIN)
    if season is not None:
        select = select.where(Season.number == season)
    if episode is not None:
        select = select.where(Episode.number == episode)
    found = db.session.scalars(select.order_by(Video.id).options(*WHOLE))
    newest = {video.episode_id: video for video in found}
    return list(newest.values()) or abort(404)


def mark(session: AccountSession, profile: Profile, videos: list[Video]) -> Was:
    """Note as watched those that are not yet, in the current transaction; what `undo` needs."""
    kept = _progress(profile, [video.id for video in videos])
    was = []
    for video in videos:
        row = kept.get(video.id)
        if row is None or row.finished_at is None:
            before = _short(row) if row else []
            was.append([video.id, _finish(session, profile, video), *before])
    return was


def unmark(profile: Profile, title: Title, videos: list[Video]) -> Was:
    """Forget how far they are, in the current transaction; what `undo` needs."""
    kept = _progress(profile, [video.id for video in videos])
    mine = Progress.profile_id == profile.id, Progress.video_id.in_(list(kept))
    db.session.execute(db.delete(Progress).where(*mine))
    if kept:
        tell_changed(profile.id, title.id)
    return [[video_id, 0, *_short(row)] for video_id, row in kept.items()]


def undo(profile: Profile, title: Title, was: Was) -> bool:
    """Put back what has not been watched since, in the current transaction; whether anything stands otherwise now."""
    kept = _progress(profile, [video_id for video_id, *_ in was])
    there = set(db.session.scalars(db.select(Video.id).where(Video.id.in_([video_id for video_id, *_ in was]))))
    by_now = {video_id: row.playback_id for video_id, row in kept.items()}
    back = [(video_id, before) for video_id, by, *before in was if video_id in there and by_now.get(video_id, 0) == by]
    mine = Progress.profile_id == profile.id, Progress.video_id.in_([video_id for video_id, _ in back])
    db.session.execute(db.delete(Progress).where(*mine))
    db.session.add_all(_long(profile, video_id, *before) for video_id, before in back if before)
    if back:
        tell_changed(profile.id, title.id)
    return bool(back)


def _finish(session: AccountSession, profile: Profile, video: Video) -> int:
    """Somebody's own word, without its player: the id of the playback that says so."""
    playback = open_playback(session.id, profile, video)
    record(Seat.of(playback, video), 1, video.duration_s or 0.0)
    playback.end()
    return playback.id


def _progress(profile: Profile, ids: list[int]) -> dict[int, Progress]:
    select = db.select(Progress).where(Progress.profile_id == profile.id, Progress.video_id.in_(ids))
    return {row.video_id: row for row in db.session.scalars(select.execution_options(populate_existing=True))}


def _short(row: Progress) -> list[Any]:
    places = round(row.position_s, 1), round(row.furthest_s, 1)
    return [int(row.updated_at.timestamp()), *places, int(row.finished_at is not None)]


def _long(profile: Profile, video_id: int, at: int, position_s: float, furthest_s: float, is_finished: int) -> Progress:
    moment = datetime.fromtimestamp(at, UTC)
    so_far = {"position_s": position_s, "furthest_s": furthest_s, "started_at": moment, "updated_at": moment}
    finished_at = moment if is_finished else None
    return Progress(profile_id=profile.id, video_id=video_id, finished_at=finished_at, **so_far)
