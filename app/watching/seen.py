"""Somebody's own word that they have seen a film or an episode, without its player; and taking that back."""

from __future__ import annotations

from typing import Any

from flask import abort

from app.accounts.models import AccountSession
from app.catalogue.models import Title
from app.foundation.db import db
from app.media.models import Video, VideoRole
from app.media.queries import playable_videos_for
from app.profiles.models import Profile
from app.watching.beats import Seat
from app.watching.models import Progress, place_of
from app.watching.playbacks import open_playback
from app.watching.progress import record


def find_main(title: Title, episode_id: int | None, profile: Profile) -> Video:
    """The newest main video of the film, or of this episode of the series; 404 for whoever may not watch it."""
    select = playable_videos_for(profile).where(Video.role == VideoRole.MAIN, Title.id == title.id)
    found: Video | None = db.session.scalar(
        select.where(Video.episode_id.is_not_distinct_from(episode_id)).order_by(Video.id.desc()).limit(1)
    )
    return found or abort(404)


def mark_seen(session: AccountSession, profile: Profile, video: Video) -> dict[str, Any]:
    """Note it as watched to the end, in the current transaction. What `forget_seen` needs to take it back."""
    before = _progress(profile.id, video.id)
    kept = before.kept if before else {}
    playback = open_playback(session.id, profile, video)
    record(Seat.of(playback, video), 1, video.duration_s or 0.0)
    playback.end()
    return {"profile": profile.id, "video": video.id, "by": playback.id, "before": kept}


def forget_seen(profile: Profile, was: dict[str, Any]) -> bool:
    """Put back how it was before, in the current transaction; not if it has been watched on since."""
    mine = Progress.profile_id == profile.id, Progress.video_id == was["video"], Progress.playback_id == was["by"]
    if was["profile"] != profile.id:
        return False
    if not was["before"]:
        return _changed(db.delete(Progress).where(*mine))
    return _changed(db.update(Progress).where(*mine).values(**place_of(was["before"])))


def _progress(profile_id: int, video_id: int) -> Progress | None:
    return db.session.get(Progress, (profile_id, video_id), populate_existing=True)


def _changed(statement: Any) -> bool:
    found: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return bool(found.rowcount)
