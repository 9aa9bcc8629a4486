"""Marking a film, an episode, a season or a whole series as watched, or as not; and taking that back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import abort

from app.accounts.models import AccountSession
from app.catalogue.models import Episode, Season, Title
from app.foundation.db import db
from app.media.models import Video, VideoRole
from app.media.queries import playable_videos_for
from app.profiles.models import Profile
from app.watching.models import Progress
from app.watching.progress import tell_changed
from app.watching.seen import mark_seen

# What an undo needs of one video, short enough for an address that names a whole series: its id, the playback by which
# it was marked (0 for none), and how it was: seconds since 1970, position, 1 when it was finished. Without these: new.
Was = list[list[Any]]


def mains(title: Title, profile: Profile, season: int | None = None, episode: int | None = None) -> list[Video]:
    """The newest main videos of a film, or of a series, one of its seasons or episodes, that this profile may watch;
    404 without any."""
    select = playable_videos_for(profile).where(Title.id == title.id, Video.role == VideoRole.MAIN)
    if season is not None:
        select = select.where(Season.number == season)
    if episode is not None:
        select = select.where(Episode.number == episode)
    newest = {video.episode_id: video for video in db.session.scalars(select.order_by(Video.id))}
    return list(newest.values()) or abort(404)


def mark(session: AccountSession, profile: Profile, videos: list[Video]) -> Was:
    """Note as watched those that are not yet, in the current transaction; what `undo` needs."""
    kept = _progress(profile, videos)
    was = []
    for video in videos:
        row = kept.get(video.id)
        if row is None or row.finished_at is None:
            before = _short(row) if row else []
            was.append([video.id, mark_seen(session, profile, video)["by"], *before])
    return was


def unmark(profile: Profile, videos: list[Video]) -> Was:
    """Forget how far they are, in the current transaction; what `undo` needs."""
    kept = _progress(profile, videos)
    mine = Progress.profile_id == profile.id, Progress.video_id.in_(list(kept))
    db.session.execute(db.delete(Progress).where(*mine))
    for title_id in {video.work.id for video in videos if video.id in kept}:
        tell_changed(profile.id, title_id)
    return [[video_id, 0, *_short(row)] for video_id, row in kept.items()]


def undo(profile: Profile, was: Was) -> set[int]:
    """Put back what has not been watched since, in the current transaction; the titles that stand otherwise now."""
    changed = set()
    for video_id, by, *before in was:
        video, row = db.session.get(Video, video_id), db.session.get(Progress, (profile.id, video_id))
        if video is None or (row.playback_id if row else 0) != by:
            continue
        if row is not None:
            db.session.delete(row)
            db.session.flush()
        if before:
            db.session.add(_long(profile, video_id, *before))
        changed.add(video.work.id)
    for title_id in changed:
        tell_changed(profile.id, title_id)
    return changed


def _progress(profile: Profile, videos: list[Video]) -> dict[int, Progress]:
    ids = [video.id for video in videos]
    select = db.select(Progress).where(Progress.profile_id == profile.id, Progress.video_id.in_(ids))
    return {row.video_id: row for row in db.session.scalars(select.execution_options(populate_existing=True))}


def _short(row: Progress) -> list[Any]:
    return [int(row.updated_at.timestamp()), round(row.position_s, 1), int(row.finished_at is not None)]


def _long(profile: Profile, video_id: int, at: int, position_s: float, is_finished: int) -> Progress:
    moment = datetime.fromtimestamp(at, UTC)
    so_far = {"position_s": position_s, "furthest_s": position_s, "started_at": moment, "updated_at": moment}
    finished_at = moment if is_finished else None
    return Progress(profile_id=profile.id, video_id=video_id, finished_at=finished_at, **so_far)
