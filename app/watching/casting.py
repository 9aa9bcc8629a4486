"""A film handed to another screen (Remote Playback API, https://www.w3.org/TR/remote-playback/).

Such a screen fetches the film by itself and carries no cookie, so whoever has the address has the film. It is therefore
signed for one playback, is asked about with every range, and is over with whatever ends that playback.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.models import AccountSession
from app.foundation.db import db
from app.media import tokens
from app.media.models import Video, VideoState
from app.media.queries import playable_videos_for
from app.watching.asking import why_not
from app.watching.models import Playback

PURPOSE = "cast"


@dataclass(frozen=True)
class Handed:
    """A film in the hands of another screen: which, and the store it lies in."""

    reference: str
    store: str


def cast_address(playback: Playback) -> str:
    """Where another screen finds the whole film of this playback, for at most six hours; empty while it is still being
    encoded, and for a profile whose minutes are counted."""
    if playback.video.state != VideoState.READY or playback.profile.is_counted:
        return ""
    return f"/cast/{tokens.token_for(PURPOSE, playback.reference)}/{playback.reference}/film.mp4"


def find_handed(playback_reference: str) -> Handed | None:
    """The film of this playback while it goes on: open, its session alive and in the same profile's hands, which may
    watch the film whole and now."""
    select = db.select(Playback, AccountSession).join(AccountSession, AccountSession.id == Playback.session_id)
    found = db.session.execute(select.where(Playback.reference == playback_reference)).one_or_none()
    if found is None or not _goes_on(*found):
        return None
    profile = found.Playback.profile
    allowed = playable_videos_for(profile).where(Video.id == found.Playback.video_id, Video.state == VideoState.READY)
    video = db.session.scalar(allowed)
    if video is None or profile.is_counted or why_not(profile, video.work):
        return None
    return Handed(video.reference, video.store)


def _goes_on(playback: Playback, session: AccountSession) -> bool:
    is_theirs = session.is_live and session.account.is_enabled and session.profile_id == playback.profile_id
    return playback.is_open and is_theirs
